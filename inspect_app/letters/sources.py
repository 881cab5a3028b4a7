"""What letters read of other capabilities: findings, photos, the trip they come from, the letterhead.

The one place of this capability that touches their tables, always through the actor's scope. Turns rows into the
plain facts `composition` takes, and compares a letter's words with what the findings say now.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from difflib import SequenceMatcher
from uuid import UUID

from sqlalchemy import or_, select

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.permissions import Permission
from inspect_app.campaigns.models import Campaign, Letterhead
from inspect_app.evidence.models import Evidence
from inspect_app.findings.models import Finding
from inspect_app.findings.rules import AREA_LABELS
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.file_store import file_store
from inspect_app.foundation.refusals import NotVisible
from inspect_app.foundation.workdays import add_months
from inspect_app.inspections.models import Inspection, Trip, TripMember
from inspect_app.inspections.scope import visible_inspections
from inspect_app.letters import composition
from inspect_app.letters.composition import FindingFacts, PhotoFacts, VisitFacts
from inspect_app.letters.content import han_date
from inspect_app.letters.models import LetterFinding
from inspect_app.units.models import Unit
from inspect_app.web.state_looks import method_name

_SOURCES = {"camera": "相机拍摄", "system_camera": "平板相机拍摄", "gallery": "相册选取"}


@dataclass(frozen=True)
class Sources:
    """Everything a draft is made from; all findings are of one campaign and one unit."""

    campaign: Campaign
    unit: Unit
    findings: tuple[Finding, ...]
    inspections: tuple[Inspection, ...]
    trips: tuple[Trip, ...]
    photos: dict[UUID, list[Evidence]]


def visible_findings(finding_ids: Sequence[UUID], actor: Actor) -> list[Finding]:
    """The findings of a draft, in scope of the drafter. Raises NotVisible when one is not."""
    statement = (
        select(Finding)
        .join(Inspection, Finding.inspection_id == Inspection.id)
        .where(Finding.id.in_(finding_ids), visible_inspections(actor, Permission.LETTERS_DRAFT))
        .order_by(Finding.code, Finding.ordinal, Finding.id)
    )
    if not actor.may(Permission.RESTRICTED_VIEW):
        statement = statement.where(Finding.restricted.is_(False))
    found = list(db.session.scalars(statement))
    if not found or len(found) != len(set(finding_ids)):
        raise NotVisible
    return found


def load_sources(findings: Sequence[Finding]) -> Sources | None:
    """Rows around the findings, or None when they are of several units or campaigns."""
    inspection_ids = {finding.inspection_id for finding in findings}
    inspections = tuple(
        db.session.scalars(
            select(Inspection).where(Inspection.id.in_(inspection_ids)).order_by(Inspection.planned_on)
        )
    )
    if len({(row.unit_id, row.campaign_id) for row in inspections}) != 1:
        return None
    trip_ids = {row.trip_id for row in inspections}
    return Sources(
        campaign=db.session.get_one(Campaign, inspections[0].campaign_id),
        unit=db.session.get_one(Unit, inspections[0].unit_id),
        findings=tuple(findings),
        inspections=inspections,
        trips=tuple(db.session.scalars(select(Trip).where(Trip.id.in_(trip_ids)).order_by(Trip.starts_on))),
        photos=photos_of([finding.id for finding in findings]),
    )


def photos_of(finding_ids: Sequence[UUID]) -> dict[UUID, list[Evidence]]:
    """Photos by finding, in their order; removed and unreadable ones are left out."""
    rows = db.session.scalars(
        select(Evidence)
        .where(
            Evidence.finding_id.in_(finding_ids), Evidence.removed.is_(False), Evidence.state != "unreadable"
        )
        .order_by(Evidence.ordinal, Evidence.id)
    )
    photos: dict[UUID, list[Evidence]] = {}
    for row in rows:
        assert row.finding_id is not None
        photos.setdefault(row.finding_id, []).append(row)
    return photos


def letterheads(campaign_id: UUID) -> list[Letterhead]:
    """The campaign's letterheads by name."""
    return list(
        db.session.scalars(
            select(Letterhead).where(Letterhead.campaign_id == campaign_id).order_by(Letterhead.name)
        )
    )


