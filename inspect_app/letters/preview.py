"""Pages of a letter as pictures, from the very renderer that prints it.

Keeps the last few PDFs of a process, by letter and version, so that leafing costs nothing. Never an HTML look-alike.
"""

from __future__ import annotations

import io
import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import cache
from uuid import UUID

import pypdfium2 as pdfium
from PIL import Image

from inspect_app.foundation.refusals import NotVisible
from inspect_app.letters.checks import renderer
from inspect_app.letters.content import LetterContent
from inspect_app.letters.sources import printed_image

_KEPT = 24
_MAX_SCALE = 3.0
_pdfs: OrderedDict[tuple[UUID, int], bytes] = OrderedDict()
# One lock for the kept files and for pdfium, which is not made for several threads.
_lock = threading.Lock()


def draft_pdf(letter_id: UUID, version: int, content: LetterContent) -> bytes:
    """The draft as PDF, with the draft mark; photos that have not come are grey fields."""
    return _kept((letter_id, version), lambda: renderer().render(content, _image_or_grey, draft=True))


def _kept(key: tuple[UUID, int], make: Callable[[], bytes]) -> bytes:
    with _lock:
        if key in _pdfs:
            _pdfs.move_to_end(key)
            return _pdfs[key]
    pdf = make()
    with _lock:
        _pdfs[key] = pdf
        while len(_pdfs) > _KEPT:
            _pdfs.popitem(last=False)
    return pdf


def page_count(pdf: bytes) -> int:
    """How many pages a PDF has."""
    with _lock:
        document = pdfium.PdfDocument(pdf)
        try:
            return len(document)
        finally:
            document.close()


def page_png(pdf: bytes, page: int, *, width: int) -> bytes:
    """One page as PNG, about `width` pixels wide. Raises NotVisible for a page that is not there."""
    with _lock:
        document = pdfium.PdfDocument(pdf)
        try:
            if not 1 <= page <= len(document):
                raise NotVisible
            leaf = document[page - 1]
            picture = leaf.render(scale=min(_MAX_SCALE, width / leaf.get_width())).to_pil()
        finally:
            document.close()
    data = io.BytesIO()
    # Pages are few colours: a palette is a quarter of the size and not to be told apart.
    if picture.getcolors(4096) is not None:
        picture = picture.convert("P", palette=Image.Palette.ADAPTIVE)
    picture.save(data, "PNG")
    return data.getvalue()


def _image_or_grey(url: str) -> bytes:
    return printed_image(url) or _grey()


@cache
def _grey() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (64, 48), (214, 219, 226)).save(data, "PNG")
    return data.getvalue()
