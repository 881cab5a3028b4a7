"""The printed letter against the clauses of GB/T 9704-2012, measured in the PDF."""

import itertools
import re
from dataclasses import replace

import pytest

from inspect_app.letters.content import LetterContent
from inspect_app.letters.rendering import Renderer, default_renderer
from tests.documents.pdf_reading import Glyph, glyphs, line_with, lines, pages, text_of
from tests.documents.sample_letters import UNIT, letter, resolve, with_text

TOP, LEFT, RIGHT, BOTTOM = 37.0, 28.0, 184.0, 262.0
LINE = 10.227
CELL = 156 / 28


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return default_renderer()


@pytest.fixture(scope="module")
def printed(renderer: Renderer) -> bytes:
    return renderer.render(letter(), resolve, draft=False)


@pytest.fixture(scope="module")
def drawn(printed: bytes) -> list[Glyph]:
    return glyphs(printed)


def body_rows(of: list[Glyph]) -> list[list[Glyph]]:
    """Rows of 3号 text on all pages, the annex's captions and the 版记 left out."""
    count = max(g.page for g in of)
    return [
        row
        for page in range(1, count + 1)
        for row in lines(of, page)
        if abs(row[0].size - 16 * 96 / 72) < 0.1
    ]


def test_nothing_is_printed_outside_the_type_area_but_page_number_and_verification(
    drawn: list[Glyph],
) -> None:
    for glyph in drawn:
        if glyph.baseline < BOTTOM:
            assert glyph.left > LEFT - 0.5, glyph
            assert glyph.right < RIGHT + 0.5, glyph
            assert glyph.top > TOP - 0.5, glyph


def test_a_full_page_has_22_lines_of_28_characters(renderer: Renderer) -> None:
    of = glyphs(renderer.render(with_text(letter(), "督" * 28 * 60), resolve, draft=False))
    rows = lines(of, 2)
    assert len(rows) == 22
    assert {len(row) for row in rows} == {28}
    pitches = [b[0].baseline - a[0].baseline for a, b in itertools.pairwise(rows)]
    assert all(abs(pitch - LINE) < 0.05 for pitch in pitches)


def test_full_lines_end_flush_with_the_type_area(drawn: list[Glyph]) -> None:
    rows = [row for row in body_rows(drawn) if "一" <= row[-1].text <= "鿿" and len(row) >= 25]
    assert len(rows) > 8
    for row in rows:
        assert row[-1].origin + 16 / 72 * 25.4 == pytest.approx(RIGHT, abs=0.3), text_of(row)


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(drawn: list[Glyph]) -> None:
    for row in body_rows(drawn):
        assert text_of(row)[0] not in "，。、；：？！）》〉」』】〕”’—…·"
        assert text_of(row)[-1] not in "（《〈「『【〔“‘"


@pytest.mark.parametrize("shift", range(0, 30, 3))
def test_dates_numbers_with_units_and_document_numbers_are_never_cut(renderer: Renderer, shift: int) -> None:
    tokens = [
        "2023年10月15日",
        "3.2米",
        "60公里/小时",
        "瑞法督〔2023〕118号",
        "15个工作日",
        "第七十四条",
        "0900-5550123",
    ]
    text = "督" * shift + "".join(f"{token}以内各单位均应当按照要求认真办理并且报告" for token in tokens)
    of = glyphs(renderer.render(with_text(letter(), text), resolve, draft=False))
    printed_lines = [text_of(row) for row in body_rows(of)]
    for token in tokens:
        assert any(token in line for line in printed_lines), (token, printed_lines)


def test_the_red_head_begins_35_mm_below_the_type_area(drawn: list[Glyph]) -> None:
    head = line_with(drawn, "文件")
    assert min(g.top for g in head) == pytest.approx(TOP + 35, abs=1)
    assert (min(g.left for g in head) + max(g.right for g in head)) / 2 == pytest.approx(
        (LEFT + RIGHT) / 2, abs=1
    )
    assert "SerifCJK" in head[0].font.replace("-", "")