def inspectors_of(letter_id: UUID) -> frozenset[UUID]:
    """Everybody on a team whose findings the letter speaks of."""
    return frozenset(
        db.session.scalars(
            select(TripMember.person_id)
            .join(Inspection, Inspection.trip_id == TripMember.trip_id)
            .join(Finding, Finding.inspection_id == Inspection.id)
            .join(LetterFinding, LetterFinding.finding_id == Finding.id)
            .where(LetterFinding.letter_id == letter_id)
        )
    )


def inspections_by_finding(letter_id: UUID) -> dict[str, UUID]:
    """Which inspection each finding of a letter comes from."""
    rows = db.session.execute(
        select(Finding.id, Finding.inspection_id)
        .join(LetterFinding, LetterFinding.finding_id == Finding.id)
        .where(LetterFinding.letter_id == letter_id)
    )
    return {str(row.id): row.inspection_id for row in rows}


def finding_facts(finding: Finding, photos: Sequence[Evidence]) -> FindingFacts:
    """A finding as composition takes it."""
    area = finding.code[:1]
    return FindingFacts(
        finding_id=str(finding.id),
        area=area,
        area_name=AREA_LABELS.get(area, area),
        code=finding.code,
        title=finding.item_title,
        fact=finding.fact,
        found_on=clock.office_date(finding.found_at) if finding.found_at else None,
        place=finding.place,
        legal_basis=cited_basis(finding),
        photos=tuple(PhotoFacts(str(p.id), p.caption, plate_of(p, finding.place)) for p in photos),
    )


def cited_basis(finding: Finding) -> str:
    """The rule a letter cites: what the inspector left there; the item's own where that is empty or no rule's name."""
    written = finding.yardstick.strip()
    is_name = "《" in written or not any(mark in written for mark in "，。；")
    return written if written and is_name else finding.legal_basis or written


def plate_of(photo: Evidence, place: str) -> tuple[str, ...]:
    """Lines under a printed photo: source and time, then the place; from stored data, never a claim of proof."""
    taken = photo.taken_at.astimezone(clock.OFFICE_ZONE)
    first = f"{_SOURCES[photo.source]}　{han_date(taken.date())}{taken.hour}时{taken.minute:02}分"
    offset = timedelta(milliseconds=photo.clock_offset_ms or 0)
    if abs(offset) >= timedelta(minutes=1):
        minutes = round(abs(offset).total_seconds() / 60)
        first += f"（平板时钟{'快' if offset > timedelta(0) else '慢'}{minutes}分钟）"
    accuracy = f"，定位误差约{round(photo.accuracy_m)}米" if photo.accuracy_m is not None else ""
    return (first, f"{place}{accuracy}") if place else (first,)


def visit_facts(sources: Sources) -> VisitFacts:
    """How it was inspected, over all inspections of the letter.

    Where problems were found is not where the team went, so no number of places is claimed; who drafts may add it.
    """
    days = [
        clock.office_date(row.started_at) if row.started_at else row.planned_on for row in sources.inspections
    ]
    ends = [
        clock.office_date(row.finished_at) if row.finished_at else row.planned_on
        for row in sources.inspections
    ]
    methods = tuple(dict.fromkeys(method_name(row.method) for row in sources.inspections))
    return VisitFacts(
        plan_title=sources.campaign.plan_title or sources.campaign.name,
        team_name="督察组",
        unit_name=sources.unit.name,
        methods=methods,
        starts_on=min(days),
        ends_on=max(max(days), *ends),
    )


def letterhead_facts(head: Letterhead, verify_address: str) -> composition.Letterhead:
    """A letterhead as composition takes it."""
    signers = tuple(head.signatories.splitlines())
    return composition.Letterhead(
        red_head=(head.mark.removesuffix("文件"),),
        series=head.code,
        signers=signers,
        office=head.print_office or (signers[0] if signers else head.mark),
        contact=head.contact_name,
        phone=head.contact_phone,
        verify_address=verify_address,
    )


