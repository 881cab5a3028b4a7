"""Reading a PDF the way a ruler does: every glyph with its box in millimetres from the page's top left.

Used by the document tests only. Boxes are ink boxes, origins are where the pen stands on the baseline.
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import pypdfium2 as pdfium
import pypdfium2.raw as raw

MM = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character; lengths in mm, size in points."""

    page: int
    text: str
    origin: float
    left: float
    right: float
    top: float
    bottom: float
    baseline: float
    font: str
    size: float


def glyphs(pdf: bytes) -> list[Glyph]:
    """Every visible character of every page, in the order of the content stream."""
    document = pdfium.PdfDocument(pdf)
    return [glyph for number, page in enumerate(document, start=1) for glyph in _page_glyphs(page, number)]


def _page_glyphs(page: pdfium.PdfPage, number: int) -> Iterator[Glyph]:
    text_page = page.get_textpage()
    height = page.get_height()
    for index in range(text_page.count_chars()):
        character = _character(text_page, index)
        if character.isspace() or raw.FPDFText_IsGenerated(text_page.raw, index):
            continue
        left, bottom, right, top = text_page.get_charbox(index)
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(text_page.raw, index, x, y)
        yield Glyph(
            page=number,
            text=character,
            origin=x.value * MM,
            left=left * MM,
            right=right * MM,
            top=(height - top) * MM,
            bottom=(height - bottom) * MM,
            baseline=(height - y.value) * MM,
            font=_font_name(text_page, index),
            size=raw.FPDFText_GetFontSize(text_page.raw, index),
        )


def _character(text_page: pdfium.PdfTextPage, index: int) -> str:
    """The character at an index; pdfium counts UTF-16 units, the second half of a pair comes out as a space."""
    unit = raw.FPDFText_GetUnicode(text_page.raw, index)
    if 0xDC00 <= unit < 0xE000:
        return " "
    if 0xD800 <= unit < 0xDC00:
        low = raw.FPDFText_GetUnicode(text_page.raw, index + 1)
        return chr(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))
    return chr(unit)


def _font_name(text_page: pdfium.PdfTextPage, index: int) -> str:
    buffer = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(text_page.raw, index, buffer, 128, flags)
    return buffer.value.decode()


def lines(of: list[Glyph], page: int) -> list[list[Glyph]]:
    """The lines of a page's type area, top down: glyphs that share a baseline, left to right."""
    inside = [g for g in of if g.page == page and 37 < g.baseline < 263]
    rows = groupby(
        sorted(inside, key=lambda g: (round(g.baseline, 1), g.left)), key=lambda g: round(g.baseline, 1)
    )
    return [list(row) for _, row in rows]


def text_of(row: list[Glyph]) -> str:
    """The characters of a line."""
    return "".join(g.text for g in row)


def line_with(of: list[Glyph], words: str) -> list[Glyph]:
    """The first line, on any page, that contains the words. Raises LookupError."""
    for page in range(1, max(g.page for g in of) + 1):
        for row in lines(of, page):
            if words in text_of(row):
                return row
    raise LookupError(words)


def pages(pdf: bytes) -> int:
    """Number of pages."""
    return len(pdfium.PdfDocument(pdf))
