"""What the editor page and its script show: outline, blocks, what is missing, source changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from inspect_app.accounts.actor import Actor
from inspect_app.foundation.refusals import NotVisible
from inspect_app.letters import checks, queries, rules
from inspect_app.letters.content import Block, LetterContent, numbered, photo_numbers_of
from inspect_app.letters.preview import printed_draft
from inspect_app.letters.sources import StaleSource, inspections_by_finding

_OPENING, _HEAD = "依据和经过", "标题、主送"


@dataclass(frozen=True)
class PhotoLine:
    """A photo of a problem: its number in the annex and its caption."""

    id: str
    number: int
    caption: str


@dataclass(frozen=True)
class BlockView:
    """A block with the label of its place."""

    id: str
    kind: str
    label: str
    name: str
    code: str
    title: str
    text: str
    due: date | None
    finding_id: str | None
    inspection_id: UUID | None
    photos: tuple[PhotoLine, ...]
    stale: StaleSource | None
    remarks: tuple[queries.RemarkView, ...]
    on_page: int


@dataclass(frozen=True)
class OutlineEntry:
    """A part of the letter, the block it begins at, and how many of its kind are in it (0: not counted)."""

    block_id: str
    name: str
    level: int
    count: int
    blocks: tuple[str, ...]


@dataclass(frozen=True)
class DueChoice:
    """A date offered for a demand."""

    day: date
    label: str


@dataclass(frozen=True)
class EditorPage:
    """Everything the editor shows."""

    letter: queries.LetterView
    outline: tuple[OutlineEntry, ...]
    blocks: tuple[BlockView, ...]
    missing: tuple[rules.Shortfall, ...]
    pages: int
    review_required: bool
    returned: queries.RemarkView | None


@dataclass(frozen=True)
class Saved:
    """What the script hears after saving."""

    version: int
    pages: int
    block_pages: dict[str, int]
    labels: dict[str, str]
    missing: tuple[rules.Shortfall, ...]


def editor_page(actor: Actor, letter_id: UUID, *, review_required: bool, at: datetime) -> EditorPage:
    """The editor of a draft. Raises NotVisible when the actor may not edit it now."""
    letter = queries.letter(actor, letter_id, at=at)
    if not letter.steps.edit:
        raise NotVisible
    row = queries.letter_row(actor, letter_id)
    printed = printed_draft(letter.id, letter.version, letter.content)
    return EditorPage(
        letter=letter,
        outline=outline(letter.content),
        blocks=_blocks(letter, printed.block_pages),
        missing=checks.shortfalls(row, at),
        pages=printed.pages,
        review_required=review_required,
        returned=_last_return(letter),
    )


def _last_return(letter: queries.LetterView) -> queries.RemarkView | None:
    """The words with which the letter came back, when they are about the whole of it."""
    if letter.state != "returned":
        return None
    last = next(remark for remark in reversed(letter.remarks) if remark.step == "退回")
    return None if last.block_id else last


def saved(actor: Actor, letter_id: UUID, *, at: datetime) -> Saved:
    """The state after saving: version, pages, the page of each block, labels, what is missing."""
    letter = queries.letter(actor, letter_id, at=at)
    printed = printed_draft(letter.id, letter.version, letter.content)
    return Saved(
        version=letter.version,
        pages=printed.pages,
        block_pages=printed.block_pages,
        labels={
            item.block.id: block_name(item.block, item.label, item.ordinal)
            for item in numbered(letter.content.blocks)
        },
        missing=checks.shortfalls(queries.letter_row(actor, letter_id), at),
    )


def outline(content: LetterContent) -> tuple[OutlineEntry, ...]:
    """The letter's parts in order: head, opening, each heading with what stands under it."""
    parts: list[tuple[str, str, int, list[Block]]] = [("head", _HEAD, 1, [])]
    for item in numbered(content.blocks):
        if item.block.kind in ("heading1", "heading2"):
            level = 1 if item.block.kind == "heading1" else 2
            parts.append((item.block.id, item.label + item.block.text, level, [item.block]))
        elif len(parts) == 1:
            parts.append((item.block.id, _OPENING, 1, [item.block]))
        else:
            parts[-1][3].append(item.block)
    return tuple(
        OutlineEntry(
            block_id,
            name,
            level,
            sum(block.kind in ("problem", "requirement") for block in blocks),
            tuple(block.id for block in blocks) or ("title",),
        )
        for block_id, name, level, blocks in parts
    )


def return_targets(content: LetterContent) -> list[tuple[str, str]]:
    """Blocks that words of a return can be about: id and name."""
    return [
        (item.block.id, block_name(item.block, item.label, item.ordinal))
        for item in numbered(content.blocks)
        if item.block.kind in ("problem", "requirement")
    ]


def block_name(block: Block, label: str, ordinal: int) -> str:
    """What a block is called above its field."""
    if block.kind == "requirement":
        return f"要求 {ordinal}"
    if block.kind == "problem":
        return f"{label}{block.title}"
    return f"标题 {label}" if block.kind.startswith("heading") else "正文"


def _blocks(letter: queries.LetterView, block_pages: dict[str, int]) -> tuple[BlockView, ...]:
    numbers = photo_numbers_of(letter.content)
    captions = {figure.evidence_id: figure.caption for figure in letter.content.figures}
    stale = {str(source.finding_id): source for source in letter.stale}
    inspections = inspections_by_finding(letter.id)
    return tuple(
        BlockView(
            id=item.block.id,
            kind=item.block.kind,
            label=item.label,
            name=block_name(item.block, item.label, item.ordinal),
            code=item.block.code,
            title=item.block.title,
            text=item.block.text,
            due=item.block.due,
            finding_id=item.block.finding_id,
            inspection_id=inspections.get(item.block.finding_id or ""),
            photos=tuple(
                PhotoLine(e, numbers[e], captions[e]) for e in item.block.evidence_ids if e in numbers
            ),
            stale=stale.get(item.block.finding_id or ""),
            remarks=tuple(r for r in letter.remarks if r.block_id == item.block.id and r.step == "退回"),
            on_page=block_pages.get(item.block.id, 1),
        )
        for item in numbered(letter.content.blocks)
    )
