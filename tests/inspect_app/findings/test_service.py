"""A finding's way: born on a tablet, frozen wording, accepted or returned, never edited silently."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask

from inspect_app.accounts.permissions import Role
from inspect_app.findings import service
from inspect_app.findings.models import Finding
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


def test_returning_needs_words_and_an_answer_brings_it_back(app: Flask) -> None:
    parts = make_inspection()
    finding_id = _find(parts)
    _finish(parts)
    with pytest.raises(InvalidInput), unit_of_work():
        service.return_to_team(finding_id, reason=" ", actor=parts.office, at=clock.now())
    with unit_of_work():
        service.return_to_team(finding_id, reason="请补停车场照片", actor=parts.office, at=clock.now())
    assert _state_of(parts) == "returned"
    with unit_of_work():
        inspection = fieldwork.inspection_for_team(parts.inspection_id, actor=parts.inspector)
        finding = _stored(finding_id)
        service.edit(
            finding,
            {"fact": FACT + "已补照片。"},
            inspection=inspection,
            actor=parts.inspector,
            at=clock.now(),
        )
    assert _stored(finding_id).state == "submitted"
    assert _state_of(parts) == "received"


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
