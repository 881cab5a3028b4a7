"""The first draft of a 督察反馈意见 from plain facts: nothing invented, nothing said twice, every part in its place."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_app.letters.composition import (
    FindingFacts,
    Letterhead,
    PhotoFacts,
    VisitFacts,
    compose,
    full_width,
)
from inspect_app.letters.content import (
    ContentError,
    LetterContent,
    canonical_json,
    content_sha256,
    document_number,
    han_number,
    issued_content,
    numbered,
    photo_numbers_of,
    photo_reference,
    printed_text,
    read_content,
)
from inspect_app.letters.wording import FEEDBACK

HEAD = Letterhead(
    ("瑞川市法治督察办公室",),
    "瑞法督",
    ("瑞川市法治督察办公室",),
    "瑞川市法治督察办公室",
    "周建国",
    "0900-5550123",
)
VISIT = VisitFacts(
    plan_title="专项整治实施方案",
    team_name="第七督察组",
    unit_name="东岭县交通运输局",
    methods=("突击检查", "案卷审查"),
    starts_on=dt.date(2023, 7, 18),
    ends_on=dt.date(2023, 7, 20),
    places=3,
    case_files=12,
)
FINDING = FindingFacts(
    "f1", "B", "执法不规范", "B02", "随意设置路障", "进站匝道摆放水马2个", dt.date(2023, 7, 18), "青石岭治超站", "《条例》第二条",
    (PhotoFacts("e1", "水马"), PhotoFacts("e2", "锥桶"), PhotoFacts("e3", "全景")),
)  # fmt: skip


def draft(*findings: FindingFacts, head: Letterhead = HEAD, visit: VisitFacts = VISIT) -> LetterContent:
    return compose(
        letterhead=head,
        visit=visit,
        findings=findings or (FINDING,),
        year=2023,
        plan_due=dt.date(2023, 8, 20),
        result_due=dt.date(2023, 10, 15),
    )


def printed(content: LetterContent) -> list[str]:
    numbers = photo_numbers_of(content)
    return [item.label + printed_text(item.block, numbers) for item in numbered(content.blocks)]


def test_a_letter_has_its_parts_in_order_with_their_numbers() -> None:
    other = replace(
        FINDING, finding_id="f0", area="A", area_name="逐利执法", code="A02", title="数量考核指标", photos=()
    )
    text = printed(draft(FINDING, other))
    headings = [line for line in text if len(line) < 14]
    assert headings == [
        "一、总体情况",
        "二、发现的主要问题",
        "（一）逐利执法方面",
        "（二）执法不规范方面",
        "三、整改要求",
        "四、报送方式",
    ]
    assert text[0] == (
        "按照《专项整治实施方案》安排，第七督察组于2023年7月18日至20日对东岭县交通运输局采取突击检查、案卷审查方式开展督察，"
        "共到3个点位、审查案卷12份。现将情况反馈如下。"
    )


def test_a_problem_says_when_where_what_with_its_photos_and_the_rule() -> None:
    line = next(line for line in printed(draft()) if "水马" in line)
    assert line == (
        "1.随意设置路障。2023年7月18日，在青石岭治超站发现进站匝道摆放水马2个（见照片1—3）。该情形与《条例》第二条的要求不符。"
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"fact": "7月18日10时，进站匝道摆放水马2个。"}, "7月18日10时，进站匝道摆放水马2个（见照片1—3）。"),
        ({"fact": "青石岭治超站门口摆放水马"}, "2023年7月18日，青石岭治超站门口摆放水马（见照片1—3）。"),
        ({"place": ""}, "2023年7月18日，进站匝道摆放水马2个（见照片1—3）。"),
        ({"found_on": None, "place": ""}, "随意设置路障。进站匝道摆放水马2个（见照片1—3）。"),
    ],
)
def test_what_the_fact_says_already_is_not_said_again(change: dict[str, object], sentence: str) -> None:
    line = next(line for line in printed(draft(replace(FINDING, **change))) if "水马" in line)  # type: ignore[arg-type]
    assert sentence in line


def test_without_photo_or_rule_there_is_no_empty_bracket_and_no_half_sentence() -> None:
    line = next(
        line for line in printed(draft(replace(FINDING, photos=(), legal_basis=""))) if "水马" in line
    )
    assert line.endswith("摆放水马2个。")
    assert draft(replace(FINDING, photos=())).annexes == ()


@pytest.mark.parametrize(
    ("basis", "sentence"),
    [
        ("公路安全保护条例", "该情形与《公路安全保护条例》的要求不符。"),
        ("《行政处罚法》第四十一条", "该情形与《行政处罚法》第四十一条的要求不符。"),
        ("实施方案第二部分", "该情形与实施方案第二部分的要求不符。"),
    ],
)
def test_a_bare_name_of_a_law_gets_its_marks(basis: str, sentence: str) -> None:
    line = next(line for line in printed(draft(replace(FINDING, legal_basis=basis))) if "水马" in line)
    assert line.endswith(sentence)


def test_what_nobody_counted_is_not_mentioned() -> None:
    opening = printed(draft(visit=replace(VISIT, places=0, case_files=0)))[0]
    assert opening.endswith("开展督察。现将情况反馈如下。")


def test_demands_carry_their_dates_and_stay_blank_without_one() -> None:
    assert any("请于2023年8月20日前报送整改方案" in line for line in printed(draft()))
    undated = compose(
        letterhead=HEAD, visit=VISIT, findings=(FINDING,), year=2023, plan_due=None, result_due=None
    )
    assert any("请于　　年　月　日前报送整改方案" in line for line in printed(undated))


def test_what_the_letterhead_lacks_stays_as_a_mark_for_the_check() -> None:
    text = "".join(printed(draft(head=replace(HEAD, contact="", phone=""))))
    assert "联系人：{联系人}" in text
    assert "{电话}" in text


def test_figures_have_no_spaces_and_marks_are_full_width() -> None:
    assert (
        full_width(' 共 3 个点位, 最高 1,800 元 (见 "公示栏") , 10:38 到场. ')
        == "共3个点位，最高1,800元（见“公示栏”），10:38到场。"
    )


def test_every_demand_of_the_standard_wording_has_a_place_for_its_date() -> None:
    assert "{日期}" in FEEDBACK.demand_plan
    assert "{日期}" in FEEDBACK.demand_result


@pytest.mark.parametrize(
    ("value", "text"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (35, "三十五")]
)
def test_headings_count_in_chinese(value: int, text: str) -> None:
    assert han_number(value) == text


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ([], ""),
        ([4], "见照片4"),
        ([1, 2], "见照片1、2"),
        ([3, 1, 2, 5], "见照片1—3、5"),
        ([1, 2, 4, 5, 6], "见照片1、2、4—6"),
    ],
)
def test_runs_of_photos_are_drawn_together(numbers: list[int], text: str) -> None:
    assert photo_reference(numbers) == text


def test_a_content_survives_its_json_and_equal_contents_have_equal_bytes() -> None:
    content = draft()
    assert read_content(canonical_json(content)) == content
    assert canonical_json(draft()) == canonical_json(content)
    assert content_sha256(replace(content, title="别的")) != content_sha256(content)


def test_issuing_puts_in_number_date_and_seal_and_nothing_else() -> None:
    content = draft()
    issued = issued_content(content, number=5, dated=dt.date(2023, 7, 24), seal="ab")
    assert document_number(content.head) == "瑞法督〔2023〕　号"
    assert document_number(issued.head) == "瑞法督〔2023〕5号"
    assert (issued.blocks, issued.annexes, issued.title) == (content.blocks, content.annexes, content.title)


@pytest.mark.parametrize("stored", ["", "{}", "[1]", '{"version": 99}'])
def test_what_is_no_letter_is_not_read_as_one(stored: str) -> None:
    with pytest.raises(ContentError):
        read_content(stored)


def test_a_letter_of_a_later_version_is_not_read_as_one() -> None:
    later = canonical_json(draft()).replace(b'"version":1', b'"version":2')
    with pytest.raises(ContentError, match="version 2"):
        read_content(later)


@given(st.permutations([replace(FINDING, finding_id=f"f{n}", code=f"B0{n}") for n in range(1, 6)]))
def test_the_order_in_which_findings_are_chosen_does_not_matter(order: list[FindingFacts]) -> None:
    assert canonical_json(draft(*order)) == canonical_json(draft(*sorted(order, key=lambda f: f.code)))
