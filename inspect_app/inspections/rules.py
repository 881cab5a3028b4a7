"""Pure rules of trips and inspections: labels, transitions, what a plan needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

METHOD_LABELS = {
    "surprise_check": "突击检查",
    "unannounced_visit": "实地暗访",
    "random_sampling": "随机抽查",
    "file_review": "案卷审查",
}
OFFERED_METHODS = ("surprise_check",)
"""Methods whose tablet screen works; the others are offered with their issues."""

STATE_LABELS = {
    "planned": "计划中",
    "sent": "未开始",
    "under_way": "进行中",
    "locked": "已锁定",
    "received": "已收到",
    "returned": "已退回",
    "accepted": "已收案",
    "closed": "已办结",
    "cancelled": "已取消",
}
TRANSITIONS: dict[str, frozenset[str]] = {
    "planned": frozenset({"sent", "cancelled"}),
    "sent": frozenset({"under_way", "received", "cancelled"}),
    "under_way": frozenset({"received", "cancelled"}),
    "locked": frozenset({"received"}),
    "received": frozenset({"returned", "accepted"}),
    "returned": frozenset({"received", "accepted"}),
    "accepted": frozenset({"received", "returned", "closed"}),
    "closed": frozenset(),
    "cancelled": frozenset(),
}
"""`locked` is what the tablet shows between the lock and the arrival of all words; the server goes to `received` at once.
An addition after acceptance brings it back to `received` until the office has accepted that too."""

OPEN_FOR_ENTRY = frozenset({"sent", "under_way"})
"""States in which a tablet's words are part of the inspection itself, not late additions."""


def can_move(state: str, target: str) -> bool:
    """Whether an inspection may go from `state` to `target`."""
    return target in TRANSITIONS[state]


@dataclass(frozen=True)
class PlannedVisit:
    """One row of a plan: which unit, by which method and checklist version, on which day, and why it was chosen."""

    unit_id: UUID
    method: str
    checklist_version_id: UUID
    planned_on: date
    reason: str = ""


def plan_faults(
    *,
    title: str,
    starts_on: date | None,
    ends_on: date | None,
    members: Sequence[UUID],
    leader_id: UUID | None,
    visits: Sequence[PlannedVisit],
) -> dict[str, str]:
    """Sentences by field for a plan; empty when it can be sent. A team has at least two people (行政处罚法 §42 custom of the field)."""
    faults: dict[str, str] = {}
    if not title.strip():
        faults["title"] = "请给这次检查计划起个名称。"
    if starts_on is None:
        faults["starts_on"] = "请写开始日期。"
    if ends_on is None:
        faults["ends_on"] = "请写结束日期。"
    if starts_on and ends_on and ends_on < starts_on:
        faults["ends_on"] = "结束日期不能早于开始日期。"
    faults |= team_faults(members=members, leader_id=leader_id)
    if not visits:
        faults["visits"] = "请至少选一个被督察单位。"
    elif fault := _visit_fault(visits, starts_on, ends_on):
        faults["visits"] = fault
    return faults


def team_faults(*, members: Sequence[UUID], leader_id: UUID | None) -> dict[str, str]:
    """Sentences by field for the people who go; empty when they can. A team has at least two, one of them its leader."""
    if len(set(members)) < 2:
        return {"members": "督察人员至少 2 人。"}
    if leader_id is None or leader_id not in members:
        return {"leader_id": "请从督察人员里选一名组长。"}
    return {}


TITLE_LENGTH = 80
_REASSIGNED = "（改派）"


def reassigned_title(title: str) -> str:
    """The name of the plan that a reassigned inspection gets for itself; the same when it was reassigned before."""
    if title.endswith(_REASSIGNED):
        return title
    return title[: TITLE_LENGTH - len(_REASSIGNED)] + _REASSIGNED


def _visit_fault(visits: Sequence[PlannedVisit], starts_on: date | None, ends_on: date | None) -> str | None:
    seen: set[tuple[UUID, str]] = set()
    for number, visit in enumerate(visits, start=1):
        if visit.method not in OFFERED_METHODS:
            return f"第 {number} 行：这种方式还不能用，请选突击检查。"
        if (visit.unit_id, visit.method) in seen:
            return f"第 {number} 行：同一单位、同一方式已在上面。"
        seen.add((visit.unit_id, visit.method))
        if starts_on and ends_on and not starts_on <= visit.planned_on <= ends_on:
            return f"第 {number} 行：检查日期要在计划的起止日期之内。"
    return None


def inspection_number(year: int, number: int) -> str:
    """The running number of an inspection in its campaign, e.g. 2023-0046."""
    return f"{year}-{number:04d}"