def test_a_long_issuer_name_stays_on_one_line_inside_the_type_area(renderer: Renderer) -> None:
    name = "中共瑞川市委全面依法治市委员会办公室"
    head = line_with(glyphs(renderer.render(letter(issuer=name), resolve, draft=False)), "文件")
    assert text_of(head) == name + "文件"
    assert head[0].left > LEFT
    assert head[-1].right < RIGHT


def test_the_document_number_stands_centred_two_lines_below_the_red_head(drawn: list[Glyph]) -> None:
    head, number = line_with(drawn, "文件"), line_with(drawn, "〔")
    assert text_of(number) == "瑞法督〔2023〕5号"
    gap = min(g.top for g in number) - max(g.bottom for g in head)
    assert gap == pytest.approx(2 * LINE + (LINE - 5.6) / 2, abs=2)
    middle = (min(g.left for g in number) + max(g.right for g in number)) / 2
    assert middle == pytest.approx((LEFT + RIGHT) / 2, abs=1.5)


def test_the_title_stands_two_lines_below_the_rule_and_the_addressee_one_line_below_the_title(
    drawn: list[Glyph],
) -> None:
    title = [line_with(drawn, "关于东岭县"), line_with(drawn, "反馈意见")]
    addressee = line_with(drawn, f"{UNIT}：")
    assert addressee[0].baseline - title[-1][0].baseline == pytest.approx(2 * LINE, abs=1.5)
    assert addressee[0].left == pytest.approx(LEFT, abs=1)
    assert [round(row[0].size * 72 / 96) for row in title] == [22, 22]


def test_headings_text_and_title_are_in_their_fonts(drawn: list[Glyph]) -> None:
    assert "FandolHei" in line_with(drawn, "二、发现的主要问题")[0].font
    assert "FandolKai" in line_with(drawn, "（一）逐利执法方面")[1].font
    assert "FandolFang" in line_with(drawn, "1.执法数量考核指标")[0].font
    assert "SerifCJK" in line_with(drawn, "督察情况的反馈意见")[0].font.replace("-", "")
    assert "FandolHei" in line_with(drawn, "附件")[0].font or "FandolFang" in line_with(drawn, "附件")[0].font


def test_page_numbers_stand_7_mm_below_odd_right_even_left_one_character_in(
    drawn: list[Glyph], printed: bytes
) -> None:
    for page in range(1, pages(printed) + 1):
        number = [g for g in drawn if g.page == page and "FandolSong" in g.font and BOTTOM < g.baseline < 275]
        row = sorted(
            (g for g in number if g.text in "—0123456789" and abs(g.size - 14 * 96 / 72) < 0.1),
            key=lambda g: g.left,
        )
        assert text_of(row) == f"—{page}—"
        dash = row[0]
        assert (dash.top + dash.bottom) / 2 == pytest.approx(BOTTOM + 7, abs=0.5)
        if page % 2:
            assert RIGHT - row[-1].right == pytest.approx(4.9, abs=0.6)
        else:
            assert row[0].left - LEFT == pytest.approx(4.9, abs=0.6)


def test_the_date_ends_four_characters_from_the_right_with_the_name_centred_over_it(
    drawn: list[Glyph],
) -> None:
    signing = [row for row in body_rows(drawn) if text_of(row) in ("2023年7月24日", "瑞川市法治督察办公室")]
    name, date = signing
    assert RIGHT - (date[-1].origin + CELL) == pytest.approx(4 * CELL, abs=0.3)
    center = [(row[0].left + row[-1].right) / 2 for row in (name, date)]
    assert center[0] == pytest.approx(center[1], abs=1)
    assert date[0].baseline - name[0].baseline == pytest.approx(LINE, abs=0.1)


@pytest.mark.parametrize("fill", range(0, 24))
def test_the_signature_never_stands_on_a_page_without_text(renderer: Renderer, fill: int) -> None:
    content = with_text(letter(), "督" * (28 * fill + 5))
    of = glyphs(renderer.render(content, resolve, draft=False))
    signature_page = line_with(of, "2023年7月24日")[0].page
    assert any("督督" in text_of(row) for row in lines(of, signature_page))
    assert len({g.page for g in of}) == max(g.page for g in of) == signature_page


