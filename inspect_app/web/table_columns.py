"""What the columns of an imported table are called, and which cell belongs to which.

Promises: columns are found by their title, in any order; a title that is missing, twice or unknown is named with its place and, where
one is near, the title that was probably meant. A record knows the place of each of its cells.
Does not: judge values; each capability does that for its own table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from inspect_app.web.imported_tables import Table, UnreadableTable, cell_name


@dataclass(frozen=True)
class Column:
    """One column of a template."""

    key: str
    title: str
    hint: str
    required: bool = False
    longest: int = 40


@dataclass(frozen=True)
class Record:
    """One row by the columns' keys; a column that the table does not have is empty."""

    number: int
    values: Mapping[str, str]
    places: Mapping[str, int]

    def __getitem__(self, key: str) -> str:
        return self.values.get(key, "")

    def place(self, key: str) -> str:
        """Where the cell is, or the row when the table has no such column."""
        return cell_name(self.number, self.places[key]) if key in self.places else f"第 {self.number} 行"


@dataclass
class Problems:
    """What has to be mended before anything is imported, in the order of the rows."""

    sentences: list[str] = field(default_factory=list)

    def at(self, record: Record, key: str, sentence: str) -> None:
        """`sentence` belongs to the cell of `key` in `record`."""
        self.sentences.append(f"{record.place(key)}：{sentence}")

    def __bool__(self) -> bool:
        return bool(self.sentences)


def records_of(table: Table, columns: Sequence[Column]) -> list[Record]:
    """The rows under their titles. Raises UnreadableTable naming every title that does not fit."""
    titles = {column.title: column for column in columns}
    places: dict[str, int] = {}
    problems: list[str] = []
    for place, title in enumerate(table.head.cells):
        found = titles.get(title.removesuffix("*").strip())
        where = cell_name(table.head.number, place)
        if found is not None and found.key in places:
            problems.append(f"{where}：“{found.title}”这一列有两个，请留一个。")
        elif found is not None:
            places[found.key] = place
        elif title:
            problems.append(
                f"{where}：不认识“{title}”这一列。{meant(title, titles)}请照模板的表头写，或删掉。"
            )
    problems += [
        f"第 {table.head.number} 行：没有“{column.title}”这一列。请照模板补上。"
        for column in columns
        if column.required and column.key not in places
    ]
    if problems:
        raise UnreadableTable(*problems)
    return [
        Record(
            row.number,
            {key: row.cells[place] for key, place in places.items() if place < len(row.cells)},
            places,
        )
        for row in table.rows
    ]


def check_texts(records: Iterable[Record], columns: Sequence[Column], problems: Problems) -> None:
    """Say where something required is missing or a text is too long."""
    for record in records:
        for column in columns:
            text = record[column.key]
            if column.required and not text:
                problems.at(record, column.key, f"“{column.title}”要填。")
            elif len(text) > column.longest:
                problems.at(record, column.key, f"“{column.title}”请不超过 {column.longest} 字。")


def meant(text: str, known: Iterable[str]) -> str:
    """「是“东岭县”吗？」 for the nearest of `known`, or nothing when none is near."""
    near = get_close_matches(text, list(known), n=1, cutoff=0.5)
    return f"是“{near[0]}”吗？" if near else ""
