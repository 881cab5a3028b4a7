"""A finding's way: born on a tablet, frozen wording, accepted or returned, never edited silently."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from inspect_app.accounts.permissions import Role
from inspect_app.findings import service
from inspect_app.findings.models import Finding, FindingRevision
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.ids import new_id
from inspect_app.foundation.refusals import AlreadyDone, InvalidInput, NotVisible
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.inspections import fieldwork
from inspect_app.inspections.models import Inspection
from tests.builders import InspectionParts, make_inspection, make_person, make_region

FACT = "7月18日10时38分，进站匝道外侧行车道摆放水马2个、锥桶2个，现场未见审批手续。"


def _find(parts: InspectionParts, key: str = "B02") -> UUID:
    finding_id, at = new_id(), clock.now()
    with unit_of_work():
        inspection = fieldwork.inspection_for_team(parts.inspection_id, actor=parts.inspector)
        fields = {"item_key": key, "fact": FACT, "severity": 2, "place": "进站匝道外侧"}
        service.create(
            finding_id, inspection=inspection, fields=fields, made_at=at, actor=parts.inspector, at=at
        )
    return finding_id


def _finish(parts: InspectionParts) -> None:
    at = clock.now()
    with unit_of_work():
        inspection = fieldwork.inspection_for_team(parts.inspection_id, actor=parts.inspector)
        fieldwork.finish(inspection, finished_at=at, actor=parts.inspector, at=at)


def _stored(finding_id: UUID) -> Finding:
    db.session.expire_all()
    finding = db.session.get(Finding, finding_id)
    assert finding is not None
    return finding


def _state_of(parts: InspectionParts) -> str:
    db.session.expire_all()
    inspection = db.session.get(Inspection, parts.inspection_id)
    assert inspection is not None
    return inspection.state


def test_item_code_title_and_basis_are_frozen_at_birth(app: Flask) -> None:
    finding = _stored(_find(make_inspection()))
    assert (finding.code, finding.item_title, finding.fact) == ("B02", "随意设置路障", FACT)
    assert finding.legal_basis


def test_finishing_submits_drafts_and_accepting_all_accepts_the_inspection(app: Flask) -> None:
    parts = make_inspection()
    one, two = _find(parts), _find(parts, "A01")
    _finish(parts)
    assert _stored(one).state == "submitted"
    with unit_of_work():
        assert service.accept([one], actor=parts.office, at=clock.now()) == 1
    assert _state_of(parts) == "received"
    with unit_of_work():
        service.accept([two], actor=parts.office, at=clock.now())
    assert _state_of(parts) == "accepted"


def test_a_draft_cannot_be_accepted_before_the_team_has_finished(app: Flask) -> None:
    parts = make_inspection()
    finding_id = _find(parts)
    with pytest.raises(AlreadyDone), unit_of_work():
        service.accept([finding_id], actor=parts.office, at=clock.now())


def _return(parts: InspectionParts, finding_id: UUID, reason: str = "请补停车场照片") -> None:
    with unit_of_work():
        service.return_to_team(finding_id, reason=reason, actor=parts.office, at=clock.now())


def _reword(parts: InspectionParts, finding_id: UUID, fact: str) -> None:
    with unit_of_work():
        inspection = fieldwork.inspection_for_team(parts.inspection_id, actor=parts.inspector)
        finding = _stored(finding_id)
        service.edit(finding, {"fact": fact}, inspection=inspection, actor=parts.inspector, at=clock.now())


def _hand_back(parts: InspectionParts, finding_id: UUID) -> None:
    with unit_of_work():
        at = clock.now()
        service.hand_back(_stored(finding_id), handed_back_at=at, actor=parts.inspector, at=at)


def _earlier(finding_id: UUID) -> list[str]:
    rows = select(FindingRevision.fact).where(FindingRevision.finding_id == finding_id)
    return list(db.session.scalars(rows.order_by(FindingRevision.revised_at)))


def test_returning_needs_words_and_only_handing_back_brings_it_to_the_office(app: Flask) -> None:
    parts = make_inspection()
    finding_id = _find(parts)
    _finish(parts)
    with pytest.raises(InvalidInput), unit_of_work():
        service.return_to_team(finding_id, reason=" ", actor=parts.office, at=clock.now())
    _return(parts, finding_id)
    assert _state_of(parts) == "returned"
    _reword(parts, finding_id, FACT + "已补照片。")
    assert (_stored(finding_id).state, _state_of(parts)) == ("returned", "returned")
    _hand_back(parts, finding_id)
    assert (_stored(finding_id).state, _state_of(parts)) == ("submitted", "received")
    with unit_of_work():
        service.accept([finding_id], actor=parts.office, at=clock.now())
    finding = _stored(finding_id)
    assert (finding.fact, finding.state, _state_of(parts)) == (FACT + "已补照片。", "accepted", "accepted")


def test_the_wording_the_office_returned_stays_once_for_each_return(app: Flask) -> None:
    parts = make_inspection()
    finding_id = _find(parts)
    _finish(parts)
    _return(parts, finding_id)
    for fact in ("二稿，没写完", "二稿"):
        _reword(parts, finding_id, fact)
    assert _earlier(finding_id) == [FACT]
    _hand_back(parts, finding_id)
    _return(parts, finding_id, "还差高度")
    _reword(parts, finding_id, "三稿")
    assert _earlier(finding_id) == [FACT, "二稿"]


def test_handing_back_what_the_office_accepted_meanwhile_changes_nothing(app: Flask) -> None:
    parts = make_inspection()
    finding_id = _find(parts)
    _finish(parts)
    _return(parts, finding_id)
    with unit_of_work():
        service.accept([finding_id], actor=parts.office, at=clock.now())
    _hand_back(parts, finding_id)
    assert (_stored(finding_id).state, _state_of(parts)) == ("accepted", "accepted")


def test_an_inspection_stays_returned_until_its_last_returned_finding_is_handed_back(app: Flask) -> None:
    parts = make_inspection()
    one, two = _find(parts), _find(parts, "A01")
    _finish(parts)
    _return(parts, one)
    _return(parts, two)
    _hand_back(parts, one)
    assert _state_of(parts) == "returned"
    _hand_back(parts, two)
    assert _state_of(parts) == "received"


def test_an_addition_to_an_accepted_inspection_waits_for_the_office_again(app: Flask) -> None:
    parts = make_inspection()
    first = _find(parts)
    _finish(parts)
    with unit_of_work():
        service.accept([first], actor=parts.office, at=clock.now())
    added = _find(parts, "A01")
    assert (_stored(added).late, _state_of(parts)) == (True, "received")
    with unit_of_work():
        service.accept([added], actor=parts.office, at=clock.now())
    assert _state_of(parts) == "accepted"


def test_a_finding_made_after_the_lock_is_kept_and_marked(app: Flask) -> None:
    parts = make_inspection()
    _finish(parts)
    finding = _stored(_find(parts))
    assert (finding.late, finding.state) == (True, "submitted")


def test_a_change_after_acceptance_is_tagged(app: Flask) -> None:
    parts = make_inspection()
    finding_id = _find(parts)
    _finish(parts)
    with unit_of_work():
        service.accept([finding_id], actor=parts.office, at=clock.now())
    with unit_of_work():
        inspection = fieldwork.inspection_for_team(parts.inspection_id, actor=parts.inspector)
        service.edit(
            _stored(finding_id), {"fact": "改"}, inspection=inspection, actor=parts.inspector, at=clock.now()
        )
    finding = _stored(finding_id)
    assert (finding.state, finding.changed_after_acceptance) == ("accepted", True)


def test_an_office_of_another_county_cannot_decide(app: Flask) -> None:
    here, there = make_region(), make_region()
    parts = make_inspection(region_id=here)
    finding_id = _find(parts)
    _finish(parts)
    elsewhere = make_person(Role.OFFICE, region_id=there)
    with pytest.raises(NotVisible), unit_of_work():
        service.accept([finding_id], actor=elsewhere, at=clock.now())
