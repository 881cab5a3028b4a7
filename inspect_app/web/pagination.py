"""Lists cut into pages, and the address that a list lives at.

Owns: the page, size and sort parts of a list's URL.
Promises: a page number outside the list shows the last page instead of nothing; sizes other than the offered
ones are not taken, so nobody can ask for everything at once.
Does not: read rows; that is the list's own query, which takes offset and limit and returns rows and total.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")

PAGE_SIZES = (20, 50, 100)
DEFAULT_SIZE = 50


@dataclass(frozen=True)
class PageRequest:
    """Which page of which size was asked for, and in which order.

    `sort` is a key of the list's own columns; `descending` turns it round.
    """

    number: int = 1
    size: int = DEFAULT_SIZE
    sort: str = ""
    descending: bool = False

    @classmethod
    def from_args(
        cls, args: Mapping[str, str], *, sorts: Sequence[str] = (), default: str = ""
    ) -> PageRequest:
        """Read `page`, `size` and `sort` from a query string; anything unknown falls back to the default.

        Args:
            sorts: keys that may be sorted by.
            default: the order without a `sort` part, with a leading minus for descending.
        """
        size = _whole_number(args.get("size", ""), DEFAULT_SIZE)
        sort = args.get("sort") or default
        if sort.removeprefix("-") not in sorts:
            sort = default
        return cls(
            number=max(1, _whole_number(args.get("page", ""), 1)),
            size=size if size in PAGE_SIZES else DEFAULT_SIZE,
            sort=sort.removeprefix("-"),
            descending=sort.startswith("-"),
        )

    @property
    def order(self) -> str:
        """The sort key as queries take it, with a leading minus for descending."""
        return f"-{self.sort}" if self.descending else self.sort


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list, with everything that the paging line shows."""

    rows: tuple[Row, ...]
    total: int
    number: int
    size: int
    sort: str = ""
    descending: bool = False

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """Running number of the first row shown; 0 in an empty list."""
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.total, self.number * self.size)

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None


def read_page(request: PageRequest, read: Callable[[int, int], tuple[Sequence[Row], int]]) -> Page[Row]:
    """One page of a list through the list's own query.

    Args:
        read: takes offset and limit, returns the rows and how many there are in all.
    """
    number = request.number
    rows, total = read((number - 1) * request.size, request.size)
    last = max(1, -(-total // request.size))
    if number > last:
        number = last
        rows, total = read((number - 1) * request.size, request.size)
    return Page(tuple(rows), total, number, request.size, request.sort, request.descending)


def _whole_number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else otherwise
