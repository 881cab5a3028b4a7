"""Pure decisions on letters: which step follows which, who may take it, what a letter lacks, what a clerk may enter."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product
from uuid import uuid4

import pytest

from inspect_app.letters import rules
from inspect_app.letters.content import Block, LetterContent
from inspect_app.letters.editing import BlockInput, EditRefused, LetterInput, PhotoInput, apply_edit
from inspect_app.letters.verification import parse_number
from tests.inspect_app.letters.test_composition import draft

TODAY = date(2023, 7, 24)


def sentences(content: LetterContent) -> list[str]:
    return [fault.sentence for fault in rules.check_complete(content, today=TODAY)]


def changed(kind: str, **change: object) -> LetterContent:
    """The draft with every block of a kind changed."""
    content = draft()
    blocks = tuple(replace(b, **change) if b.kind == kind else b for b in content.blocks)  # type: ignore[arg-type]
    return replace(content, blocks=blocks)


def test_only_a_step_of_the_table_is_a_step() -> None:
    allowed = {(a, b) for a, b in product(rules.TRANSITIONS, repeat=2) if rules.can_move(a, b)}
    assert ("draft", "numbered") not in allowed
    assert ("voided", "draft") not in allowed
    assert ("awaiting_issue", "numbered") in allowed
    assert {state for state in rules.TRANSITIONS if rules.can_edit(state)} == {"draft", "returned"}


def test_a_complete_draft_lacks_nothing() -> None:
    assert sentences(draft()) == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (changed("requirement", due=None), ["要求 1 没写具体日期。", "要求 2 没写具体日期。"]),
        (
            changed("requirement", due=date(2023, 7, 1)),
            ["要求 1 的日期已经过了。", "要求 2 的日期已经过了。"],
        ),
        (changed("problem", text=" "), ["B02 随意设置路障没有内容。"]),
        (changed("problem", text="共{数量}个（{照片}）"), ["B02 随意设置路障里“数量”还没填。"]),
        (replace(draft(), title=" "), ["还没有写标题。"]),
        (replace(draft(), addressees=("",)), ["还没有写主送单位。"]),
        (replace(draft(), signers=()), ["版头还没填全，请到专项整治设置里补上。"]),
    ],
)
def test_each_thing_missing_has_its_sentence(content: LetterContent, expected: list[str]) -> None:
    assert sentences(content) == expected


def test_a_demand_must_keep_the_place_of_its_date() -> None:
    assert "日期印在那里" in sentences(changed("requirement", text="请尽快整改。"))[0]


def test_a_letter_without_problems_or_demands_is_none() -> None:
    bare = replace(draft(), blocks=(Block("b1", "paragraph", "现予反馈。"),))
    assert sentences(bare) == ["还没有写发现的问题。", "还没有写整改要求。"]


def test_missing_glyphs_and_photos_are_named() -> None:
    found = rules.check_complete(
        draft(),
        today=TODAY,
        missing_characters=("㛃",),
        photos_waiting={"e": "照片 3 还没到，到了再送；或先从公文里取出。"},
    )
    assert [fault.sentence for fault in found] == [
        "照片 3 还没到，到了再送；或先从公文里取出。",
        "“㛃”没有字形。请换字体，或告诉管理员。",
    ]


def test_drafter_reviewer_issuer_are_three_people() -> None:
    drafter, editor, reviewer, issuer, inspector = (uuid4() for _ in range(5))
    people = {"drafted_by": drafter, "edited_by": editor}
    assert rules.review_fault(actor=reviewer, **people) is None
    assert rules.review_fault(actor=editor, **people) is not None
    faults = {
        person: rules.issue_fault(actor=person, reviewed_by=reviewer, inspectors=[inspector], **people)
        for person in (drafter, editor, reviewer, issuer, inspector)
    }
    assert [person for person, fault in faults.items() if fault is None] == [issuer]


def test_only_who_asked_takes_back_and_only_in_time() -> None:
    asker, at = uuid4(), datetime(2023, 7, 24, 2, tzinfo=UTC)
    due = at.replace(second=10)
    state = {"state": "awaiting_issue", "requested_by": asker, "due_at": due}
    assert rules.can_take_back(**state, actor=asker, at=at.replace(second=9))
    assert not rules.can_take_back(**state, actor=asker, at=due)
    assert not rules.can_take_back(**state, actor=uuid4(), at=at)


def entered(content: LetterContent) -> LetterInput:
    return LetterInput(
        title=content.title,
        addressees=content.addressees,
        blocks=tuple(BlockInput(b.id, b.text, b.title, b.due) for b in content.blocks),
        photos=tuple(PhotoInput(f.evidence_id, f.caption) for f in content.figures),
    )


def test_an_unchanged_form_changes_nothing() -> None:
    assert apply_edit(draft(), entered(draft())) == draft()


def test_what_a_clerk_never_types_travels_with_the_block() -> None:
    form = entered(draft())
    edited = apply_edit(draft(), replace(form, blocks=tuple(reversed(form.blocks))))
    problem = next(block for block in edited.blocks if block.kind == "problem")
    assert (problem.finding_id, problem.code, problem.evidence_ids) == ("f1", "B02", ("e1", "e2", "e3"))


def test_a_photo_taken_out_leaves_annex_and_reference() -> None:
    form = entered(draft())
    edited = apply_edit(draft(), replace(form, photos=(form.photos[2], form.photos[0])))
    assert [figure.evidence_id for figure in edited.figures] == ["e3", "e1"]
    assert next(b for b in edited.blocks if b.kind == "problem").evidence_ids == ("e1", "e3")


def test_a_photo_that_was_never_in_the_letter_does_not_come_in() -> None:
    form = entered(draft())
    edited = apply_edit(draft(), replace(form, photos=(*form.photos, PhotoInput("foreign", "别处的"))))
    assert edited == draft()


def test_a_new_paragraph_comes_in_and_a_new_problem_does_not() -> None:
    form = entered(draft())
    added = replace(form, blocks=(*form.blocks, BlockInput("n1", "另\n行", kind="paragraph")))
    assert apply_edit(draft(), added).blocks[-1] == Block("n1", "paragraph", "另行")
    with pytest.raises(EditRefused):
        apply_edit(draft(), replace(form, blocks=(BlockInput("n1", "造的", kind="problem"),)))


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("瑞法督〔2023〕5号", ("瑞法督", 2023, 5)),
        (" 瑞法督 [2023] 5 ", ("瑞法督", 2023, 5)),
        ("瑞法督（2023）12号", ("瑞法督", 2023, 12)),
        ("瑞法督2023年5号", None),
        ("〔2023〕5号", None),
        ("", None),
    ],
)
def test_a_number_is_read_with_any_brackets(text: str, parsed: tuple[str, int, int] | None) -> None:
    assert parse_number(text) == parsed
