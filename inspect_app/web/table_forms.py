"""The form of a table that is imported (a file or pasted cells, looked at first and then taken), and the answer that gives one out.

Promises: between looking and taking nothing is kept on the server; the page carries the table as text, and it is read and checked
again when it is taken.
Does not: know what is in the table.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from flask import Response
from flask_wtf.file import FileField
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Optional

from inspect_app.web.exported_tables import Cell, Sheet, write_workbook
from inspect_app.web.forms import OfficeForm
from inspect_app.web.imported_tables import Table, UnreadableTable, read_table, read_text
from inspect_app.web.table_columns import Column

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TableForm(OfficeForm):
    file = FileField("表格文件")
    cells = TextAreaField("从表格里粘贴", [Optional()])
    step = HiddenField()

    @property
    def taking(self) -> bool:
        """Whether the table was looked at and is now to be taken."""
        return bool(self.step.data == "take")

    def table(self) -> Table:
        """What was sent. Raises UnreadableTable."""
        content = self.file.data.read() if self.file.data else b""
        if content:
            return read_table(content)
        if (self.cells.data or "").strip():
            return read_text(self.cells.data)
        raise UnreadableTable("请选一个表格文件，或把表格里的内容粘贴进来。")


def table_answer(
    title: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], *, file_name: str
) -> Response:
    """An .xlsx file under the columns' titles; kept in no cache, as it may name people."""
    content = io.BytesIO()
    heads = [(column.title, min(48, 2 * column.longest + 2)) for column in columns]
    write_workbook(content, [Sheet(title, heads, rows)])
    response = Response(content.getvalue(), mimetype=_XLSX)
    response.headers.set("Content-Disposition", "attachment", filename=file_name)
    response.headers["Cache-Control"] = "no-store"
    return response
