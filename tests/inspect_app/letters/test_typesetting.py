"""Lines and titles: laws that hold for any text, and the cases clerks look at first."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspect_app.letters.fonts import DEFAULT_CHAINS, Fontbook, FontMissing, chains_with, default_fontbook
from inspect_app.letters.titles import TITLE_CELLS, title_lines
from inspect_app.letters.typesetting import GRID_SPACING, TYPE_WIDTH, Line, Measure, Typesetter

NO_START = "，。、；：？！）》”’…—·"
NO_END = "（《“‘"
PIECES = [
    "督察组现场查看", "，", "。", "《条例》", "（见照片1—3）", "“一刀切”", "2023年7月18日", "10时38分", "3.2米", "60公里/小时",
    "瑞法督〔2023〕5号", "第七十四条", "、", "；", "K1286+300处", "1,800元", "㛃", "——", "：",
]  # fmt: skip
TOKENS = [
    "2023年7月18日",
    "10时38分",
    "3.2米",
    "60公里/小时",
    "瑞法督〔2023〕5号",
    "第七十四条",
    "K1286+300",
    "1,800元",
]


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    return Typesetter(default_fontbook())


def printed_width(typesetter: Typesetter, line: Line) -> float:
    """Where the last character of a line ends, in points from the type area's left."""
    advances = sum(typesetter.fontbook.advance("fang", c) * 16 for c in line.text)
    return line.indent + advances + line.spacing * (len(line.text) - 1)


texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=60).map(
    lambda parts: "督察" + "".join(parts) + "等"
)


@settings(max_examples=150, deadline=None)
@given(text=texts)
def test_no_character_is_lost_added_or_moved(text: str) -> None:
    lines = Typesetter(default_fontbook()).paragraph(text)
    assert "".join(line.text for line in lines) == text


@settings(max_examples=150, deadline=None)
@given(text=texts)
def test_no_line_breaks_the_rules_of_chinese_typesetting(text: str) -> None:
    lines = [line.text for line in Typesetter(default_fontbook()).paragraph(text)]
    for line in lines[1:]:
        assert line[0] not in NO_START, lines
    for line in lines[:-1]:
        assert line[-1] not in NO_END, lines


@settings(max_examples=150, deadline=None)
@given(text=texts)
def test_no_token_is_cut(text: str) -> None:
    lines = [line.text for line in Typesetter(default_fontbook()).paragraph(text)]
    for token in TOKENS:
        assert sum(line.count(token) for line in lines) == text.count(token), (token, lines)


@settings(max_examples=100, deadline=None)
@given(text=texts)
def test_full_lines_end_at_the_edge_and_no_line_goes_beyond_it(text: str) -> None:
    typesetter = Typesetter(default_fontbook())
    lines = typesetter.paragraph(text)
    for line in lines[:-1]:
        hanging = 8 if line.text[-1] in "，。、；：）》”’" else 0
        assert -0.1 < printed_width(typesetter, line) - TYPE_WIDTH < hanging + 0.1, line.text
    assert printed_width(typesetter, lines[-1]) < TYPE_WIDTH + 8.1


def test_plain_text_has_26_characters_on_the_first_line_and_28_on_the_next(typesetter: Typesetter) -> None:
    assert [len(line.text) for line in typesetter.paragraph("督" * 90)] == [26, 28, 28, 8]
    assert typesetter.paragraph("督" * 90)[-1].spacing == pytest.approx(GRID_SPACING, abs=0.001)


def test_a_closing_mark_beyond_the_edge_is_squeezed_into_the_line(typesetter: Typesetter) -> None:
    first, second = typesetter.paragraph("督" * 26 + "。" + "察" * 5)
    assert first.text == "督" * 26 + "。"
    assert second.text == "察" * 5


def test_what_is_longer_than_a_line_is_cut_rather_than_printed_over_the_edge(typesetter: Typesetter) -> None:
    lines = typesetter.paragraph("网址https://" + "a" * 120)
    assert len(lines) > 2
    assert all(printed_width(typesetter, line) < TYPE_WIDTH + 1 for line in lines)


def test_a_caption_is_set_without_stretching(typesetter: Typesetter) -> None:
    measure = Measure(size=12, width=200, spacing=0, first_indent=0, flush=False)
    assert {
        line.spacing
        for line in typesetter.paragraph("进站匝道外侧水马和锥桶的摆放位置与提前预告标志", measure)
    } == {0}


def test_rare_characters_name_the_family_that_has_them(typesetter: Typesetter) -> None:
    runs = typesetter.runs("经办人㛃某", "fang")
    assert [(run.text, run.family) for run in runs] == [
        ("经办人", None),
        ("㛃", "Noto Serif CJK SC"),
        ("某", None),
    ]


def test_a_family_that_is_not_installed_is_named() -> None:
    with pytest.raises(FontMissing, match="没有这个字体"):
        Fontbook(chains_with(("title=没有这个字体",)))


def test_own_fonts_stand_before_the_open_ones_and_a_wrong_role_is_refused() -> None:
    chain = chains_with(("title=方正小标宋简体",))["title"]
    assert [family.name for family in chain] == ["方正小标宋简体", "Noto Serif CJK SC"]
    assert chains_with(()) == dict(DEFAULT_CHAINS)
    with pytest.raises(ValueError, match="role=family"):
        chains_with(("heading=方正小标宋简体",))


@pytest.mark.parametrize(
    ("title", "keep", "lines"),
    [
        ("关于督察情况的反馈意见", (), ("关于督察情况的反馈意见",)),
        (
            "关于东岭县青石岭治超站督察情况的反馈意见",
            ("东岭县青石岭治超站",),
            ("关于东岭县青石岭治超站", "督察情况的反馈意见"),
        ),
        (
            "关于道路交通安全和运输执法领域突出问题专项整治督察情况的反馈意见",
            (),
            ("关于道路交通安全和运输执法领域", "突出问题专项整治督察情况的反馈意见"),
        ),
        ("关于甲\n乙的反馈意见", (), ("关于甲", "乙的反馈意见")),
    ],
)
def test_titles_are_broken_by_meaning(title: str, keep: tuple[str, ...], lines: tuple[str, ...]) -> None:
    assert title_lines(title, keep=keep) == lines


@settings(deadline=None)
@given(st.text(alphabet="关于东岭县交通运输局督察情况的反馈意见青石治超站", min_size=1, max_size=70))
def test_a_title_loses_nothing_fits_its_lines_and_leaves_no_lone_character(title: str) -> None:
    lines = title_lines(title)
    assert "".join(lines) == title
    assert all(len(line) <= TITLE_CELLS for line in lines)
    if len(lines) > 1:
        assert min(len(line) for line in lines) >= 2
