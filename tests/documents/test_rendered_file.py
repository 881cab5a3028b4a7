"""The letter's file: the same bytes every time, its photos inside, nothing fetched from outside."""

import io
from dataclasses import replace

import pikepdf
import pypdfium2 as pdfium
import pytest
from PIL import Image

from inspect_app.letters.content import content_sha256
from inspect_app.letters.rendering import (
    ImageMissing,
    Renderer,
    check_code,
    default_renderer,
    verification_link,
)
from tests.documents.pdf_reading import glyphs, line_with, pages, text_of
from tests.documents.sample_letters import letter, resolve

MM = 72 / 25.4


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return default_renderer()


def page_image(pdf: bytes, page: int, scale: float = 4) -> Image.Image:
    return pdfium.PdfDocument(pdf)[page - 1].render(scale=scale).to_pil().convert("RGB")


def test_the_same_content_gives_the_same_bytes_even_from_a_new_renderer(renderer: Renderer) -> None:
    content = letter()
    first = renderer.render(content, resolve, draft=False)
    assert renderer.render(content, resolve, draft=False) == first
    assert Renderer(renderer.typesetter.fontbook).render(content, resolve, draft=False) == first


def test_every_photo_of_the_findings_is_in_the_file_two_in_a_row_unchanged(renderer: Renderer) -> None:
    content = letter(findings=3, photos_each=2)
    document = pikepdf.open(io.BytesIO(renderer.render(content, resolve, draft=False)))
    photos = [
        bytes(image.read_raw_bytes())
        for page in document.pages
        for image in page.get_images().values()
        if image.get("/Filter") == "/DCTDecode"
    ]
    expected = {resolve(f"evidence:{figure.evidence_id}") for figure in content.figures}
    assert len(content.figures) == 6
    assert set(photos) == expected
    of = glyphs(renderer.render(content, resolve, draft=False))
    rows = [line_with(of, f"照片{n}进站") for n in (1, 3, 5)]
    assert [text_of(row).count("照片") for row in rows] == [2, 2, 2]
    assert len({row[0].page for row in rows}) == 2, "four beside the annex's title, then two above the 版记"


def test_a_letter_is_not_printed_without_one_of_its_photos(renderer: Renderer) -> None:
    with pytest.raises(ImageMissing):
        renderer.render(letter(), lambda _: None, draft=False)


def test_an_address_hidden_in_the_text_is_printed_and_not_fetched(renderer: Renderer) -> None:
    content = letter(photos_each=0)
    hidden = replace(
        content.blocks[0], text='<img src="http://192.0.2.1/x.png"><link href="file:///etc/passwd">'
    )
    pdf = renderer.render(replace(content, blocks=(hidden,)), resolve, draft=False)
    text = "".join(g.text for g in glyphs(pdf))
    assert "<imgsrc=" in text
    assert "root:" not in text


def test_the_red_rule_lies_4_mm_under_the_number_as_wide_as_the_type_area(renderer: Renderer) -> None:
    pdf = renderer.render(letter(), resolve, draft=False)
    number = [g for g in glyphs(pdf) if g.page == 1 and 105 < g.baseline < 125]
    image = page_image(pdf, 1)
    per_mm = image.width / 210
    column = [image.getpixel((int(40 * per_mm), y)) for y in range(int(110 * per_mm), int(130 * per_mm))]
    red = [index for index, (r, g, b) in enumerate(column) if r > 180 and g < 60 and b < 80]
    rule = 110 + red[0] / per_mm
    assert rule - max(g.bottom for g in number) == pytest.approx(4, abs=0.7)
    row = [image.getpixel((x, int((rule + 0.3) * per_mm))) for x in range(image.width)]
    reds = [x / per_mm for x, (r, g, b) in enumerate(row) if r > 180 and g < 60]
    assert (min(reds), max(reds)) == (pytest.approx(28, abs=0.3), pytest.approx(184, abs=0.3))


def test_the_seal_rides_on_name_and_date_within_a_line_of_the_text(renderer: Renderer) -> None:
    content = replace(letter(photos_each=0), seal="5" * 64)
    pdf = renderer.render(content, resolve, draft=False)
    date = line_with(glyphs(pdf), "2023年7月24日")[0]
    name = next(g for g in glyphs(pdf) if g.page == date.page and 10 < date.baseline - g.baseline < 10.5)
    image = page_image(pdf, name.page)
    per_mm = image.width / 210
    box = (int(100 * per_mm), int(38 * per_mm), int(184 * per_mm), int(262 * per_mm))
    reds = [
        (x, y)
        for y in range(box[1], box[3])
        for x in range(box[0], box[2], 2)
        if (p := image.getpixel((x, y)))[0] > 190 and p[1] < 90
    ]
    top, bottom = min(y for _, y in reds) / per_mm, max(y for _, y in reds) / per_mm
    assert bottom - top == pytest.approx(41, abs=1.5)
    assert top < name.top < name.top + 10.2 < bottom
    assert (top + bottom) / 2 < name.baseline + 5


def test_the_qr_code_leads_to_the_verification_page_with_number_and_hash(renderer: Renderer) -> None:
    content = letter()
    sha256 = content_sha256(content)
    link = verification_link(content, sha256)
    assert link.startswith(f"https://office.example/verify/{sha256}?number=%E7%91%9E")
    pdf = renderer.render(content, resolve, draft=False)
    last = pages(pdf)
    code = "".join(g.text for g in glyphs(pdf) if g.page == last and g.baseline > 280)
    assert code == check_code(sha256)
    assert code == sha256[:8].upper()


def test_a_letter_without_a_public_address_has_number_and_hash_in_its_code_as_text() -> None:
    content = replace(letter(), verify_address="")
    assert verification_link(content, "ab" * 32) == f"瑞法督〔2023〕5号 SHA-256 {'ab' * 32}"
