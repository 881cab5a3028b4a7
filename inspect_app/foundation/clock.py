"""The only place that reads the clock (conventions C2). Everything else gets `at` passed down."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC)


def office_date(moment: datetime) -> date:
    """The calendar day in the office (Asia/Shanghai) at `moment`; letters and deadlines count in it."""
    return moment.astimezone(OFFICE_ZONE).date()


def office_time(moment: datetime) -> datetime:
    """`moment` as the clock in the office shows it."""
    return moment.astimezone(OFFICE_ZONE)
