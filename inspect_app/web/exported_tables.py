"""Tables as files for spreadsheet programs.

Promises: no cell is ever taken for a formula or a link, whoever wrote its text; rows are written as they come, so a file
of a million rows needs no more memory than one of ten. Does not: know what the rows are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import xlsxwriter

MOST_ROWS = 1_000_000
"""Rows that one sheet takes; the form's own limit is 1,048,576."""
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_BYTE_ORDER_MARK = "﻿"
"""Without it Excel reads UTF-8 as the system's old encoding."""

Cell = str | int | None


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its columns (head, width in characters), its rows."""

    name: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Cell]]


def neutral(cell: Cell) -> Cell:
    """A cell for a CSV file: a text that a spreadsheet program would calculate gets an apostrophe in front."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The lines of a CSV file with CRLF ends (RFC 4180), the first with a byte order mark."""
    line = io.StringIO()
    writer = csv.writer(line)
    line.write(_BYTE_ORDER_MARK)
    writer.writerow(columns)
    yield line.getvalue()
    for row in rows:
        line.seek(0)
        line.truncate()
        writer.writerow([neutral(cell) for cell in row])
        yield line.getvalue()


def write_workbook(target: BinaryIO, sheets: Iterable[Sheet]) -> None:
    """Write an Excel file; texts are stored as texts, so nothing in front of them is needed."""
    with xlsxwriter.Workbook(
        target,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False},
    ) as workbook:
        head = workbook.add_format({"bold": True, "bottom": 1})
        for sheet in sheets:
            page = workbook.add_worksheet(sheet.name)
            page.freeze_panes(1, 0)
            for index, (title, width) in enumerate(sheet.columns):
                page.set_column(index, index, width)
                page.write_string(0, index, title, head)
            for number, row in enumerate(sheet.rows, start=1):
                for index, cell in enumerate(row):
                    if isinstance(cell, int):
                        page.write_number(number, index, cell)
                    elif cell:
                        page.write_string(number, index, cell)
