"""Tables that people bring from a spreadsheet program: files of .xlsx and CSV, and pasted cells.

Promises: what comes in is read within limits (bytes, unpacked bytes, rows, columns) and never run: a formula counts with the value
that the spreadsheet program kept beside it. Every cell can be named as people see it there (「第 12 行 C 列」).
Does not: know what the columns mean; that is table_columns.py.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from inspect_app.foundation.refusals import InvalidInput

MAX_ROWS = 5000
MAX_COLUMNS = 60
_MAX_PHYSICAL_ROWS = 100_000
"""Rows with nothing in them are passed over, but not without end."""
_MAX_UNPACKED = 64 * 1024 * 1024
_MAX_RATIO = 200
_MAX_CELL = 2000
_ZIP_START, _OLD_OFFICE_START = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)

TOO_MANY_ROWS = f"这份表超过 {MAX_ROWS:,} 行。一次最多 {MAX_ROWS:,} 行，请分成几份。"
NOT_READABLE = "读不出这份表。请另存为 .xlsx 或“CSV UTF-8”再试。"
OLD_FORMAT = "这是旧格式，或加了密码。请另存为不加密码的 .xlsx 再试。"
UNPACKS_TOO_LARGE = "这份表展开后太大，没有收下。请分成几份。"
EMPTY = "表里没有内容。请在表头下面填好再试。"


class UnreadableTable(InvalidInput):
    """The table cannot be taken. `problems` says why, one sentence a place."""

    code = "unreadable_table"
    message = "这份表还不能导入。"

    def __init__(self, *problems: str) -> None:
        super().__init__(problems[0])
        self.problems = problems


@dataclass(frozen=True)
class Row:
    """One row with its number in the spreadsheet; the texts are without blanks at both ends, empty ones at the end left out."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """The first row that is not empty, and those under it."""

    head: Row
    rows: tuple[Row, ...]


def cell_name(row: int, column: int) -> str:
    """A cell as people find it, `column` counted from 0: 「第 12 行 C 列」."""
    return f"第 {row} 行 {get_column_letter(column + 1)} 列"


def read_table(content: bytes) -> Table:
    """The table of an .xlsx file (its first sheet) or of a text file, told apart by their first bytes, never by name.

    Raises: UnreadableTable.
    """
    if content.startswith(_OLD_OFFICE_START):
        raise UnreadableTable(OLD_FORMAT)
    if content.startswith(_ZIP_START):
        return _table(_workbook_rows(content))
    return read_text(_decoded(content))


def read_text(text: str) -> Table:
    """The table of comma- or tab-separated text, as a file or as pasted from a spreadsheet. Raises UnreadableTable."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    separator = "\t" if "\t" in first else max(",;", key=first.count)
    return _table(_text_rows(csv.reader(io.StringIO(text, newline=""), delimiter=separator)))


def as_text(table: Table) -> str:
    """`table` as tab-separated text that `read_text` reads back with the same row numbers."""
    lines: list[str] = []
    for row in (table.head, *table.rows):
        lines += [""] * (row.number - 1 - len(lines))
        line = io.StringIO()
        cells = [" ".join(cell.split()) for cell in row.cells]
        csv.writer(line, delimiter="\t", lineterminator="").writerow(cells)
        lines.append(line.getvalue())
    return "\n".join(lines)


def _table(rows: Iterator[Row]) -> Table:
    filled = [row for row in rows if any(row.cells)]
    if len(filled) < 2:
        raise UnreadableTable(EMPTY)
    return Table(filled[0], tuple(filled[1:]))


def _decoded(content: bytes) -> str:
    """UTF-8 with or without mark, else GB18030, which is what Excel and WPS write for CSV in Chinese."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableTable(NOT_READABLE)


class _Counting:
    """What was met so far: how many filled rows, and what has to be mended."""

    def __init__(self) -> None:
        self.taken = 0
        self.problems: list[str] = []

    def row(self, number: int, cells: tuple[str, ...]) -> Row:
        """Raises UnreadableTable as soon as there are too many."""
        self.taken += any(cells)
        if self.taken > MAX_ROWS + 1 or number > _MAX_PHYSICAL_ROWS:
            raise UnreadableTable(TOO_MANY_ROWS)
        for column, text in enumerate(cells):
            if len(text) > _MAX_CELL:
                self.say(number, column, "内容太长。")
        last = max((place for place, text in enumerate(cells, start=1) if text), default=0)
        return Row(number, cells[:last])

    def say(self, number: int, column: int, sentence: str) -> None:
        self.problems.append(f"{cell_name(number, column)}：{sentence}")

    def end(self) -> None:
        """Raises UnreadableTable when something has to be mended."""
        if self.problems:
            raise UnreadableTable(*self.problems)


def _text_rows(reader: Iterator[list[str]]) -> Iterator[Row]:
    counting = _Counting()
    try:
        for number, raw in enumerate(reader, start=1):
            cells = tuple(cell.strip() for cell in raw[:MAX_COLUMNS])
            for column, cell in enumerate(cells):
                if cell.startswith("="):
                    counting.say(number, column, "是公式，没有算出的值。请改成值。")
            yield counting.row(number, cells)
    except csv.Error as error:
        raise UnreadableTable(NOT_READABLE) from error
    counting.end()


def _workbook_rows(content: bytes) -> Iterator[Row]:
    """Rows of the first sheet. The file is opened twice: formulas and the values kept for them are never in one reading."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_archive(archive)
            values, formulas = (
                openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=only).worksheets[0]
                for only in (True, False)
            )
            # Merged cells are not given in read-only mode, and the part of the sheet has no public name.
            merged = _MERGED.findall(archive.read(values._worksheet_path.lstrip("/")))
        if merged:
            places = (place.decode().replace(":", " 到 ") for place in merged)
            raise UnreadableTable(*(f"{place}：是合并的单元格。请拆开，每格都填。" for place in places))
        for sheet in (values, formulas):
            sheet.reset_dimensions()  # some programs write a range that leaves rows out
        yield from _sheet_rows(values, formulas)
    except UnreadableTable:
        raise
    # openpyxl raises whatever its parsing of a broken file runs into; none of it is ours to tell apart.
    except Exception as error:
        raise UnreadableTable(NOT_READABLE) from error


def _check_archive(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    packed_tight = any(
        part.file_size > 1024 * 1024 and part.file_size > _MAX_RATIO * max(1, part.compress_size)
        for part in parts
    )
    if packed_tight or sum(part.file_size for part in parts) > _MAX_UNPACKED:
        raise UnreadableTable(UNPACKS_TOO_LARGE)
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as stream:
                if _DOCTYPE.search(stream.read(4096)):
                    raise UnreadableTable(NOT_READABLE)


def _sheet_rows(values: Any, formulas: Any) -> Iterator[Row]:
    counting = _Counting()
    both = zip(values.iter_rows(max_col=MAX_COLUMNS), formulas.iter_rows(max_col=MAX_COLUMNS), strict=False)
    for number, (cells, sources) in enumerate(both, start=1):
        texts = tuple(_cell_text(cell.value) for cell in cells)
        for column, (cell, source) in enumerate(zip(cells, sources, strict=False)):
            if source.data_type == "f" and not texts[column]:
                counting.say(number, column, "是公式，没有算出的值。请改成值。")
            elif cell.data_type == "e":
                counting.say(number, column, f"公式没有算出来（{texts[column]}）。请改成值。")
        yield counting.row(number, texts)
    counting.end()


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value).strip()
