"""The side navigation: which entries exist and which of them this person may open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, request, url_for

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.permissions import Permission
from inspect_app.campaigns.queries import newest_heading
from inspect_app.foundation import clock
from inspect_app.letters.queries import waiting_for
from inspect_app.tablet.conflict_queries import open_conflicts


@dataclass(frozen=True)
class Entry:
    """One entry; shown to people who hold one of `permissions` (none named: to everybody who is signed in)."""

    label: str
    icon: str
    endpoint: str
    permissions: tuple[Permission, ...] = ()
    waiting: Callable[[Actor], int] | None = None
    """Counts what waits for this person behind the entry."""
    city_only: bool = False
    """Shown only to whom the whole city is entrusted: what is behind the entry cannot be split by county."""


@dataclass(frozen=True)
class Link:
    """An entry as it is drawn."""

    label: str
    icon: str
    url: str
    current: bool
    count: int


@dataclass(frozen=True)
class Group:
    label: str
    entries: tuple[Link, ...]


@dataclass(frozen=True)
class Shell:
    """What the frame shows around a page."""

    groups: tuple[Group, ...]
    search_url: str | None
    foot: tuple[str, ...]
    person_name: str
    role_label: str
    at: datetime
    """When the page was made; a printed one says so."""


P = Permission
MENU: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    ("", (Entry("首页", "inbox", "home.home"),)),
    (
        "督察",
        (
            Entry("检查计划", "calendar-event", "inspections.plans", (P.PLANS_VIEW,)),
            Entry("检查", "clipboard-list", "findings.inspections", (P.INSPECTIONS_VIEW,)),
            Entry("问题", "flag", "findings.findings", (P.INSPECTIONS_VIEW,)),
            Entry("对照", "git-merge", "conflicts.conflicts", (P.CONFLICTS_RESOLVE,), open_conflicts),
        ),
    ),
    (
        "公文",
        (
            Entry("公文", "file-text", "letters.letters", (P.LETTERS_VIEW,), waiting_for),
            Entry("待签发", "rubber-stamp", "letters.sign", (P.LETTERS_ISSUE,)),
            Entry("发文登记", "books", "letters.register", (P.REGISTER_VIEW,)),
        ),
    ),
    (
        "管理",
        (
            Entry("专项整治", "scale", "campaigns.campaigns", (P.CAMPAIGNS_VIEW,)),
            Entry("问题目录", "list-check", "catalogue.catalogue", (P.CATALOGUE_VIEW,)),
            Entry("检查单", "clipboard-check", "checklists.checklists", (P.CATALOGUE_VIEW,)),
            Entry("单位", "building", "units.units", (P.UNITS_VIEW,)),
            Entry("人员", "users", "accounts.people", (P.PEOPLE_MANAGE,)),
            Entry("平板", "device-tablet", "accounts.devices", (P.DEVICES_MANAGE,)),
            Entry("备份", "database", "safekeeping.backups", (P.SAFEKEEPING,), city_only=True),
            Entry("运行情况", "info-circle", "support.status", (P.STATUS_VIEW,)),
            Entry("示例数据", "certificate", "training.training", (P.TRAINING,)),
            Entry("留痕", "history", "audit.events", (P.AUDIT_VIEW,)),
        ),
    ),
    ("", (Entry("帮助", "help-circle", "help.contents"),)),
)


def shell_for(actor: Actor) -> Shell:
    """The frame for `actor` at the present request."""
    groups = []
    for label, entries in MENU:
        links = tuple(_link(actor, entry) for entry in entries if _open_to(actor, entry))
        if links:
            groups.append(Group(label, links))
    searches = actor.may(Permission.INSPECTIONS_VIEW)
    return Shell(
        tuple(groups),
        url_for("findings.inspections") if searches else None,
        newest_heading(actor),
        actor.name,
        actor.role_label,
        clock.now(),
    )


def _open_to(actor: Actor, entry: Entry) -> bool:
    if entry.endpoint not in current_app.view_functions:
        return False
    if entry.city_only:
        return any(actor.regions(permission) is None for permission in entry.permissions)
    return not entry.permissions or any(actor.may(permission) for permission in entry.permissions)


def _link(actor: Actor, entry: Entry) -> Link:
    url = url_for(entry.endpoint)
    count = entry.waiting(actor) if entry.waiting else 0
    return Link(entry.label, entry.icon, url, url == _current_url(), count)


def _current_url() -> str:
    """The entry that the present page belongs to: the longest address that leads to it (`/letters/sign`, not `/letters`)."""
    path = request.path
    known = [
        entry.endpoint
        for _, entries in MENU
        for entry in entries
        if entry.endpoint in current_app.view_functions
    ]
    leading = [
        url for url in map(url_for, known) if path == url or (url != "/" and path.startswith(f"{url}/"))
    ]
    return max(leading, key=len, default="")
