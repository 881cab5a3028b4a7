"""How times, dates, sizes and counts are written for people, as Jinja filters and globals.

Promises: times are shown in the office's zone (conventions C3), dates with real day and weekday (ui.md 7), the year
only where it is not the present one. Does not: decide anything; a template that needs an `if` on data is missing a query.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import Flask, request, url_for

from inspect_app.foundation import clock
from inspect_app.web.state_looks import method_name, severity_look, state_look

WEEKDAYS = "一二三四五六日"


def localtime(moment: datetime | None) -> str:
    """「7月18日 10:38」, with the year when it is not this one; 「—」 for none."""
    if moment is None:
        return "—"
    local = moment.astimezone(clock.OFFICE_ZONE)
    return f"{_day(local.date())} {local:%H:%M}"


def localclock(moment: datetime | None) -> str:
    """「10:38」; 「—」 for none."""
    return "—" if moment is None else f"{moment.astimezone(clock.OFFICE_ZONE):%H:%M}"


def platetime(moment: datetime | None) -> str:
    """「2023-07-18 10:38:21」, the form on photo plates; 「时间不明」 for none."""
    return "时间不明" if moment is None else f"{moment.astimezone(clock.OFFICE_ZONE):%Y-%m-%d %H:%M:%S}"


def localdate(day: date | datetime | None) -> str:
    """「7月18日」, with the year when it is not this one; 「—」 for none."""
    return "—" if day is None else _day(_as_date(day))


def weekdate(day: date | datetime | None) -> str:
    """「7月18日 周二」; 「—」 for none."""
    if day is None:
        return "—"
    plain = _as_date(day)
    return f"{_day(plain)} 周{WEEKDAYS[plain.weekday()]}"


def fulldate(day: date | datetime | None) -> str:
    """「2023年7月18日」; 「—」 for none."""
    if day is None:
        return "—"
    plain = _as_date(day)
    return f"{plain.year}年{plain.month}月{plain.day}日"


def filesize(count: int | None) -> str:
    """「640 B」 「12 KB」 「41 MB」 in steps of 1024; 「—」 for none."""
    if count is None:
        return "—"
    value = float(count)
    for unit in ("B", "KB", "MB"):
        if value < 1024:
            return f"{value:.0f} {unit}"
        value /= 1024
    return f"{value:.1f} GB"


def thousands(count: int) -> str:
    """「5,000」."""
    return f"{count:,}"


def short_hash(digest: str | None) -> str:
    """「7F3A 91C4…0E52」: enough of a SHA-256 for two people to compare; 「—」 for none."""
    if not digest:
        return "—"
    upper = digest.upper()
    return f"{upper[:4]} {upper[4:8]}…{upper[-4:]}"


def ago(moment: datetime | None) -> str:
    """「刚刚」 「6 小时前」 「2 天前」, counted from now; 「从没有」 for none."""
    if moment is None:
        return "从没有"
    minutes = int((clock.now() - moment).total_seconds() // 60)
    if minutes < 2:
        return "刚刚"
    if minutes < 60:
        return f"{minutes} 分钟前"
    if minutes < 60 * 48:
        return f"{minutes // 60} 小时前"
    return f"{minutes // (60 * 24)} 天前"


def names(people: tuple[str, ...] | list[str]) -> str:
    """「李明远、王淑琴」; 「—」 for nobody."""
    return "、".join(people) or "—"


def page_url(**changes: object) -> str:
    """The address of the present list with some parts changed; None drops a part. Filters and sort stay in it."""
    parts: dict[str, object] = dict(request.view_args or {})
    for key, values in request.args.lists():
        parts[key] = values if len(values) > 1 else values[0]
    parts.update(changes)
    kept: dict[str, Any] = {key: value for key, value in parts.items() if value not in (None, "")}
    return url_for(request.endpoint or "", **kept)


def install(app: Flask) -> None:
    """Give the filters and the looks of states to every template of `app`."""
    for function in (
        localtime, localclock, platetime, localdate, weekdate, fulldate, filesize, thousands, short_hash, ago, names,
        method_name,
    ):  # fmt: skip
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.globals.update(state_look=state_look, severity_look=severity_look, page_url=page_url)


def _as_date(day: date | datetime) -> date:
    return clock.office_date(day) if isinstance(day, datetime) else day


def _day(day: date) -> str:
    short = f"{day.month}月{day.day}日"
    return short if day.year == clock.office_date(clock.now()).year else f"{day.year}年{short}"
