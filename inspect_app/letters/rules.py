"""Pure decisions on letters: steps, who may take them, and what a letter still lacks.

Knows no database and no clock; `at` and the people come in as values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from inspect_app.letters.content import DATE_MARK, PHOTO_MARK, Block, LetterContent, numbered

TRANSITIONS: dict[str, frozenset[str]] = {
    "draft": frozenset({"under_review", "awaiting_issue"}),
    "under_review": frozenset({"returned", "awaiting_issue"}),
    "returned": frozenset({"under_review", "awaiting_issue"}),
    "awaiting_issue": frozenset({"returned", "numbered"}),
    "numbered": frozenset({"issued"}),
    "issued": frozenset({"voided"}),
    "voided": frozenset(),
}
"""State → the states it may go to. 送达, 回复, 办结 join with delivery."""

EDITABLE_STATES = frozenset({"draft", "returned"})
NUMBERED_STATES = frozenset({"numbered", "issued", "delivered", "answered", "closed", "voided"})

KIND_LABELS = {"feedback": "督察反馈意见"}

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Shortfall:
    """One thing missing: the block it is about (None for the whole letter) and what to do, in Chinese."""

    block_id: str | None
    sentence: str


def can_move(state: str, target: str) -> bool:
    """Whether a letter may go from `state` to `target`."""
    return target in TRANSITIONS.get(state, frozenset())


def can_edit(state: str) -> bool:
    """Whether the text may still change."""
    return state in EDITABLE_STATES


def state_after_submit(review_required: bool) -> str:
    """Where a submitted letter goes: to the reviewer, or straight to the issuer where 核稿 is switched off."""
    return "under_review" if review_required else "awaiting_issue"


def review_fault(*, actor: UUID | None, drafted_by: UUID, edited_by: UUID) -> str | None:
    """Why this person may not review the letter, or None."""
    if actor in (drafted_by, edited_by):
        return "这是您拟的稿，要由别人核稿。"
    return None


def issue_fault(
    *,
    actor: UUID | None,
    drafted_by: UUID,
    edited_by: UUID,
    reviewed_by: UUID | None,
    inspectors: Iterable[UUID],
) -> str | None:
    """Why this person may not issue the letter, or None. Drafter, reviewer and issuer are three people."""
    if actor in (drafted_by, edited_by):
        return "这是您拟的稿，要由别人签发。"
    if actor == reviewed_by:
        return "这是您核的稿，要由别人签发。"
    if actor in set(inspectors):
        return "您参加了这次督察，要由别人签发。"
    return None


def can_take_back(
    *, state: str, requested_by: UUID | None, actor: UUID | None, due_at: datetime | None, at: datetime
) -> bool:
    """Whether a requested issue can still be taken back: by the one who asked, before it takes effect."""
    return state == "awaiting_issue" and requested_by == actor and due_at is not None and at < due_at


def check_complete(
    content: LetterContent,
    *,
    today: date,
    missing_characters: Sequence[str] = (),
    photos_waiting: Mapping[str, str] | None = None,
) -> tuple[Shortfall, ...]:
    """Everything a letter lacks before it may leave the draft; empty when it may go.

    Args:
        today: the office's day; a demand dated before it is a mistake.
        missing_characters: characters that no font has.
        photos_waiting: sentence by evidence id for photos that cannot be printed yet.
    """
    found = [*_head_faults(content)]
    demands = [block for block in content.blocks if block.kind == "requirement"]
    for item in numbered(content.blocks):
        found.extend(_block_faults(item.block, item.label, demands, today))
    if not any(block.kind == "problem" for block in content.blocks):
        found.append(Shortfall(None, "还没有写发现的问题。"))
    if not demands:
        found.append(Shortfall(None, "还没有写整改要求。"))
    found.extend(Shortfall(None, sentence) for sentence in (photos_waiting or {}).values())
    found.extend(Shortfall(None, f"“{c}”没有字形。请换字体，或告诉管理员。") for c in missing_characters)
    return tuple(found)


def _head_faults(content: LetterContent) -> Iterable[Shortfall]:
    if not content.title.strip():
        yield Shortfall("title", "还没有写标题。")
    if not [name for name in content.addressees if name.strip()]:
        yield Shortfall("title", "还没有写主送单位。")
    if not content.signers or not content.head.issuers or not content.head.series:
        yield Shortfall(None, "版头还没填全，请到专项整治设置里补上。")


def _block_faults(block: Block, label: str, demands: list[Block], today: date) -> Iterable[Shortfall]:
    name = _name_of(block, label, demands)
    text = block.text.strip()
    if not text:
        yield Shortfall(block.id, f"{name}没有内容。")
        return
    if block.kind == "requirement":
        if block.due is None:
            yield Shortfall(block.id, f"{name}没写具体日期。")
        elif block.due < today:
            yield Shortfall(block.id, f"{name}的日期已经过了。")
        if DATE_MARK not in text:
            yield Shortfall(block.id, f"{name}里要有“{DATE_MARK}”，日期印在那里。")
    own_mark = {"requirement": DATE_MARK, "problem": PHOTO_MARK}.get(block.kind)
    for mark in _PLACEHOLDER.finditer(block.title + text):
        if mark.group() != own_mark:
            yield Shortfall(block.id, f"{name}里“{mark.group(1)}”还没填。")


def _name_of(block: Block, label: str, demands: list[Block]) -> str:
    if block.kind == "requirement":
        return f"要求 {demands.index(block) + 1} "
    if block.kind == "problem":
        return f"{block.code or '问题'} {block.title or label}"
    return f"标题“{block.text[:8]}”" if block.kind.startswith("heading") else f"“{block.text[:8]}…”这一段"
