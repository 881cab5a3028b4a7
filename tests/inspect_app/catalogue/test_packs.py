"""The shipped packs: exactly the codes of the plan, every field written, in careful Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from inspect_app.catalogue.rules import instruction_for
from inspect_app.catalogue.shipped import ShippedArea, ShippedItem, read_shipped_packs
from inspect_app.web.state_looks import METHODS

PACKS = read_shipped_packs()
ITEMS = [(area, item) for area in PACKS for item in area.items]

NAMED = [
    *(f"A{n:02}" for n in range(1, 7)),
    *(f"B{n:02}" for n in range(1, 10)),
    *(f"C{n:02}" for n in range(1, 5)),
    *(f"D{n:02}" for n in range(1, 12)),
    *(f"E{n:02}" for n in range(1, 10)),
]
OTHERS = ["A99", "B99", "C99", "D99", "E99"]
PROGRESS = [f"G{n:02}" for n in range(1, 17)]

NOT_CHECKABLE = {
    "A03": {"unannounced_visit"},
    "B02": {"file_review"},
    "B06": {"surprise_check"},
    "B07": {"file_review"},
    "C02": {"unannounced_visit"},
    "D02": {"unannounced_visit"},
    "D03": {"file_review"},
    "D09": {"file_review"},
    "D11": {"unannounced_visit"},
    "E02": {"unannounced_visit"},
    "E03": {"surprise_check", "unannounced_visit"},
    "E04": {"unannounced_visit"},
}
"""The cells of the plan's table that hold a dash (domain.md 1.4)."""

TITLES = """下达或变相下达罚没指标 执法数量考核指标 非税收入任务 违规设置电子监控系统 乱罚款 滥收费
滥用自由裁量权 随意设置路障 随意拦车 随意扣车 任性检查 选择性执法 违法违规限高 违法违规限行 违法违规限速
“一刀切”执法 运动式执法 过度执法 重打击、轻人权保障
重处罚、轻教育 轻纠错 轻服务 以罚代管 一罚了之 不听辩解 不问缘由 “碰瓷式”执法 “冷横硬推”对待群众 侵犯群众合法权益 暴力执法
滥用职权 徇私枉法 以权谋私、人情案 关系案 金钱案 “放管服”改革落实不到位 对非法中介监管不力 对辅警违法违规监管不力
对辅助人员违法违规监管不力"""

CITABLE = """五 六 二十 二十八 二十九 三十二 三十三 三十四 四十一 四十二 四十三 四十四 四十五 五十四 五十五
六十二 六十七 六十八 六十九 七十 七十一 七十四 七十五 七十六 七十七 七十九 八十 八十一"""
"""Articles that the plan's table cites (行政处罚法, and 77 of the police's road-duty rules)."""


def _texts(area: ShippedArea, item: ShippedItem) -> Iterator[str]:
    yield from (area.title, area.short, area.clause)
    yield from (item.title, item.question, item.legal_basis, item.yardstick, item.suggestion)
    yield from item.how_to_check.values()
    yield from item.phrases
    if item.photo_note:
        yield item.photo_note


def test_the_catalogue_holds_exactly_the_39_named_problems_five_others_and_sixteen_on_progress() -> None:
    assert len(NAMED) == 39
    codes = [item.code for _, item in ITEMS]
    assert sorted(codes) == sorted([*NAMED, *OTHERS, *PROGRESS])
    assert [area.code for area in PACKS] == ["A", "B", "C", "D", "E", "G"]
    assert all(item.code.startswith(area.code) for area, item in ITEMS)


def test_named_problems_bear_the_words_of_the_plan() -> None:
    titles = {item.code: item.title for _, item in ITEMS}
    assert [titles[code] for code in NAMED] == TITLES.split()
    assert [area.title for area in PACKS] == [
        "逐利执法",
        "执法不规范",
        "执法方式简单僵化",
        "执法粗暴",
        "执法“寻租”",
        "推进情况",
    ]


@pytest.mark.parametrize(("area", "item"), ITEMS, ids=lambda value: getattr(value, "code", ""))
def test_an_item_is_complete(area: ShippedArea, item: ShippedItem) -> None:
    assert all(text.strip() == text and text for text in _texts(area, item))
    assert 6 <= len(item.phrases) <= 12
    assert len(set(item.phrases)) == len(item.phrases)
    assert any("__" in phrase for phrase in item.phrases)
    assert len(item.question) <= 40
    assert item.yardstick.endswith("。") and item.suggestion.endswith("。") and item.question.endswith("。")
    assert all(len(text) >= 15 and text.endswith("。") for text in item.how_to_check.values())
    assert area.answer_kind == ("quality" if area.code == "G" else "problem")


@pytest.mark.parametrize("code", [*NAMED, *OTHERS])
def test_a_method_that_cannot_show_a_problem_has_no_instruction(code: str) -> None:
    item = next(item for _, item in ITEMS if item.code == code)
    without = {method for method in METHODS if instruction_for(item.how_to_check, method) is None}
    assert without == NOT_CHECKABLE.get(code, set())


def test_progress_is_checked_in_the_same_way_by_every_method() -> None:
    for area, item in ITEMS:
        if area.code == "G":
            assert {instruction_for(item.how_to_check, method) for method in METHODS} == {
                item.how_to_check["all_methods"]
            }


@pytest.mark.parametrize(("area", "item"), ITEMS, ids=lambda value: getattr(value, "code", ""))
def test_texts_are_chinese_with_full_width_punctuation(area: ShippedArea, item: ShippedItem) -> None:
    for text in _texts(area, item):
        bare = text.replace("__", "")
        assert not re.search(r"[!-/:-@\[-`{-~]", bare), text
        assert not re.search(r"[A-Za-z]", bare), text
        assert " " not in bare and "　" not in bare, text
        assert bare.count("“") == bare.count("”") and bare.count("《") == bare.count("》"), text


def test_half_sentences_join_without_punctuation_of_their_own() -> None:
    for _, item in ITEMS:
        for phrase in item.phrases:
            assert phrase[-1] not in "，。；：、" and phrase[0] not in "，。；：、", phrase
            assert not re.search(r"_{3,}|(?<!_)_(?!_)", phrase), phrase


def test_a_cited_article_is_one_that_the_plan_names() -> None:
    """No article numbers beyond the table of domain.md 1.4; what is from memory is marked for checking."""
    allowed = set(CITABLE.split())
    for _, item in ITEMS:
        assert set(re.findall(r"第([一二三四五六七八九十百]+)条", item.legal_basis)) <= allowed, item.code
        cites_law = "《" in item.legal_basis
        cites_article = "条" in re.sub(r"《[^》]*》", "", item.legal_basis)
        if cites_law and not cites_article:
            assert not item.basis_checked, item.code


def test_findings_on_persons_are_restricted_by_default() -> None:
    assert [area.code for area in PACKS if area.restricted] == ["E"]


def test_monitoring_devices_need_a_far_and_a_near_photo() -> None:
    item = next(item for _, item in ITEMS if item.code == "A04")
    assert (item.photos_required, item.photo_note) == (2, "远景、近景")
