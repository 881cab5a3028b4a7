"""A letter's way from findings to the register, on both databases."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from inspect_app.accounts.permissions import Role
from inspect_app.audit.service import verify_chain
from inspect_app.evidence.models import CustodyEvent
from inspect_app.findings import service as findings
from inspect_app.findings.models import Finding
from inspect_app.foundation import clock
from inspect_app.foundation.database import db
from inspect_app.foundation.file_store import file_store
from inspect_app.foundation.refusals import AlreadyDone, EditedMeanwhile, InvalidInput, NotVisible
from inspect_app.foundation.unit_of_work import unit_of_work
from inspect_app.inspections.models import Inspection
from inspect_app.letters import issuing, jobs, numbering, queries, register, service
from inspect_app.letters.content import content_sha256, read_content
from inspect_app.letters.models import LetterFinding, LetterNumber
from inspect_app.letters.refusals import CannotIssue, LetterIncomplete
from tests.builders import make_inspection, make_person, make_region
from tests.inspect_app.letters.arranging import (
    Desk,
    add_photo,
    content,
    entered,
    make_awaiting,
    make_desk,
    make_draft,
    make_finding,
    make_issued,
    row,
    without_date,
)


@pytest.fixture
def desk(app: Flask) -> Desk:
    return make_desk()


def numbers() -> list[int]:
    db.session.rollback()
    return list(db.session.scalars(select(LetterNumber.number).order_by(LetterNumber.number)))


def change_finding(desk: Desk, fact: str) -> None:
    """The tablet sends other words for the first finding after it was accepted."""
    with unit_of_work():
        finding = db.session.get_one(Finding, desk.finding_ids[0])
        inspection = db.session.get_one(Inspection, finding.inspection_id)
        findings.edit(
            finding, {"fact": fact}, inspection=inspection, actor=desk.inspection.inspector, at=clock.now()
        )


def test_a_draft_says_what_was_found_and_carries_its_photos(desk: Desk) -> None:
    letter = content(make_draft(desk))
    problems = [block for block in letter.blocks if block.kind == "problem"]
    assert [block.code for block in problems] == ["A02", "B02"]
    assert {block.finding_id for block in problems} == {str(i) for i in desk.finding_ids}
    assert "水马2个、锥桶3个" in problems[0].text
    assert len(letter.figures) == 2
    assert all(block.due for block in letter.blocks if block.kind == "requirement")


def test_a_draft_claims_no_number_of_places_that_nobody_counted(desk: Desk) -> None:
    content = row(make_draft(desk)).content
    assert not [block for block in content["blocks"] if "点位" in block["text"]]


def test_the_same_findings_again_open_the_same_draft(desk: Desk) -> None:
    assert make_draft(desk) == make_draft(desk)


def test_findings_of_two_units_do_not_go_into_one_letter(desk: Desk) -> None:
    other = make_desk(keys=("B03",), campaign=desk.inspection.campaign)
    with pytest.raises(InvalidInput, match="一个单位"), unit_of_work():
        service.draft_from_findings(
            [*desk.finding_ids, *other.finding_ids], actor=desk.office, at=clock.now()
        )


def test_a_finding_that_was_not_accepted_is_not_written_into_a_letter(app: Flask) -> None:
    parts = make_inspection()
    finding_id = make_finding(parts, "B02")
    with pytest.raises(InvalidInput, match="还没收案"), unit_of_work():
        service.draft_from_findings([finding_id], actor=parts.office, at=clock.now())


def test_findings_of_another_county_do_not_exist_for_a_county_office(desk: Desk) -> None:
    stranger = make_person(Role.OFFICE, region_id=make_region())
    with pytest.raises(NotVisible), unit_of_work():
        service.draft_from_findings(desk.finding_ids, actor=stranger, at=clock.now())


def test_a_letter_of_another_county_does_not_exist_for_a_county_office(desk: Desk) -> None:
    letter_id = make_draft(desk)
    stranger = make_person(Role.OFFICE, region_id=make_region())
    assert queries.letters(stranger)[1] == 0
    with pytest.raises(NotVisible):
        queries.letter(stranger, letter_id, at=clock.now())
    with pytest.raises(NotVisible), unit_of_work():
        service.edit(letter_id, entered(content(letter_id)), version=1, actor=stranger, at=clock.now())


def test_saving_over_somebody_elses_words_is_refused_with_name_and_time(desk: Desk) -> None:
    letter_id = make_draft(desk)
    colleague = make_person(Role.OFFICE, name="张副主任")
    form = entered(content(letter_id))
    with unit_of_work():
        version = service.edit(letter_id, form, version=1, actor=colleague, at=clock.now())
    assert version == 2
    with pytest.raises(EditedMeanwhile, match=r"^张副主任 9:4[0-9] 改过。请看改动再存。$"), unit_of_work():
        service.edit(letter_id, form, version=1, actor=desk.office, at=clock.now())


def test_a_demand_without_a_date_keeps_the_letter_in_the_draft(desk: Desk) -> None:
    letter_id = make_draft(desk)
    with unit_of_work():
        service.edit(
            letter_id, without_date(content(letter_id)), version=1, actor=desk.office, at=clock.now()
        )
    with pytest.raises(LetterIncomplete) as refused, unit_of_work():
        service.submit(letter_id, version=2, actor=desk.office, at=clock.now())
    assert [item.sentence for item in refused.value.shortfalls] == [
        "要求 1 没写具体日期。",
        "要求 2 没写具体日期。",
    ]
    assert row(letter_id).state == "draft"


def test_a_character_without_a_glyph_keeps_the_letter_in_the_draft(desk: Desk) -> None:
    letter_id = make_draft(desk)
    form = entered(content(letter_id))
    strange = replace(form.blocks[0], text=form.blocks[0].text + "\U000e0041")
    with unit_of_work():
        changed = replace(form, blocks=(strange, *form.blocks[1:]))
        service.edit(letter_id, changed, version=1, actor=desk.office, at=clock.now())
    with pytest.raises(LetterIncomplete, match="没有字形"), unit_of_work():
        service.submit(letter_id, version=2, actor=desk.office, at=clock.now())


def test_a_photo_still_on_the_tablet_keeps_the_letter_in_the_draft(app: Flask) -> None:
    desk = make_desk(keys=("B02",), photos=0)
    with unit_of_work():
        add_photo(desk.inspection, "B02", desk.finding_ids[0], arrived=False)
    letter_id = make_draft(desk)
    with pytest.raises(LetterIncomplete, match="照片 1 还没到"), unit_of_work():
        service.submit(letter_id, version=1, actor=desk.office, at=clock.now())


def test_a_finding_changed_after_drafting_is_shown_and_does_not_move_the_letter(desk: Desk) -> None:
    letter_id = make_draft(desk)
    before = content(letter_id)
    change_finding(desk, "引道280米内限速直接降为40公里/小时")
    assert content(letter_id) == before
    (stale,) = queries.letter(desk.office, letter_id, at=clock.now()).stale
    assert (stale.code, stale.now) == ("A02", "引道280米内限速直接降为40公里/小时")
    with pytest.raises(LetterIncomplete, match="A02 的事实收案后改过，请看改动。"), unit_of_work():
        service.submit(letter_id, version=1, actor=desk.office, at=clock.now())


@pytest.mark.parametrize(("take_new", "printed"), [(True, "280米"), (False, "水马2个")])
def test_the_clerk_takes_the_new_words_or_keeps_the_letters(desk: Desk, take_new: bool, printed: str) -> None:
    letter_id = make_draft(desk)
    change_finding(desk, "引道280米内限速直接降为40公里/小时")
    with unit_of_work():
        service.renew_source(
            letter_id, desk.finding_ids[0], take_new=take_new, version=1, actor=desk.office, at=clock.now()
        )
    block = next(b for b in content(letter_id).blocks if b.code == "A02")
    assert printed in block.text
    assert queries.letter(desk.office, letter_id, at=clock.now()).stale == ()
    assert len(content(letter_id).figures) == 2


def test_taking_a_problem_out_takes_its_photos_and_its_finding_out(desk: Desk) -> None:
    letter_id = make_draft(desk)
    form = entered(content(letter_id))
    gone = next(block.id for block in content(letter_id).blocks if block.code == "B02")
    with unit_of_work():
        kept = replace(form, blocks=tuple(block for block in form.blocks if block.id != gone))
        service.edit(letter_id, kept, version=1, actor=desk.office, at=clock.now())
    assert len(content(letter_id).figures) == 1
    links = db.session.scalars(
        select(LetterFinding.finding_id).where(LetterFinding.letter_id == letter_id)
    ).all()
    assert links == [desk.finding_ids[0]]


def test_drafter_reviewer_issuer_and_inspectors_are_kept_apart(app: Flask) -> None:
    desk = make_desk()
    everything = make_person(Role.OFFICE, Role.REVIEWER, Role.ISSUER)
    with unit_of_work():
        letter_id = service.draft_from_findings(desk.finding_ids, actor=everything, at=clock.now())
    with unit_of_work():
        service.submit(letter_id, version=1, actor=everything, at=clock.now())
    with pytest.raises(CannotIssue, match="这是您拟的稿，要由别人核稿。"), unit_of_work():
        service.approve(letter_id, actor=everything, at=clock.now())
    both = make_person(Role.REVIEWER, Role.ISSUER)
    with unit_of_work():
        service.approve(letter_id, actor=both, at=clock.now())
    with pytest.raises(CannotIssue, match="这是您拟的稿，要由别人签发。"), unit_of_work():
        issuing.request_issue(letter_id, actor=everything, at=clock.now())
    with pytest.raises(CannotIssue, match="这是您核的稿"), unit_of_work():
        issuing.request_issue(letter_id, actor=both, at=clock.now())
    inspector = replace(desk.issuer, person_id=desk.inspection.leader.person_id)
    with pytest.raises(CannotIssue, match="参加了这次督察"), unit_of_work():
        issuing.request_issue(letter_id, actor=inspector, at=clock.now())


def test_a_returned_letter_shows_who_when_and_why_and_can_be_mended(desk: Desk) -> None:
    letter_id = make_draft(desk)
    with unit_of_work():
        service.submit(letter_id, version=1, actor=desk.office, at=clock.now())
    with pytest.raises(InvalidInput), unit_of_work():
        service.return_to_drafter(letter_id, " ", actor=desk.reviewer, at=clock.now())
    with unit_of_work():
        service.return_to_drafter(
            letter_id, "请核对限速数值。", actor=desk.reviewer, at=clock.now(), block_id="b5"
        )
    view = queries.letter(desk.office, letter_id, at=clock.now())
    assert (view.state, view.remarks[-1].words, view.remarks[-1].person) == (
        "returned",
        "请核对限速数值。",
        desk.reviewer.name,
    )
    with unit_of_work():
        service.submit(letter_id, version=1, actor=desk.office, at=clock.now())
    assert row(letter_id).state == "under_review"


def test_a_submitted_letter_can_no_longer_be_edited(desk: Desk) -> None:
    letter_id = make_awaiting(desk)
    with pytest.raises(AlreadyDone, match="不能再改"), unit_of_work():
        service.edit(letter_id, entered(content(letter_id)), version=1, actor=desk.office, at=clock.now())


def test_issuing_takes_effect_after_the_seconds_and_can_be_taken_back_until_then(desk: Desk) -> None:
    letter_id, at = make_awaiting(desk), clock.now()
    with unit_of_work():
        issuing.request_issue(letter_id, actor=desk.issuer, at=at + timedelta(seconds=60))
    with unit_of_work():
        assert not issuing.issue_when_due(letter_id, issuer=desk.issuer, at=at + timedelta(seconds=59))
    with unit_of_work():
        issuing.take_back(letter_id, actor=desk.issuer, at=at + timedelta(seconds=59))
    with unit_of_work():
        assert not issuing.issue_when_due(letter_id, issuer=desk.issuer, at=at + timedelta(seconds=90))
    assert (row(letter_id).state, numbers()) == ("awaiting_issue", [])


def test_after_the_seconds_nothing_is_taken_back(desk: Desk) -> None:
    letter_id = make_issued(desk)
    with pytest.raises(AlreadyDone, match="不能撤回"), unit_of_work():
        issuing.take_back(letter_id, actor=desk.issuer, at=clock.now())


def test_an_issued_letter_is_numbered_frozen_and_stored_with_its_hash(desk: Desk) -> None:
    letter_id = make_issued(desk)
    letter = row(letter_id)
    assert (letter.state, numbers()) == ("issued", [1])
    frozen = read_content(letter.frozen or "")
    assert content_sha256(frozen) == letter.frozen_sha256
    assert (frozen.head.number, frozen.head.year) == (1, 2023)
    assert letter.page_count and letter.page_count >= 3
    assert letter.file_sha256 and file_store().stat(letter.file_sha256)
    states = db.session.scalars(select(Finding.state).where(Finding.id.in_(desk.finding_ids))).all()
    assert set(states) == {"in_letter"}
    printed = db.session.scalars(
        select(CustodyEvent.evidence_id).where(CustodyEvent.event == "printed")
    ).all()
    assert {str(photo) for photo in printed} == {figure.evidence_id for figure in frozen.figures}
    assert verify_chain()[1] is None


def test_running_the_jobs_again_changes_nothing(desk: Desk) -> None:
    letter_id = make_issued(desk)
    before = row(letter_id).file_sha256
    jobs.issue_now(letter_id)
    jobs.render_now(letter_id)
    jobs.sweep()
    assert (row(letter_id).file_sha256, numbers()) == (before, [1])


def test_the_sweep_finishes_a_letter_that_was_numbered_before_a_crash(desk: Desk) -> None:
    letter_id = make_awaiting(desk)
    with unit_of_work():
        issuing.request_issue(letter_id, actor=desk.issuer, at=clock.now() - timedelta(seconds=5))
    with unit_of_work():
        issuing.issue_when_due(letter_id, issuer=desk.issuer, at=clock.now())
    assert row(letter_id).state == "numbered"
    jobs.sweep()
    assert row(letter_id).state == "issued"


def test_a_failed_rendering_is_counted_and_tried_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    letter_id = make_awaiting(desk)
    with unit_of_work():
        issuing.request_issue(letter_id, actor=desk.issuer, at=clock.now() - timedelta(seconds=5))
    with unit_of_work():
        issuing.issue_when_due(letter_id, issuer=desk.issuer, at=clock.now())
    with monkeypatch.context() as broken:
        broken.setattr(jobs, "printed_image", lambda url: None)
        jobs.sweep()
        assert (row(letter_id).state, row(letter_id).render_failures) == ("numbered", 1)
    jobs.sweep()
    assert row(letter_id).state == "issued"


def test_a_source_changed_in_the_last_seconds_stops_the_issue_without_using_a_number(desk: Desk) -> None:
    letter_id = make_awaiting(desk)
    with unit_of_work():
        issuing.request_issue(letter_id, actor=desk.issuer, at=clock.now() - timedelta(seconds=5))
    change_finding(desk, "又补了一句")
    jobs.issue_now(letter_id)
    view = queries.letter(desk.issuer, letter_id, at=clock.now())
    assert (view.state, view.issue_due_at, numbers()) == ("awaiting_issue", None, [])
    assert view.remarks[-1].words == "A02 的事实收案后改过，请看改动。"


def test_a_voided_letter_keeps_its_number_in_the_register_with_the_reason(desk: Desk) -> None:
    letter_id = make_issued(desk)
    with unit_of_work():
        issuing.void(letter_id, "单位名称写错，由新文代替。", actor=desk.issuer, at=clock.now())
    rows, total = register.register(desk.issuer)
    assert (total, rows[0].number, rows[0].cancelled_reason) == (
        1,
        "瑞法督〔2023〕1号",
        "单位名称写错，由新文代替。",
    )
    assert row(letter_id).state == "voided"


def test_what_a_voided_letter_spoke_of_goes_into_the_one_that_replaces_it(desk: Desk) -> None:
    voided = make_issued(desk)
    with unit_of_work():
        issuing.void(voided, "单位名称写错，由新文代替。", actor=desk.issuer, at=clock.now())
    replacing = make_issued(desk)
    assert replacing != voided
    assert (row(replacing).state, numbers()) == ("issued", [1, 2])


def test_the_register_shows_number_and_date_alone_of_a_letter_one_may_not_open(desk: Desk) -> None:
    make_issued(desk)
    county_reader = make_person(Role.REVIEWER, region_id=make_region())
    (entry,), _ = register.register(county_reader)
    assert (entry.number, entry.title, entry.unit_name, entry.letter_id) == (
        "瑞法督〔2023〕1号",
        "",
        "",
        None,
    )


def test_numbers_are_given_without_gaps_or_doubles_by_concurrent_issuers(app: Flask) -> None:
    first = make_desk(keys=("B02",), photos=0)
    desks = [
        first,
        *(make_desk(keys=("B02",), photos=0, campaign=first.inspection.campaign) for _ in range(7)),
    ]
    letters = [make_awaiting(desk) for desk in desks]
    given: list[int] = []
    errors: list[BaseException] = []

    def take(letter_id: UUID, abandon: bool) -> None:
        try:
            with app.app_context(), unit_of_work():
                number = numbering.allocate("并发督", 2023, letter_id=letter_id, at=clock.now())
                if abandon:
                    raise InterruptedError
                given.append(number)
        except InterruptedError:
            pass
        except BaseException as error:
            errors.append(error)

    db.session.rollback()
    threads = [
        threading.Thread(target=take, args=(letter_id, order in (1, 4)))
        for order, letter_id in enumerate(letters)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(given) == [1, 2, 3, 4, 5, 6], "the two that were given up left no gap"
