"""What needs this person, by urgency, and the figures beside it.

Promises: every row has one next step and its address; a figure is a link to a list with exactly that many rows; what the person
may not open is neither counted nor named. At most TOP rows a group.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from inspect_app.accounts import queries as account_queries
from inspect_app.accounts.actor import Actor
from inspect_app.accounts.permissions import Permission
from inspect_app.campaigns import queries as campaign_queries
from inspect_app.campaigns.queries import CampaignView, PhaseState
from inspect_app.findings import finding_list_queries, list_queries
from inspect_app.findings.finding_list_queries import FindingFilter
from inspect_app.findings.list_queries import InspectionFilter, InspectionRow
from inspect_app.foundation.clock import office_date
from inspect_app.inspections import plan_queries
from inspect_app.inspections.plan_queries import PlanFilter
from inspect_app.letters import queries as letter_queries
from inspect_app.letters.queries import LetterRow
from inspect_app.tablet import conflict_queries

TOP = 20
P = Permission


@dataclass(frozen=True)
class Todo:
    """One thing to do: what, which facts, and the button that leads there. `at` is since when, for the tag."""

    icon: str
    tone: str
    title: str
    line: str
    at: datetime | None
    label: str
    url: str


@dataclass(frozen=True)
class TodoGroup:
    """Rows of one urgency; `total` counts all of them, also those beyond the first TOP."""

    title: str
    icon: str
    tone: str
    rows: tuple[Todo, ...]
    total: int


@dataclass(frozen=True)
class Figure:
    """A number and the list that has that many rows."""

    label: str
    value: int
    url: str


@dataclass(frozen=True)
class TabletSummary:
    """Tablets in use: how many, how many have sent everything, the longest silence among the others."""

    total: int
    sent: int
    waiting: int
    oldest: datetime | None


@dataclass(frozen=True)
class HomePage:
    """Everything on the first page."""

    groups: tuple[TodoGroup, ...]
    to_do: int
    campaign: CampaignView | None
    phases: tuple[PhaseState, ...]
    figures: tuple[Figure, ...]
    tablets: TabletSummary | None


def home_page(actor: Actor, at: datetime) -> HomePage:
    """The first page of `actor` at this moment."""
    campaigns = campaign_queries.campaigns(actor)
    campaign = campaigns[0] if campaigns else None
    groups = tuple(
        group
        for group in (
            _group("先把这几件办好", "list-check", "neutral", _set_up(actor, campaign)),
            _group("等您处理", "pencil", "neutral", _mine(actor)),
            _group("交给别人的，等回音", "hourglass", "neutral", _others(actor)),
        )
        if group.rows
    )
    return HomePage(
        groups=groups,
        to_do=sum(group.total for group in groups if group.icon != "hourglass"),
        campaign=campaign,
        phases=campaign_queries.phase_states(campaign, office_date(at)) if campaign else (),
        figures=_figures(actor),
        tablets=_tablets(actor),
    )


def _group(title: str, icon: str, tone: str, rows: Iterable[Todo]) -> TodoGroup:
    every = tuple(rows)
    return TodoGroup(title, icon, tone, every[:TOP], len(every))


def _set_up(actor: Actor, campaign: CampaignView | None) -> Iterable[Todo]:
    """What an empty installation still lacks, in the order it is needed."""
    if actor.may(P.CAMPAIGNS_MANAGE):
        if campaign is None:
            yield _step(
                "scale",
                "还没有专项整治",
                "年份、阶段、检查单和文号都从它来",
                "新建",
                "campaigns.new_campaign",
            )
        elif not campaign.letterheads:
            line = f"{campaign.name} ・ 发文机关标志、代字和落款"
            yield _step(
                "file-text",
                "还没有版头，不能起草公文",
                line,
                "添加",
                "campaigns.new_letterhead",
                campaign_id=campaign.id,
            )
        elif not campaign_queries.number_series(tuple(head.code for head in campaign.letterheads)):
            line = f"代字 {campaign.letterheads[0].code} ・ 签发时按它给文号"
            yield _step(
                "hash",
                "还没有开始编号，不能签发",
                line,
                "去开始",
                "campaigns.campaign",
                campaign_id=campaign.id,
            )
    if actor.may(P.PLANS_MANAGE) and not plan_queries.inspectable_units(actor):
        yield _step("building", "还没有被督察单位", "检查计划里要选单位", "添加单位", "units.new_unit")
    if actor.may(P.PEOPLE_MANAGE) and not account_queries.people_who_may(P.TABLET_USE):
        yield _step(
            "users", "还没有督察员", "检查计划里要选 2 名以上督察人员", "添加人员", "accounts.new_person"
        )


def _step(icon: str, title: str, line: str, label: str, endpoint: str, **values: Any) -> Todo:
    return Todo(icon, "brand", title, line, None, label, url_for(endpoint, **values))


def _mine(actor: Actor) -> Iterable[Todo]:
    if actor.may(P.LETTERS_ISSUE):
        yield from _letters(actor, "awaiting_issue", "rubber-stamp", "brand", "等您签发", "去签发")
    if actor.may(P.LETTERS_REVIEW):
        yield from _letters(actor, "under_review", "eye", "brand", "等您核稿", "去核稿")
    if actor.may(P.LETTERS_DRAFT):
        yield from _letters(actor, "returned", "corner-down-left", "warn", "退回了", "去改")
    if actor.may(P.CONFLICTS_RESOLVE):
        conflicts, _total = conflict_queries.conflicts(actor, limit=TOP)
        for entry in conflicts:
            people = "、".join(name for name in dict.fromkeys((entry.their_name, entry.your_name)) if name)
            url = url_for("conflicts.conflict", conflict_id=entry.id)
            title = f"{entry.unit_name} {entry.about}：两人写得不一样"
            yield Todo(
                "git-merge", "warn", title, f"{entry.field} ・ {people}", entry.raised_at, "去对照", url
            )
    if actor.may(P.FINDINGS_DECIDE):
        for row in _inspections(actor, "received"):
            line = f"问题 {row.findings} 个、照片 {row.photos} 张 ・ {row.number}"
            yield _about(row, "clipboard-check", "brand", "已收到，等您收案", line, "逐条收案")
    if actor.may(P.LETTERS_DRAFT):
        for row in _inspections(actor, "accepted"):
            if row.findings:
                yield _about(
                    row,
                    "file-text",
                    "ok",
                    "已收案，可以起草反馈意见",
                    f"问题 {row.findings} 个 ・ {row.number}",
                    "去起草",
                )
        yield from _letters(actor, "draft", "pencil", "neutral", "在拟稿", "接着写")
    if actor.may(P.PLANS_MANAGE):
        rows, _total = plan_queries.plans(actor, PlanFilter(state="draft"), limit=TOP)
        for plan in rows:
            line = f"{len(plan.unit_names)} 个单位 ・ {'、'.join(plan.member_names)}"
            url = url_for("inspections.plan", trip_id=plan.id)
            yield Todo("calendar-event", "neutral", f"{plan.title} 还没有下发", line, None, "看并下发", url)


def _others(actor: Actor) -> Iterable[Todo]:
    if actor.may(P.LETTERS_DRAFT):
        yield from _letters(actor, "under_review", "eye", "neutral", "在核稿", "看进度")
        yield from _letters(actor, "awaiting_issue", "send", "neutral", "已送签", "看进度")
    if actor.may(P.INSPECTIONS_VIEW):
        for state, words in (
            ("returned", "退回补充，等督察组"),
            ("under_way", "正在检查"),
            ("sent", "已下发，还没开始"),
        ):
            for row in _inspections(actor, state):
                line = f"{'、'.join(row.team)} ・ {row.number}"
                yield _about(row, "users", "neutral", words, line, "看")


def _inspections(actor: Actor, state: str) -> list[InspectionRow]:
    rows, _total = list_queries.inspections(
        actor, InspectionFilter(state=state), sort="planned_on", limit=TOP
    )
    return rows


def _about(row: InspectionRow, icon: str, tone: str, words: str, line: str, label: str) -> Todo:
    url = url_for("findings.inspection", inspection_id=row.id)
    return Todo(icon, tone, f"{row.unit_name} {words}", line, None, label, url)


def _letters(actor: Actor, state: str, icon: str, tone: str, words: str, label: str) -> Iterable[Todo]:
    rows, _total = letter_queries.letters(actor, state=state, sort="edited", limit=TOP)
    for row in rows:
        yield _letter(row, icon, tone, words, label)


def _letter(row: LetterRow, icon: str, tone: str, words: str, label: str) -> Todo:
    line = f"{row.title} ・ 拟稿 {row.drafted_by}"
    url = url_for("letters.letter", letter_id=row.id)
    return Todo(icon, tone, f"{row.unit_name} {row.kind}{words}", line, row.edited_at, label, url)


def _figures(actor: Actor) -> tuple[Figure, ...]:
    if not actor.may(P.INSPECTIONS_VIEW):
        return ()

    def inspections(wanted: InspectionFilter) -> int:
        return list_queries.inspections(actor, wanted, limit=1)[1]

    def findings(wanted: FindingFilter) -> int:
        return finding_list_queries.findings(actor, wanted, limit=1)[1]

    return (
        Figure("检查", inspections(InspectionFilter()), url_for("findings.inspections")),
        Figure(
            "等收案或补充",
            inspections(InspectionFilter(waiting=True)),
            url_for("findings.inspections", waiting="yes"),
        ),
        Figure("发现问题", findings(FindingFilter()), url_for("findings.findings")),
        Figure("其中严重", findings(FindingFilter(severity=3)), url_for("findings.findings", severity=3)),
        Figure(
            "已收案",
            findings(FindingFilter(state="accepted")),
            url_for("findings.findings", state="accepted"),
        ),
    )


def _tablets(actor: Actor) -> TabletSummary | None:
    if not actor.may(P.DEVICES_MANAGE):
        return None
    rows, total = account_queries.devices(actor, state="active", limit=500)
    waiting = [row for row in rows if row.state == "waiting"]
    oldest = min((row.last_seen_at for row in waiting), default=None)
    return TabletSummary(total, total - len(waiting), len(waiting), oldest)
