"""The shape of the page of one inspection: what its template receives. Read by inspection_queries.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class PhotoCard:
    """A photo with what is known of it. `check` is same, different or pending (still on the tablet); `picture` whether one can be shown."""

    id: UUID
    ordinal: int
    item_key: str
    finding_id: UUID | None
    caption: str
    source: str
    gallery_reason: str
    taken_at: datetime
    clock_offset_seconds: int | None
    accuracy_m: float | None
    has_position: bool
    latitude: float | None
    longitude: float | None
    sha256: str
    check: str
    picture: bool
    received_at: datetime | None
    original_received_at: datetime | None
    late: bool


@dataclass(frozen=True)
class HistoryLine:
    at: datetime
    who: str
    what: str


@dataclass(frozen=True)
class EarlierWording:
    """What the office had before `who` put other words in its place."""

    fact: str
    who: str
    at: datetime


@dataclass(frozen=True)
class FindingCard:
    """One finding with everything the office decides on. A `folded` one is restricted and was not opened: its words are left out."""

    id: UUID
    code: str
    title: str
    item_key: str
    fact: str
    found_at: datetime | None
    place: str
    place_by_hand: bool
    accuracy_m: float | None
    people: str
    yardstick: str
    legal_basis: str
    suggestion: str
    severity: int
    state: str
    restricted: bool
    folded: bool
    late: bool
    changed_after_acceptance: bool
    returned_reason: str | None
    created_by: str
    photos: tuple[PhotoCard, ...]
    history: tuple[HistoryLine, ...]
    earlier: tuple[EarlierWording, ...]

    @property
    def decidable(self) -> bool:
        """Whether the office can accept it now."""
        return self.state in ("submitted", "returned") or (
            self.state == "accepted" and self.changed_after_acceptance
        )

    @property
    def returnable(self) -> bool:
        return self.state in ("submitted", "accepted")


@dataclass(frozen=True)
class ItemLine:
    """One item of the checklist with its answer; `value` is `unanswered` where nothing was written."""

    key: str
    code: str
    title: str
    question: str
    look: str
    value: str
    reason: str
    note: str
    answered_by: str
    answered_at: datetime | None
    findings: int
    photos: int


@dataclass(frozen=True)
class ItemSection:
    title: str
    items: tuple[ItemLine, ...]


@dataclass(frozen=True)
class InspectionHead:
    """The inspection's own facts."""

    id: UUID
    campaign_id: UUID
    number: str | None
    unit_name: str
    region_name: str | None
    method: str
    look: str
    state: str
    trip_id: UUID
    trip_title: str
    planned_on: date
    started_at: datetime | None
    finished_at: datetime | None
    received_at: datetime | None
    finished_by: str
    team: tuple[str, ...]
    checklist: str
    reason: str


@dataclass(frozen=True)
class InspectionPage:
    """Everything on the page of one inspection."""

    head: InspectionHead
    findings: tuple[FindingCard, ...]
    sections: tuple[ItemSection, ...]
    photos: tuple[PhotoCard, ...]
    history: tuple[HistoryLine, ...]
    item_count: int
    photos_missing: int

    @property
    def draftable(self) -> tuple[FindingCard, ...]:
        """Findings that a letter may take in: accepted ones that are in none yet."""
        return tuple(finding for finding in self.findings if finding.state == "accepted")
