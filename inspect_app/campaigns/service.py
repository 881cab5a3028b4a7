"""Commands on campaigns, letterheads, number series and the checklist versions in use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from inspect_app.audit.service import ActingPerson, record
from inspect_app.campaigns import rules
from inspect_app.campaigns.models import Campaign, CampaignChecklist, Letterhead, NumberSeries, Phase
from inspect_app.foundation.database import db
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.refusals import EditedMeanwhile, InvalidInput, NotVisible


@dataclass(frozen=True)
class PhaseInput:
    """A stage and the last day of it (None for an open end)."""

    name: str
    ends_on: date | None


@dataclass(frozen=True)
class CampaignInput:
    """What a person enters about a campaign. Deadlines: days for the plan, months for the result."""

    name: str
    city: str
    year: int
    basis: str = ""
    plan_title: str = ""
    parent_document_no: str = ""
    plan_deadline_days: int = 30
    result_deadline_months: int = 3
    originals: str = "at_once"
    review_required: bool = True
    lead_office_id: UUID | None = None
    phases: tuple[PhaseInput, ...] = ()


@dataclass(frozen=True)
class LetterheadInput:
    """What a person enters about a letterhead. `signatories` one a line."""

    name: str
    mark: str
    code: str
    signatories: str
    print_office: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_address: str = ""


def create_campaign(
    entered: CampaignInput, *, actor: ActingPerson, at: datetime, is_demo: bool = False
) -> UUID:
    """A campaign with its phases. Raises InvalidInput by field."""
    _check_campaign(entered, own_id=None)
    campaign = Campaign(id=new_id(), created_at=at, is_demo=is_demo, **_columns(entered))
    campaign.phases = _phase_rows(entered.phases)
    db.session.add(campaign)
    db.session.flush()
    record(
        actor, "campaign.created", subject=("campaign", campaign.id), at=at, details={"name": campaign.name}
    )
    return campaign.id


def update_campaign(
    campaign_id: UUID, entered: CampaignInput, *, version: int, actor: ActingPerson, at: datetime
) -> None:
    """Change a campaign and replace its phases. Raises EditedMeanwhile, InvalidInput, NotVisible."""
    campaign = db.session.scalar(
        select(Campaign).where(Campaign.id == campaign_id).options(selectinload(Campaign.phases))
    )
    if campaign is None:
        raise NotVisible
    if campaign.version != version:
        raise EditedMeanwhile
    _check_campaign(entered, own_id=campaign_id)
    for column, value in _columns(entered).items():
        setattr(campaign, column, value)
    campaign.phases.clear()
    db.session.flush()
    campaign.phases.extend(_phase_rows(entered.phases))
    campaign.version += 1
    record(actor, "campaign.updated", subject=("campaign", campaign_id), at=at)


def _columns(entered: CampaignInput) -> dict[str, object]:
    return {
        "name": entered.name.strip(),
        "city": entered.city.strip(),
        "year": entered.year,
        "basis": entered.basis.strip(),
        "plan_title": entered.plan_title.strip(),
        "parent_document_no": entered.parent_document_no.strip(),
        "plan_deadline_days": entered.plan_deadline_days,
        "result_deadline_months": entered.result_deadline_months,
        "originals": entered.originals,
        "review_required": entered.review_required,
        "lead_office_id": entered.lead_office_id,
    }


def _phase_rows(phases: Sequence[PhaseInput]) -> list[Phase]:
    return [
        Phase(id=new_id(), ordinal=number, name=phase.name.strip(), ends_on=phase.ends_on)
        for number, phase in enumerate(phases, start=1)
    ]


def _check_campaign(entered: CampaignInput, *, own_id: UUID | None) -> None:
    faults = rules.campaign_faults(
        name=entered.name,
        city=entered.city,
        year=entered.year,
        plan_deadline_days=entered.plan_deadline_days,
        result_deadline_months=entered.result_deadline_months,
        phases=[(phase.name, phase.ends_on) for phase in entered.phases],
    )
    same = select(Campaign.id).where(Campaign.name == entered.name.strip())
    if own_id is not None:
        same = same.where(Campaign.id != own_id)
    if "name" not in faults and db.session.scalar(same):
        faults["name"] = "已有同名的专项整治，请换一个名称。"
    if faults:
        raise InvalidInput(fields=faults)


def create_letterhead(
    campaign_id: UUID, entered: LetterheadInput, *, actor: ActingPerson, at: datetime
) -> UUID:
    """A letterhead of a campaign. Raises InvalidInput by field."""
    _check_letterhead(campaign_id, entered, own_id=None)
    head = Letterhead(id=new_id(), campaign_id=campaign_id, **_letterhead_columns(entered))
    db.session.add(head)
    db.session.flush()
    record(actor, "letterhead.created", subject=("letterhead", head.id), at=at, details={"code": head.code})
    return head.id


def update_letterhead(
    letterhead_id: UUID, entered: LetterheadInput, *, version: int, actor: ActingPerson, at: datetime
) -> None:
    """Change a letterhead; letters already issued are not touched. Raises EditedMeanwhile, InvalidInput, NotVisible."""
    head = db.session.get(Letterhead, letterhead_id)
    if head is None:
        raise NotVisible
    if head.version != version:
        raise EditedMeanwhile
    _check_letterhead(head.campaign_id, entered, own_id=letterhead_id)
    for column, value in _letterhead_columns(entered).items():
        setattr(head, column, value)
    head.version += 1
    record(
        actor, "letterhead.updated", subject=("letterhead", letterhead_id), at=at, details={"code": head.code}
    )


def set_seal(letterhead_id: UUID, sha256: str | None, *, actor: ActingPerson, at: datetime) -> None:
    """Set or take away the electronic seal image (a stored file)."""
    head = db.session.get(Letterhead, letterhead_id)
    if head is None:
        raise NotVisible
    head.seal_sha256 = sha256
    head.version += 1
    record(
        actor,
        "letterhead.seal_changed",
        subject=("letterhead", letterhead_id),
        at=at,
        details={"sha256": sha256},
    )


def _letterhead_columns(entered: LetterheadInput) -> dict[str, object]:
    signatories = [line.strip() for line in entered.signatories.splitlines() if line.strip()]
    return {
        "name": entered.name.strip(),
        "mark": entered.mark.strip(),
        "code": entered.code.strip(),
        "signatories": "\n".join(signatories),
        "print_office": entered.print_office.strip(),
        "contact_name": entered.contact_name.strip(),
        "contact_phone": entered.contact_phone.strip(),
        "contact_address": entered.contact_address.strip(),
    }


def _check_letterhead(campaign_id: UUID, entered: LetterheadInput, *, own_id: UUID | None) -> None:
    faults = rules.letterhead_faults(
        name=entered.name, mark=entered.mark, code=entered.code, signatories=entered.signatories
    )
    same = select(Letterhead.id).where(
        Letterhead.campaign_id == campaign_id, Letterhead.name == entered.name.strip()
    )
    if own_id is not None:
        same = same.where(Letterhead.id != own_id)
    if "name" not in faults and db.session.scalar(same):
        faults["name"] = "这个专项整治已有同名的版头，请换一个名称。"
    if faults:
        raise InvalidInput(fields=faults)


def open_number_series(code: str, year: int, *, first_no: int, actor: ActingPerson, at: datetime) -> UUID:
    """Begin the running number of a 代字 and year at `first_no`. Raises InvalidInput when it exists or the number is below 1."""
    code = code.strip()
    faults: dict[str, str] = {}
    if not code:
        faults["code"] = "请写代字，例如“瑞法督”。"
    if not 2000 <= year <= 2100:
        faults["year"] = "年份请写四位数字。"
    if first_no < 1:
        faults["first_no"] = "起始号从 1 开始。"
    if not faults and db.session.scalar(
        select(NumberSeries.id).where(NumberSeries.code == code, NumberSeries.year == year)
    ):
        faults["code"] = f"{code}〔{year}〕的编号已经在用。"
    if faults:
        raise InvalidInput(fields=faults)
    series = NumberSeries(id=new_id(), code=code, year=year, next_no=first_no)
    db.session.add(series)
    db.session.flush()
    details = {"code": code, "year": year, "first_no": first_no}
    record(actor, "number_series.opened", subject=("number_series", series.id), at=at, details=details)
    return series.id


def use_checklists(
    campaign_id: UUID, version_ids: Sequence[UUID], *, actor: ActingPerson, at: datetime
) -> None:
    """Say which published checklist versions plans of the campaign may use."""
    rows = db.session.scalars(select(CampaignChecklist).where(CampaignChecklist.campaign_id == campaign_id))
    present = {row.checklist_version_id: row for row in rows}
    for version_id in set(version_ids) - set(present):
        db.session.add(CampaignChecklist(campaign_id=campaign_id, checklist_version_id=version_id))
    for version_id in set(present) - set(version_ids):
        db.session.delete(present[version_id])
    db.session.flush()
    details = {"versions": sorted(str(version) for version in version_ids)}
    record(actor, "campaign.checklists_set", subject=("campaign", campaign_id), at=at, details=details)
