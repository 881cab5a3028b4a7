"""Pages of a letter as pictures, from the very renderer that prints it.

Keeps the last few drafts of a process, by letter and version, so that leafing costs nothing. Never an HTML look-alike.
"""

from __future__ import annotations

import io
import threading
from collections import OrderedDict
from functools import cache
from uuid import UUID

import pypdfium2 as pdfium
from PIL import Image

from inspect_app.foundation.refusals import NotVisible
from inspect_app.letters.checks import renderer
from inspect_app.letters.content import LetterContent
from inspect_app.letters.rendering import PrintedLetter
from inspect_app.letters.sources import printed_image

_KEPT, _KEPT_BYTES = 24, 64 * 1024 * 1024
_MAX_SCALE = 3.0
_drafts: OrderedDict[tuple[UUID, int], PrintedLetter] = OrderedDict()
# One lock for the kept files and for pdfium, which is not made for several threads.
_lock = threading.Lock()


def printed_draft(letter_id: UUID, version: int, content: LetterContent) -> PrintedLetter:
    """The draft as it prints, with the draft mark; photos that have not come are grey fields."""
    key = (letter_id, version)
    with _lock:
        if key in _drafts:
            _drafts.move_to_end(key)
            return _drafts[key]
    draft = renderer().print_letter(content, _image_or_grey, draft=True)
    with _lock:
        _drafts[key] = draft
        while len(_drafts) > 1 and (
            len(_drafts) > _KEPT or sum(len(kept.pdf) for kept in _drafts.values()) > _KEPT_BYTES
        ):
            _drafts.popitem(last=False)
    return draft


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
