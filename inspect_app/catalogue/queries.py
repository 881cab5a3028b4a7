"""Reads of the catalogue. It holds no data of people, so everybody who may open it sees all of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, or_, select

from inspect_app.catalogue.models import CatalogueArea, CatalogueItem
from inspect_app.catalogue.rules import instruction_for
from inspect_app.foundation.database import db
from inspect_app.foundation.refusals import NotVisible
from inspect_app.web.state_looks import ANSWER, METHODS, QUALITY_ANSWER

_LOOKS = {"problem": ANSWER, "quality": QUALITY_ANSWER}


@dataclass(frozen=True)
class ItemRow:
    """One line of the list."""

    code: str
    title: str
    question: str
    legal_basis: str
    basis_checked: bool
    restricted: bool


@dataclass(frozen=True)
class AreaList:
    """An area with those of its items that the search found."""

    code: str
    title: str
    clause: str
    items: tuple[ItemRow, ...]


@dataclass(frozen=True)
class CataloguePage:
    """The list page: what was searched for, the areas found and how many items they hold."""

    search: str
    areas: tuple[AreaList, ...]
    item_count: int


@dataclass(frozen=True)
class MethodInstruction:
    """How one method checks an item; `text` is None where it cannot."""

    method: str
    name: str
    text: str | None


@dataclass(frozen=True)
class ItemDetail:
    """Everything the catalogue says of one code; `previous_code` and `next_code` lead on in reading order."""

    code: str
    area_code: str
    area_title: str
    clause: str
    title: str
    question: str
    answer_words: tuple[str, ...]
    instructions: tuple[MethodInstruction, ...]
    legal_basis: str
    basis_checked: bool
    yardstick: str
    phrases: tuple[str, ...]
    suggestion: str
    photos_required: int
    photo_note: str
    restricted: bool
    previous_code: str | None
    next_code: str | None


def catalogue_page(search: str = "") -> CataloguePage:
    """Areas with their items, areas without a match left out.

    Args:
        search: words that must all occur, each in code, title, question, basis or yardstick.
    """
    areas: dict[str, CatalogueArea] = {}
    rows: dict[str, list[ItemRow]] = {}
    for item, area in db.session.execute(_matching(search)):
        areas[area.code] = area
        rows.setdefault(area.code, []).append(
            ItemRow(
                item.code, item.title, item.question, item.legal_basis, item.basis_checked, item.restricted
            )
        )
    return CataloguePage(
        search=search,
        areas=tuple(
            AreaList(code, areas[code].title, areas[code].clause, tuple(items))
            for code, items in rows.items()
        ),
        item_count=sum(len(items) for items in rows.values()),
    )


def _matching(search: str) -> Select[CatalogueItem, CatalogueArea]:
    statement = (
        select(CatalogueItem, CatalogueArea)
        .join(CatalogueArea, CatalogueArea.code == CatalogueItem.area)
        .order_by(CatalogueArea.ordinal, CatalogueItem.ordinal)
    )
    columns = (
        CatalogueItem.code,
        CatalogueItem.title,
        CatalogueItem.question,
        CatalogueItem.legal_basis,
        CatalogueItem.yardstick,
    )
    for word in search.split():
        statement = statement.where(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    return statement


def item_detail(code: str) -> ItemDetail:
    """One code with everything about it. Raises NotVisible for an unknown code."""
    found = db.session.execute(
        select(CatalogueItem, CatalogueArea)
        .join(CatalogueArea, CatalogueArea.code == CatalogueItem.area)
        .where(CatalogueItem.code == code)
    ).first()
    if found is None:
        raise NotVisible
    item, area = found
    previous_code, next_code = _neighbours(code)
    return ItemDetail(
        code=item.code,
        area_code=area.code,
        area_title=area.title,
        clause=area.clause,
        title=item.title,
        question=item.question,
        answer_words=tuple(
            look.word for value, look in _LOOKS[item.answer_kind].items() if value != "unanswered"
        ),
        instructions=tuple(
            MethodInstruction(method, name, instruction_for(item.how_to_check, method))
            for method, name in METHODS.items()
        ),
        legal_basis=item.legal_basis,
        basis_checked=item.basis_checked,
        yardstick=item.yardstick,
        phrases=tuple(item.phrases),
        suggestion=item.suggestion,
        photos_required=item.photos_required,
        photo_note=item.photo_note,
        restricted=item.restricted,
        previous_code=previous_code,
        next_code=next_code,
    )


def _neighbours(code: str) -> tuple[str | None, str | None]:
    codes = list(
        db.session.scalars(
            select(CatalogueItem.code)
            .join(CatalogueArea, CatalogueArea.code == CatalogueItem.area)
            .order_by(CatalogueArea.ordinal, CatalogueItem.ordinal)
        )
    )
    here = codes.index(code)
    return (codes[here - 1] if here else None, codes[here + 1] if here + 1 < len(codes) else None)


@dataclass(frozen=True)
class CatalogueEntry:
    """One item as a checklist of one method takes it over."""

    area_code: str
    area_title: str
    area_short: str
    code: str
    title: str
    question: str
    how_to_check: str
    yardstick: str
    legal_basis: str
    answer_kind: str
    phrases: tuple[str, ...]
    suggestion: str
    photos_required: int
    photo_note: str
    restricted: bool


def entries_for_method(method: str, *, areas: tuple[str, ...]) -> tuple[CatalogueEntry, ...]:
    """The items of `areas`, in reading order, that `method` can check."""
    rows = db.session.execute(
        select(CatalogueItem, CatalogueArea)
        .join(CatalogueArea, CatalogueArea.code == CatalogueItem.area)
        .where(CatalogueArea.code.in_(areas))
        .order_by(CatalogueArea.ordinal, CatalogueItem.ordinal)
    )
    entries = []
    for item, area in rows:
        instruction = instruction_for(item.how_to_check, method)
        if instruction is not None:
            entries.append(_entry(item, area, instruction))
    return tuple(entries)


def _entry(item: CatalogueItem, area: CatalogueArea, instruction: str) -> CatalogueEntry:
    return CatalogueEntry(
        area_code=area.code,
        area_title=area.title,
        area_short=area.short,
        code=item.code,
        title=item.title,
        question=item.question,
        how_to_check=instruction,
        yardstick=item.yardstick,
        legal_basis=item.legal_basis,
        answer_kind=item.answer_kind,
        phrases=tuple(item.phrases),
        suggestion=item.suggestion,
        photos_required=item.photos_required,
        photo_note=item.photo_note,
        restricted=item.restricted,
    )
