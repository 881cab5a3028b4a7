"""The log as a file that proves itself: everything a row's hash covers, its hash and the one before.

Promises: rows in the order of their numbers; whoever has the file can work out every hash anew (docs/operations.md says
how) and see from numbers and hashes whether a row is missing. Details of people are as little in it as in the log.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import func, select

from inspect_app.audit.models import AuditEvent
from inspect_app.audit.queries import EventFilter, narrowed
from inspect_app.audit.wording import action_word, subject_word
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.refusals import Refusal
from inspect_app.web.exported_tables import MOST_ROWS, Cell, Sheet

COLUMNS = (
    ("序号", 8),
    ("时间", 20),
    ("人员", 12),
    ("做了什么", 20),
    ("对象", 12),
    ("对象编号", 38),
    ("内容", 40),
    ("时间（UTC）", 34),
    ("人员编号", 38),
    ("动作代码", 24),
    ("对象代码", 16),
    ("前一条校验值", 66),
    ("校验值", 66),
)
HEADS = tuple(head for head, _ in COLUMNS)


class TooManyRows(Refusal):
    """A sheet takes a million rows."""

    code = "too_many_rows"
    http_status = 422
    message = "超过 100 万条，一张表放不下。请按时间分几次导出。"


def count_rows(wanted: EventFilter) -> int:
    """How many rows an export would have. Raises TooManyRows."""
    total = db.session.scalar(select(func.count()).select_from(narrowed(wanted).subquery())) or 0
    if total > MOST_ROWS:
        raise TooManyRows
    return total


def rows(wanted: EventFilter) -> Iterator[tuple[Cell, ...]]:
    """The rows of the export, oldest first, read while they are written."""
    statement = narrowed(wanted).order_by(AuditEvent.no).execution_options(yield_per=500)
    for event in db.session.scalars(statement):
        yield (
            event.no,
            clock.office_time(event.at).strftime("%Y-%m-%d %H:%M:%S"),
            event.actor_name,
            action_word(event.action),
            subject_word(event.subject_kind),
            event.subject_id,
            json.dumps(event.details, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
            event.at.astimezone(UTC).isoformat(timespec="microseconds"),
            str(event.actor_id) if event.actor_id else "",
            event.action,
            event.subject_kind,
            event.previous_hash,
            event.hash,
        )


def sheets(wanted: EventFilter, *, by: str, at: datetime) -> Iterator[Sheet]:
    """The workbook: what it holds, then the rows."""
    newest = db.session.execute(
        select(AuditEvent.no, AuditEvent.hash).order_by(AuditEvent.no.desc()).limit(1)
    ).one()
    facts = [
        ("导出", f"{by}，{clock.office_time(at):%Y-%m-%d %H:%M:%S}"),
        ("这份里有", f"{count_rows(wanted)} 条"),
        ("是否全部", "全部" if wanted == EventFilter() else "按条件选出的一部分，序号会有间隔"),
        ("全部记录", f"到第 {newest.no} 条为止，最后一条的校验值 {newest.hash}"),
        ("怎么核对", "每条的“前一条校验值”等于上一序号的“校验值”；各条校验值的算法见 docs/operations.md。"),
    ]
    yield Sheet("说明", (("项目", 14), ("内容", 100)), facts)
    yield Sheet("留痕", COLUMNS, rows(wanted))
