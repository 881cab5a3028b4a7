"""Pages of a list: what an address may ask for and what it gets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inspect_app.web.pagination import PAGE_SIZES, Page, PageRequest, read_page


def _numbers(total: int, request: PageRequest) -> Page[int]:
    return read_page(request, lambda offset, limit: (list(range(total))[offset : offset + limit], total))


@given(total=st.integers(0, 400), number=st.integers(1, 60), size=st.sampled_from(PAGE_SIZES))
def test_every_page_number_shows_rows_while_there_are_any(total: int, number: int, size: int) -> None:
    page = _numbers(total, PageRequest(number, size))
    assert bool(page.rows) == (total > 0)
    assert 1 <= page.number <= page.pages
    assert page.last - page.first + 1 == len(page.rows) if total else page.first == page.last == 0


@given(total=st.integers(0, 300), size=st.sampled_from(PAGE_SIZES))
def test_walking_from_page_to_page_shows_every_row_once(total: int, size: int) -> None:
    seen: list[int] = []
    number: int | None = 1
    while number is not None:
        page = _numbers(total, PageRequest(number, size))
        seen += page.rows
        number = page.next
    assert seen == list(range(total))


@given(raw=st.dictionaries(st.sampled_from(["page", "size", "sort"]), st.text(max_size=8)))
def test_nobody_can_ask_for_more_than_is_offered(raw: dict[str, str]) -> None:
    request = PageRequest.from_args(raw, sorts=("number", "unit"), default="-number")
    assert request.size in PAGE_SIZES and request.number >= 1
    assert request.order in ("number", "-number", "unit", "-unit")
