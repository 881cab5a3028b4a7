"""Changing a letter's text: what a clerk may enter, applied to the content as it was.

Pure. Keeps what a clerk never types: a block's finding, code and photos travel with its id. Photos follow their
problems: taken out of the annex when the last block that names them goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast, get_args

from inspect_app.letters.content import Annex, Block, BlockKind, Figure, LetterContent

MAX_BLOCKS, MAX_TEXT, MAX_TITLE, MAX_CAPTION = 400, 8000, 200, 200
_NEW_KINDS = frozenset({"heading1", "heading2", "heading3", "paragraph", "requirement"})


class EditRefused(ValueError):
    """What was entered cannot be a letter; the message is a Chinese sentence."""


@dataclass(frozen=True)
class BlockInput:
    """One block as entered; an unknown id with a kind makes a new block."""

    id: str
    text: str
    title: str = ""
    due: date | None = None
    kind: str | None = None


@dataclass(frozen=True)
class PhotoInput:
    """A photo that stays in the annex, with its caption; order is the order of numbers."""

    id: str
    caption: str


@dataclass(frozen=True)
class LetterInput:
    """A whole letter as entered."""

    title: str
    addressees: tuple[str, ...]
    blocks: tuple[BlockInput, ...]
    photos: tuple[PhotoInput, ...]
    urgency: str = ""
    copies_to: tuple[str, ...] = ()
    note: str = ""


def apply_edit(content: LetterContent, entered: LetterInput) -> LetterContent:
    """Return the content as edited.

    Raises:
        EditRefused: too long, or a new block of a kind that only comes from a finding.
    """
    _check_sizes(entered)
    present = {block.id: block for block in content.blocks}
    blocks = tuple(_edited_block(given, present.get(given.id)) for given in entered.blocks)
    if len({block.id for block in blocks}) != len(blocks):
        raise EditRefused("同一段出现了两次，请刷新页面再改。")
    named = {evidence for block in blocks for evidence in block.evidence_ids}
    return replace(
        content,
        title=entered.title.strip(),
        addressees=tuple(name.strip() for name in entered.addressees if name.strip()),
        blocks=_without_missing_photos(blocks, {photo.id for photo in entered.photos}),
        annexes=_annexes(content, [photo for photo in entered.photos if photo.id in named]),
        head=replace(content.head, urgency=entered.urgency.strip()),
        imprint=replace(
            content.imprint, copies_to=tuple(name.strip() for name in entered.copies_to if name.strip())
        ),
        note=entered.note.strip(),
    )


def _check_sizes(entered: LetterInput) -> None:
    if len(entered.blocks) > MAX_BLOCKS:
        raise EditRefused(f"一件公文最多 {MAX_BLOCKS} 段。")
    if len(entered.title) > MAX_TITLE:
        raise EditRefused(f"标题最多 {MAX_TITLE} 字。")
    if any(len(block.text) > MAX_TEXT or len(block.title) > MAX_TITLE for block in entered.blocks):
        raise EditRefused(f"一段最多 {MAX_TEXT} 字，请分成几段。")
    if any(len(photo.caption) > MAX_CAPTION for photo in entered.photos):
        raise EditRefused(f"照片说明最多 {MAX_CAPTION} 字。")


def _edited_block(given: BlockInput, present: Block | None) -> Block:
    # A block is one paragraph: a line break typed in it becomes part of the sentence.
    text = "".join(line.strip() for line in given.text.splitlines())
    if present is not None:
        due = given.due if present.kind == "requirement" else None
        return replace(present, text=text, title=given.title.strip(), due=due)
    if given.kind not in _NEW_KINDS or not 0 < len(given.id) <= 40:
        raise EditRefused("这一段加不进来，请刷新页面再改。")
    assert given.kind in get_args(BlockKind)
    kind = cast(BlockKind, given.kind)
    return Block(
        given.id, kind, text, title=given.title.strip(), due=given.due if kind == "requirement" else None
    )


def _without_missing_photos(blocks: Sequence[Block], kept: set[str]) -> tuple[Block, ...]:
    return tuple(
        replace(block, evidence_ids=tuple(e for e in block.evidence_ids if e in kept))
        if block.evidence_ids
        else block
        for block in blocks
    )


def _annexes(content: LetterContent, photos: Sequence[PhotoInput]) -> tuple[Annex, ...]:
    present = {figure.evidence_id: figure for figure in content.figures}
    figures = tuple(
        replace(present[photo.id], caption=photo.caption.strip()) for photo in photos if photo.id in present
    )
    return (Annex(content.annexes[0].title, figures),) if figures else ()


def with_renewed_problem(content: LetterContent, block: Block, photos: Sequence[Figure]) -> LetterContent:
    """Put a problem written anew from its finding in the place of the old one, with the finding's present photos."""
    old = next(b for b in content.blocks if b.finding_id == block.finding_id)
    renewed = replace(block, id=old.id)
    blocks = tuple(renewed if b.id == old.id else b for b in content.blocks)
    known = {figure.evidence_id: figure for figure in (*content.figures, *photos)}
    order = [evidence for b in blocks for evidence in b.evidence_ids]
    figures = tuple(known[evidence] for evidence in dict.fromkeys(order) if evidence in known)
    title = content.annexes[0].title if content.annexes else "现场照片"
    return replace(content, blocks=blocks, annexes=(Annex(title, figures),) if figures else ())
