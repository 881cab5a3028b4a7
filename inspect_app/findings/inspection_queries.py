"""The read behind the page of one inspection: its facts, findings with their photos, all answers, what happened.

Promises: a constant number of queries, whatever the number of findings and photos; what is restricted is neither a row nor
a number for people without the right.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.models import Person
from inspect_app.accounts.queries import names_of
from inspect_app.audit.queries import HistoryRow, history_of
from inspect_app.audit.wording import action_word
from inspect_app.checklists.queries import Version, published_version
from inspect_app.evidence.models import Evidence
from inspect_app.findings.inspection_page import (
    EarlierWording,
    FindingCard,
    HistoryLine,
    InspectionHead,
    InspectionPage,
    ItemLine,
    ItemSection,
    PhotoCard,
)
from inspect_app.findings.list_queries import state_as_shown
from inspect_app.findings.models import Finding, FindingRevision
from inspect_app.findings.scope import may_see_restricted
from inspect_app.foundation.database import db
from inspect_app.foundation.refusals import NotVisible
from inspect_app.inspections.models import Answer, Inspection, Trip, TripMember
from inspect_app.inspections.scope import visible_inspections
from inspect_app.units.models import Region, Unit


def inspection_page(actor: Actor, inspection_id: UUID, opened: Collection[UUID] = ()) -> InspectionPage:
    """One inspection. Raises NotVisible.

    Args:
        opened: restricted findings whose words this person asked for; the asking was recorded.
    """
    found = db.session.execute(
        select(Inspection, Unit.name, Region.name, Trip.title)
        .join(Unit, Unit.id == Inspection.unit_id)
        .join(Trip, Trip.id == Inspection.trip_id)
        .outerjoin(Region, Region.id == Unit.region_id)
        .where(Inspection.id == inspection_id, Inspection.state != "planned", visible_inspections(actor))
    ).first()
    if found is None:
        raise NotVisible
    inspection, unit_name, region_name, trip_title = found
    version = published_version(inspection.checklist_version_id)
    finding_rows = db.session.scalars(
        select(Finding)
        .where(Finding.inspection_id == inspection_id, Finding.removed.is_(False), may_see_restricted(actor))
        .order_by(Finding.code, Finding.ordinal, Finding.id)
    ).all()
    photos = _photos(actor, inspection_id)
    answers = {
        row.item_key: row
        for row in db.session.scalars(select(Answer).where(Answer.inspection_id == inspection_id))
    }
    people = names_of(
        [
            *(row.created_by for row in finding_rows),
            *(row.answered_by for row in answers.values()),
            *([inspection.finished_by] if inspection.finished_by else []),
        ]
    )
    history = history_of(
        {
            "inspection": [str(inspection_id)],
            "finding": [str(row.id) for row in finding_rows],
        }
    )
    earlier = _earlier_wordings([row.id for row in finding_rows])
    findings = tuple(
        _finding(row, photos, people, history, earlier, row.restricted and row.id not in opened)
        for row in finding_rows
    )
    folded = {finding.id for finding in findings if finding.folded}
    missing = sum(photo.check == "pending" for photo in photos)
    return InspectionPage(
        head=_head(inspection, unit_name, region_name, trip_title, version, missing, people),
        findings=findings,
        sections=_sections(version, answers, finding_rows, photos, people),
        photos=tuple(photo for photo in photos if photo.finding_id not in folded),
        history=_lines(history, {str(row.id): row.code for row in finding_rows}),
        item_count=version.item_count,
        photos_missing=missing,
    )


def _head(
    inspection: Inspection,
    unit_name: str,
    region_name: str | None,
    trip_title: str,
    version: Version,
    missing: int,
    people: dict[UUID, str],
) -> InspectionHead:
    team = db.session.scalars(
        select(Person.name)
        .join(TripMember, TripMember.person_id == Person.id)
        .where(TripMember.trip_id == inspection.trip_id)
        .order_by(TripMember.ordinal)
    )
    return InspectionHead(
        inspection.id,
        inspection.campaign_id,
        inspection.number,
        unit_name,
        region_name,
        inspection.method,
        state_as_shown(inspection.state, missing),
        inspection.state,
        inspection.trip_id,
        trip_title,
        inspection.planned_on,
        inspection.started_at,
        inspection.finished_at,
        inspection.received_at,
        people.get(inspection.finished_by, "") if inspection.finished_by else "",
        tuple(team),
        f"{version.title} 第 {version.number} 版（{version.item_count} 项）",
        inspection.reason,
    )


def _photos(actor: Actor, inspection_id: UUID) -> tuple[PhotoCard, ...]:
    """Photos without those of findings that this person may not see."""
    hidden = select(Finding.id).where(Finding.inspection_id == inspection_id, ~may_see_restricted(actor))
    rows = db.session.scalars(
        select(Evidence)
        .where(
            Evidence.inspection_id == inspection_id,
            Evidence.removed.is_(False),
            Evidence.finding_id.is_(None) | Evidence.finding_id.not_in(hidden),
        )
        .order_by(Evidence.item_key, Evidence.ordinal, Evidence.taken_at, Evidence.id)
    )
    return tuple(_photo(row) for row in rows)


def _photo(row: Evidence) -> PhotoCard:
    check = {"announced": "pending", "unreadable": "different"}.get(row.state, "same")
    return PhotoCard(
        row.id,
        row.ordinal,
        row.item_key,
        row.finding_id,
        row.caption,
        row.source,
        row.gallery_reason,
        row.taken_at,
        round(row.clock_offset_ms / 1000) if row.clock_offset_ms is not None else None,
        row.accuracy_m,
        row.latitude is not None,
        row.latitude,
        row.longitude,
        row.working_sha256,
        check,
        row.state == "ready",
        row.working_received_at,
        row.original_received_at,
        row.late,
    )


def _finding(
    row: Finding,
    photos: Sequence[PhotoCard],
    people: dict[UUID, str],
    history: Iterable[HistoryRow],
    earlier: Mapping[UUID, tuple[EarlierWording, ...]],
    folded: bool,
) -> FindingCard:
    own = [line for line in history if line.subject_id == str(row.id)]
    return FindingCard(
        id=row.id,
        code=row.code,
        title=row.item_title,
        item_key=row.item_key,
        fact="" if folded else row.fact,
        found_at=row.found_at,
        place="" if folded else row.place,
        place_by_hand=row.place_source == "manual",
        accuracy_m=row.accuracy_m,
        people="" if folded else row.people,
        yardstick=row.yardstick,
        legal_basis=row.legal_basis,
        suggestion="" if folded else row.suggestion,
        severity=row.severity,
        state=row.state,
        restricted=row.restricted,
        folded=folded,
        late=row.late,
        changed_after_acceptance=row.changed_after_acceptance,
        returned_reason=row.returned_reason if row.state == "returned" else None,
        created_by=people.get(row.created_by, ""),
        photos=() if folded else tuple(photo for photo in photos if photo.finding_id == row.id),
        history=_lines(own, {}),
        earlier=() if folded else earlier.get(row.id, ()),
    )


def _earlier_wordings(finding_ids: Sequence[UUID]) -> dict[UUID, tuple[EarlierWording, ...]]:
    rows = db.session.execute(
        select(FindingRevision, Person.name)
        .join(Person, Person.id == FindingRevision.revised_by)
        .where(FindingRevision.finding_id.in_(finding_ids))
        .order_by(FindingRevision.revised_at)
    )
    earlier: dict[UUID, tuple[EarlierWording, ...]] = {}
    for row, name in rows:
        wording = EarlierWording(row.fact, name, row.revised_at)
        earlier[row.finding_id] = (*earlier.get(row.finding_id, ()), wording)
    return earlier


def _lines(history: Iterable[HistoryRow], codes: dict[str, str]) -> tuple[HistoryLine, ...]:
    return tuple(HistoryLine(row.at, row.actor_name, _told(row, codes)) for row in history)


def _told(row: HistoryRow, codes: dict[str, str]) -> str:
    act = f"{action_word(row.action)} {codes.get(row.subject_id, '')}".strip()
    return f"{act}：{row.reason}" if row.reason else act


def _sections(
    version: Version,
    answers: dict[str, Answer],
    findings: Sequence[Finding],
    photos: Sequence[PhotoCard],
    people: dict[UUID, str],
) -> tuple[ItemSection, ...]:
    found: dict[str, int] = {}
    for finding in findings:
        found[finding.item_key] = found.get(finding.item_key, 0) + 1
    taken: dict[str, int] = {}
    for photo in photos:
        taken[photo.item_key] = taken.get(photo.item_key, 0) + 1
    sections = []
    for section in version.sections:
        lines = []
        for item in section.items:
            answer = answers.get(item.key)
            lines.append(
                ItemLine(
                    item.key,
                    item.code,
                    item.title,
                    item.question,
                    "quality_answer" if item.answer_kind == "quality" else "answer",
                    (answer.value if answer else None) or "unanswered",
                    answer.reason if answer else "",
                    answer.note if answer else "",
                    people.get(answer.answered_by, "") if answer else "",
                    answer.answered_at if answer else None,
                    found.get(item.key, 0),
                    taken.get(item.key, 0),
                )
            )
        sections.append(ItemSection(section.title, tuple(lines)))
    return tuple(sections)