def test_the_imprint_ends_on_the_lower_edge_of_the_last_pages_type_area(
    drawn: list[Glyph], printed: bytes
) -> None:
    row = line_with(drawn, "2023年7月24日印发")
    assert row[0].page == pages(printed)
    assert BOTTOM - 7 < row[0].baseline < BOTTOM - 1
    assert text_of(line_with(drawn, "抄送：")).endswith("市交通运输局。")


def test_annexes_have_their_own_page_with_their_mark_at_the_top_left(drawn: list[Glyph]) -> None:
    mark, title = line_with(drawn, "现场照片"), None
    rows = [row for page in range(2, 20) for row in lines(drawn, page)[:1] if text_of(row) == "附件"]
    assert len(rows) == 1
    assert rows[0][0].left == pytest.approx(LEFT, abs=1)
    title = next(row for row in lines(drawn, rows[0][0].page) if text_of(row) == "现场照片")
    assert title[0].baseline - rows[0][0].baseline == pytest.approx(2 * LINE, abs=1.5)
    assert text_of(mark) == "附件：现场照片"


def test_rare_names_are_drawn_without_disturbing_the_lines(renderer: Renderer) -> None:
    text = "经办人䶮某、𬭎某、𫟹某、㛃某、𠅤某分别作了说明。" * 6
    of = glyphs(renderer.render(with_text(letter(), text), resolve, draft=False))
    rows = [row for row in body_rows(of) if "经办人" in text_of(row) or "某" in text_of(row)]
    pitches = [b[0].baseline - a[0].baseline for a, b in itertools.pairwise(rows) if a[0].page == b[0].page]
    assert all(abs(pitch - LINE) < 0.05 for pitch in pitches)
    assert {g.text for g in of} >= set("䶮𬭎𫟹㛃𠅤")


def test_a_character_without_a_glyph_is_named(renderer: Renderer) -> None:
    assert renderer.missing_characters(with_text(letter(), "经办人\U000e0001某。")) == ("\U000e0001",)
    assert renderer.missing_characters(letter()) == ()


def test_a_short_letter_fits_one_page_and_a_long_one_leaves_no_blank_page(renderer: Renderer) -> None:
    short = renderer.render(with_text(letter(), "经研究，现予反馈。"), resolve, draft=False)
    assert pages(short) == 1
    long = renderer.render(letter(findings=24, photos_each=0), resolve, draft=False)
    of = glyphs(long)
    assert 7 <= pages(long) <= 10
    for page in range(1, pages(long) + 1):
        assert len(lines(of, page)) >= 2


def test_a_draft_carries_a_draft_mark_a_blank_number_and_no_check_code(renderer: Renderer) -> None:
    content = letter()
    draft = replace(content, head=replace(content.head, number=None), dated=None)
    of = glyphs(renderer.render(draft, resolve, draft=True))
    assert any(text_of([a, b]) == "草稿" for a, b in itertools.pairwise(of))
    assert text_of(line_with(of, "〔")) == "瑞法督〔2023〕号"
    below = "".join(g.text for g in of if g.baseline > 280)
    assert not re.search(r"[0-9A-F]{4}", below)


def test_a_signatory_stands_right_of_the_number_in_kai(renderer: Renderer) -> None:
    content = letter()
    content = replace(content, head=replace(content.head, signatory="陈立新"))
    row = line_with(glyphs(renderer.render(content, resolve, draft=False)), "签发人")
    assert text_of(row) == "瑞法督〔2023〕5号签发人：陈立新"
    assert row[0].left - LEFT == pytest.approx(CELL, abs=1)
    assert RIGHT - row[-1].right == pytest.approx(CELL, abs=1)
    assert "FandolKai" in row[-1].font


def marks_of(content: LetterContent) -> LetterContent:
    return replace(
        content, head=replace(content.head, copy_number="000001", secrecy="秘密★1年", urgency="特急")
    )


def test_copy_number_secrecy_and_urgency_stand_at_the_top_left(renderer: Renderer) -> None:
    of = glyphs(renderer.render(marks_of(letter()), resolve, draft=False))
    rows = lines(of, 1)[:3]
    assert [text_of(row) for row in rows] == ["000001", "秘密★1年", "特急"]
    assert all(row[0].left == pytest.approx(LEFT, abs=1) for row in rows)
