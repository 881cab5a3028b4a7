"""Reads of campaigns for pages and other capabilities."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.permissions import Permission
from inspect_app.campaigns.models import Campaign, CampaignChecklist, Letterhead, NumberSeries
from inspect_app.foundation.database import db
from inspect_app.foundation.refusals import NotVisible
from inspect_app.units.models import Unit


@dataclass(frozen=True)
class PhaseView:
    name: str
    ends_on: date | None


@dataclass(frozen=True)
class PhaseState:
    """A stage as it stands on a day: `state` is done, current or ahead; `days_left` only of the current one with an end."""

    name: str
    ends_on: date | None
    state: str
    days_left: int | None


@dataclass(frozen=True)
class LetterheadView:
    """A letterhead; `signatories` in order, the host first."""

    id: UUID
    campaign_id: UUID
    name: str
    mark: str
    code: str
    signatories: tuple[str, ...]
    print_office: str
    contact_name: str
    contact_phone: str
    contact_address: str
    seal_sha256: str | None
    version: int


@dataclass(frozen=True)
class CampaignView:
    """A campaign with phases and letterheads."""

    id: UUID
    name: str
    city: str
    year: int
    basis: str
    plan_title: str
    parent_document_no: str
    plan_deadline_days: int
    result_deadline_months: int
    originals: str
    review_required: bool
    is_demo: bool
    lead_office_id: UUID | None
    version: int
    phases: tuple[PhaseView, ...]
    letterheads: tuple[LetterheadView, ...]
    checklist_version_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class SeriesView:
    """A running number: 代字, year and what the next letter gets."""

    code: str
    year: int
    next_no: int


def letterhead_view(head: Letterhead) -> LetterheadView:
    """The frozen form of a letterhead row."""
    return LetterheadView(
        head.id,
        head.campaign_id,
        head.name,
        head.mark,
        head.code,
        tuple(head.signatories.splitlines()),
        head.print_office,
        head.contact_name,
        head.contact_phone,
        head.contact_address,
        head.seal_sha256,
        head.version,
    )


def _view(campaign: Campaign, checklists: tuple[UUID, ...]) -> CampaignView:
    return CampaignView(
        campaign.id,
        campaign.name,
        campaign.city,
        campaign.year,
        campaign.basis,
        campaign.plan_title,
        campaign.parent_document_no,
        campaign.plan_deadline_days,
        campaign.result_deadline_months,
        campaign.originals,
        campaign.review_required,
        campaign.is_demo,
        campaign.lead_office_id,
        campaign.version,
        tuple(PhaseView(phase.name, phase.ends_on) for phase in campaign.phases),
        tuple(letterhead_view(head) for head in sorted(campaign.letterheads, key=lambda head: head.name)),
        checklists,
    )


_SEES = (Permission.CAMPAIGNS_VIEW, Permission.PLANS_VIEW)


def campaigns(actor: Actor) -> list[CampaignView]:
    """All campaigns, newest year first; there are a handful."""
    if not any(actor.may(permission) for permission in _SEES):
        return []
    rows = db.session.scalars(
        select(Campaign)
        .options(selectinload(Campaign.phases), selectinload(Campaign.letterheads))
        .order_by(Campaign.year.desc(), Campaign.name)
    ).all()
    used: dict[UUID, list[UUID]] = {}
    for row in db.session.scalars(select(CampaignChecklist)):
        used.setdefault(row.campaign_id, []).append(row.checklist_version_id)
    return [_view(row, tuple(used.get(row.id, ()))) for row in rows]


def newest_heading(actor: Actor) -> tuple[str, ...]:
    """Lead office and year of the newest campaign, as the frame of the pages names the house; empty without either."""
    if not any(actor.may(permission) for permission in _SEES):
        return ()
    row = db.session.execute(
        select(Unit.short_name, Campaign.year)
        .select_from(Campaign)
        .outerjoin(Unit, Unit.id == Campaign.lead_office_id)
        .order_by(Campaign.year.desc(), Campaign.name)
        .limit(1)
    ).first()
    if row is None:
        return ()
    return (*((row.short_name,) if row.short_name else ()), f"专项整治（{row.year}）")


def campaign(actor: Actor, campaign_id: UUID) -> CampaignView:
    """One campaign. Raises NotVisible."""
    for view in campaigns(actor):
        if view.id == campaign_id:
            return view
    raise NotVisible


def phase_states(view: CampaignView, today: date) -> tuple[PhaseState, ...]:
    """The stages as they stand `today`: ended ones are done, the first that has not ended is the current one."""
    states: list[PhaseState] = []
    current_found = False
    for phase in view.phases:
        if phase.ends_on is not None and phase.ends_on < today:
            state = "done"
        else:
            state = "ahead" if current_found else "current"
            current_found = True
        left = (phase.ends_on - today).days if phase.ends_on and state == "current" else None
        states.append(PhaseState(phase.name, phase.ends_on, state, left))
    return tuple(states)


def letterhead(letterhead_id: UUID) -> LetterheadView:
    """One letterhead. Raises NotVisible."""
    head = db.session.get(Letterhead, letterhead_id)
    if head is None:
        raise NotVisible
    return letterhead_view(head)


def number_series(codes: tuple[str, ...] | None = None) -> list[SeriesView]:
    """Running numbers, all or of the given 代字, newest year first."""
    statement = select(NumberSeries).order_by(NumberSeries.year.desc(), NumberSeries.code)
    if codes is not None:
        statement = statement.where(NumberSeries.code.in_(codes))
    return [SeriesView(row.code, row.year, row.next_no) for row in db.session.scalars(statement)]
