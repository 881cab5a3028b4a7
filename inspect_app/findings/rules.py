"""Pure rules of findings: labels, transitions, and what the findings together mean for their inspection."""

from __future__ import annotations

from collections.abc import Iterable

STATE_LABELS = {
    "draft": "草稿",
    "submitted": "已提交",
    "returned": "已退回",
    "accepted": "已收案",
    "in_letter": "已入公文",
    "closed": "已办结",
}
SEVERITY_LABELS = {1: "●○○ 一般", 2: "●●○ 较重", 3: "●●● 严重"}
AREA_LABELS = {
    "A": "逐利执法",
    "B": "执法不规范",
    "C": "执法方式简单僵化",
    "D": "执法粗暴",
    "E": "执法“寻租”",
    "G": "推进情况",
}
TRANSITIONS: dict[str, frozenset[str]] = {
    "draft": frozenset({"submitted"}),
    "submitted": frozenset({"accepted", "returned"}),
    "returned": frozenset({"submitted", "accepted"}),
    "accepted": frozenset({"returned", "in_letter"}),
    "in_letter": frozenset({"closed"}),
    "closed": frozenset(),
}


DECIDED = frozenset({"returned", "accepted", "in_letter", "closed"})
"""States in which the office has looked at the wording: a later one keeps it as a revision."""


def can_move(state: str, target: str) -> bool:
    """Whether a finding may go from `state` to `target`."""
    return target in TRANSITIONS[state]


def inspection_state_for(states: Iterable[str]) -> str:
    """What an inspection is after a decision: returned while one finding is, accepted when all are, else received (domain.md 4)."""
    present = list(states)
    if "returned" in present:
        return "returned"
    if present and all(state in ("accepted", "in_letter", "closed") for state in present):
        return "accepted"
    return "received"