def default_deadlines(campaign: Campaign, at: datetime) -> tuple[date, date]:
    """Dates of plan and result: the campaign's default days and months from today (domain.md 8)."""
    today = clock.office_date(at)
    return today + timedelta(days=campaign.plan_deadline_days), add_months(
        today, campaign.result_deadline_months
    )


def words_taken(finding: Finding) -> dict[str, str | None]:
    """The words of a finding a letter was written from; what `stale` compares."""
    return {
        "fact": finding.fact,
        "place": finding.place,
        "found_at": finding.found_at.isoformat() if finding.found_at else None,
        "legal_basis": cited_basis(finding),
        "code": finding.code,
    }


@dataclass(frozen=True)
class Piece:
    """Part of a text, and whether the other text has something else there."""

    text: str
    differs: bool


@dataclass(frozen=True)
class StaleSource:
    """A finding that says something else now than when the letter took it. `was` and `now` are its fact."""

    finding_id: UUID
    code: str
    was: str
    now: str
    removed: bool
    elsewhere: bool

    @property
    def was_pieces(self) -> tuple[Piece, ...]:
        """The old fact with what is gone marked."""
        return _pieces(self.was, self.now)

    @property
    def now_pieces(self) -> tuple[Piece, ...]:
        """The new fact with what is new marked."""
        return _pieces(self.now, self.was)


def _pieces(text: str, other: str) -> tuple[Piece, ...]:
    """Cut a text where it differs from another."""
    matcher = SequenceMatcher(None, text, other, autojunk=False)
    return tuple(Piece(text[a:b], tag != "equal") for tag, a, b, _, _ in matcher.get_opcodes() if a < b)


def stale_sources(letter_id: UUID) -> list[StaleSource]:
    """Findings of the letter that changed, were removed, or stand in another letter by now."""
    rows = db.session.execute(
        select(LetterFinding, Finding)
        .join(Finding, LetterFinding.finding_id == Finding.id)
        .where(
            LetterFinding.letter_id == letter_id,
            or_(
                Finding.version != LetterFinding.finding_version,
                Finding.removed.is_(True),
                Finding.state.not_in(("accepted",)),
            ),
        )
        .order_by(LetterFinding.ordinal)
    ).all()
    return [stale for link, finding in rows if (stale := _compare(link, finding)) is not None]


def _compare(link: LetterFinding, finding: Finding) -> StaleSource | None:
    elsewhere = finding.state in ("in_letter", "closed")
    if words_taken(finding) == link.taken and not finding.removed and not elsewhere:
        return None
    was = link.taken.get("fact") or ""
    return StaleSource(finding.id, finding.code, was, finding.fact, finding.removed, elsewhere)


def photos_waiting(evidence_ids: Iterable[str]) -> dict[str, str]:
    """A sentence for each photo of a letter that cannot be printed yet."""
    wanted = {UUID(value): number for number, value in enumerate(evidence_ids, start=1)}
    rows = db.session.scalars(select(Evidence).where(Evidence.id.in_(wanted)))
    waiting = {}
    for row in rows:
        if row.letter_sha256 is None:
            waiting[str(row.id)] = f"照片 {wanted[row.id]} 还没到，到了再送；或先从公文里取出。"
        elif row.removed:
            waiting[str(row.id)] = f"照片 {wanted[row.id]} 已被移除，请从公文里取出。"
    return waiting


def printed_image(url: str) -> bytes | None:
    """Bytes for the renderer: `evidence:<id>` → the photo's letter rendition, `seal:<sha256>` → the seal's image."""
    kind, _, name = url.partition(":")
    sha256: str | None = name
    if kind == "evidence":
        sha256 = db.session.scalar(select(Evidence.letter_sha256).where(Evidence.id == UUID(name)))
    if sha256 is None or file_store().stat(sha256) is None:
        return None
    return b"".join(file_store().open_range(sha256))
