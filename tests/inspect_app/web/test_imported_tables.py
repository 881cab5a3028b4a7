"""Tables from spreadsheet programs, read within limits, and tables written for them."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from inspect_app.web import imported_tables as tables
from inspect_app.web.imported_tables import (
    Row,
    Table,
    UnreadableTable,
    as_text,
    read_table,
    read_text,
)
from inspect_app.web.table_columns import Column, records_of

NAMES = (Column("name", "单位全称", "", required=True), Column("short", "简称", ""))


def workbook(*rows: tuple[object, ...], merge: str = "") -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if merge:
        book.active.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refused(content: bytes) -> tuple[str, ...]:
    with pytest.raises(UnreadableTable) as refusal:
        read_table(content)
    return refusal.value.problems


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_file_is_read_in_the_encodings_that_chinese_programs_write(encoding: str) -> None:
    table = read_table("单位全称,简称\r\n东岭县治超站,东岭站\r\n".encode(encoding))
    assert table.head.cells == ("单位全称", "简称") and table.rows[0].cells == ("东岭县治超站", "东岭站")


@pytest.mark.parametrize("content", ["单位全称,简称\n东岭县,东岭".encode("utf-16"), b"\xff\xff\xff,\xff"])
def test_another_encoding_is_said(content: bytes) -> None:
    assert refused(content) == (tables.NOT_READABLE,)


def test_pasted_cells_keep_their_row_numbers() -> None:
    table = read_text("\n单位全称\t简称\n\n东岭县治超站\t东岭站\n")
    assert table.head.number == 2 and table.rows == (Row(4, ("东岭县治超站", "东岭站")),)


def test_a_workbook_gives_texts_numbers_and_dates_as_people_see_them() -> None:
    table = read_table(workbook(("甲", "乙", "丙"), (" 文字 ", 12.0, date(2023, 7, 18)), (None, True, 1.5)))
    assert table.rows == (Row(2, ("文字", "12", "2023-07-18")), Row(3, ("", "是", "1.5")))


def test_a_formula_counts_with_its_value_and_is_named_without_one() -> None:
    assert refused(workbook(("甲", "乙"), ("一", "=1+1"))) == (
        "第 2 行 B 列：是公式，没有算出的值。请改成值。",
    )
    assert refused("甲,乙\n一,=1+1".encode()) == ("第 2 行 B 列：是公式，没有算出的值。请改成值。",)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["甲", "乙"])
        sheet.write_formula(1, 0, "=1+1", None, 2)
    assert read_table(out.getvalue()).rows == (Row(2, ("2",)),)


def test_merged_cells_are_named() -> None:
    content = workbook(("甲", "乙"), ("一", "二"), ("三", "四"), merge="A2:A3")
    assert refused(content) == ("A2 到 A3：是合并的单元格。请拆开，每格都填。",)


def test_fifty_thousand_rows_are_refused_with_a_sentence() -> None:
    rows = [("甲",), *((f"第{number}站",) for number in range(50_000))]
    assert refused("\n".join(row[0] for row in rows).encode()) == (tables.TOO_MANY_ROWS,)
    assert refused(workbook(*rows)) == (tables.TOO_MANY_ROWS,)


def test_exactly_as_many_rows_as_allowed_are_taken() -> None:
    text = "甲\n" + "\n".join(f"第{number}站" for number in range(tables.MAX_ROWS))
    assert len(read_text(text).rows) == tables.MAX_ROWS
    with pytest.raises(UnreadableTable):
        read_text(text + "\n再一站")


def test_a_packed_bomb_an_old_file_and_a_broken_one_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (8 * 1024 * 1024))
    assert refused(out.getvalue()) == (tables.UNPACKS_TOO_LARGE,)
    assert refused(b"\xd0\xcf\x11\xe0" + bytes(600)) == (tables.OLD_FORMAT,)
    assert refused(workbook(("甲",), ("一",))[:-200]) == (tables.NOT_READABLE,)
    assert refused(b"") == (tables.EMPTY,)


def test_a_document_type_in_a_workbook_is_not_read() -> None:
    out, made = io.BytesIO(), workbook(("甲",), ("一",))
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            body = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                body = b'<!DOCTYPE x [<!ENTITY e "e">]>' + body
            new.writestr(part, body)
    assert refused(out.getvalue()) == (tables.NOT_READABLE,)


def test_titles_are_found_in_any_order_and_those_that_do_not_fit_are_named() -> None:
    records = records_of(read_text("简称\t单位全称 *\n东岭站\t东岭县治超站"), NAMES)
    assert records[0]["name"] == "东岭县治超站" and records[0].place("name") == "第 2 行 B 列"
    with pytest.raises(UnreadableTable) as refusal:
        records_of(read_text("单位名称\t简称\t简称\n一\t二\t三"), NAMES)
    assert refusal.value.problems == (
        "第 1 行 A 列：不认识“单位名称”这一列。是“单位全称”吗？请照模板的表头写，或删掉。",
        "第 1 行 C 列：“简称”这一列有两个，请留一个。",
        "第 1 行：没有“单位全称”这一列。请照模板补上。",
    )


words = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=8).filter(
    lambda text: not text.startswith("=")
)


@given(st.lists(st.tuples(words, words), min_size=2, max_size=5), st.integers(0, 3))
def test_a_table_as_text_reads_back_as_the_same_table(cells: list[tuple[str, str]], gap: int) -> None:
    table = Table(Row(1 + gap, cells[0]), tuple(Row(n + 2 + 2 * gap, row) for n, row in enumerate(cells[1:])))
    assert read_text(as_text(table)) == table
