"""From content to PDF, the same bytes every time.

Owns WeasyPrint: fonts and stylesheet are loaded once per process, images come only from a resolver of
`evidence:` and `seal:` addresses, and every other address is refused. No network, no database, no clock.
WeasyPrint is imported inside functions, since without Pango even the import fails (facts, B).
"""

import atexit
import functools
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from inspect_app.letters.content import LetterContent, content_sha256, document_number
from inspect_app.letters.fonts import Fontbook, default_fontbook
from inspect_app.letters.sheet import lay_out, printed_texts
from inspect_app.letters.typesetting import Typesetter

if TYPE_CHECKING:
    from weasyprint import CSS

#: Gives the bytes of `evidence:<id>` or `seal:<sha256>`, or None when there is nothing to print.
Resolver = Callable[[str], bytes | None]

_DOCUMENTS = Path(__file__).parents[2] / "templates" / "documents"
_STYLESHEET = "gbt9704.css"
_TEMPLATES = {"feedback": "feedback.html"}
_BLOCK_ANCHOR = "block-"


class ImageMissing(LookupError):
    """A photo or seal that the letter names is not there; the letter must not be printed without it."""


def check_code(sha256: str) -> str:
    """The eight characters under the QR code: the first of the content's hash, upper case."""
    return sha256[:8].upper()


def verification_link(content: LetterContent, sha256: str) -> str:
    """What the QR code holds: the public address where number and hash are checked, or both as plain text."""
    number = document_number(content.head)
    if not content.verify_address:
        return f"{number} SHA-256 {sha256}"
    return f"{content.verify_address.rstrip('/')}/verify/{sha256}?number={quote(number)}"


@dataclass(frozen=True)
class PrintedLetter:
    """A letter as printed: the file, how many pages, and on which page each block of the body begins."""

    pdf: bytes
    pages: int
    block_pages: dict[str, int]


class Renderer:
    """Sets letters with one fontbook; make one per process and keep it."""

    def __init__(self, fontbook: Fontbook) -> None:
        """Load templates, stylesheet and fonts.

        Raises:
            OSError: Pango is not installed.
        """
        from weasyprint.text.fonts import FontConfiguration

        self.typesetter = Typesetter(fontbook)
        # Pango's font map and WeasyPrint's font configuration are shared and not made for several threads.
        self._lock = threading.Lock()
        self._environment = Environment(
            loader=FileSystemLoader(_DOCUMENTS), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._font_configuration = FontConfiguration()
        self._stylesheet = self._load_stylesheet(fontbook)

    def missing_characters(self, content: LetterContent) -> tuple[str, ...]:
        """Characters no typeface of their role can draw; a letter with one must not leave the draft."""
        found = (
            character
            for role, text in printed_texts(content)
            for character in self.typesetter.fontbook.missing(role, text)
        )
        return tuple(dict.fromkeys(found))

    def render(self, content: LetterContent, resolve: Resolver, *, draft: bool) -> bytes:
        """Return the PDF of a letter; see `print_letter`."""
        return self.print_letter(content, resolve, draft=draft).pdf

    def print_letter(self, content: LetterContent, resolve: Resolver, *, draft: bool) -> PrintedLetter:
        """Set a letter; equal content and images give equal bytes.

        Args:
            draft: print the draft mark and no QR code.

        Raises:
            ImageMissing: the resolver has nothing for an image of the letter.
        """
        from weasyprint import HTML

        from inspect_app.letters.fetching import ImageFetcher

        fetcher = ImageFetcher(resolve)
        with self._lock:
            source = HTML(string=self.html(content, draft=draft), url_fetcher=fetcher)
            document = source.render(stylesheets=[self._stylesheet], font_config=self._font_configuration)
            pdf: bytes = document.write_pdf()
        if fetcher.missing:
            raise ImageMissing(", ".join(fetcher.missing))
        block_pages = {
            anchor.removeprefix(_BLOCK_ANCHOR): number
            for number, page in enumerate(document.pages, start=1)
            for anchor in page.anchors
            if anchor.startswith(_BLOCK_ANCHOR)
        }
        return PrintedLetter(pdf, len(document.pages), block_pages)

    def html(self, content: LetterContent, *, draft: bool) -> str:
        """Return the HTML that WeasyPrint sets; never sent to a browser."""
        sha256 = content_sha256(content)
        template = self._environment.get_template(_TEMPLATES[content.kind])
        return template.render(
            sheet=lay_out(content, self.typesetter),
            document_title=content.title.replace("\n", ""),
            draft=draft,
            qr="" if draft else _qr_data_uri(verification_link(content, sha256)),
            check_code=check_code(sha256),
        )

    def _load_stylesheet(self, fontbook: Fontbook) -> "CSS":
        from weasyprint import CSS

        from inspect_app.letters.fetching import FontFetcher

        files = {quote(face.file.name): face.file for chain in fontbook.chains.values() for face in chain}
        text = _font_rules(fontbook) + (_DOCUMENTS / _STYLESHEET).read_text("utf-8")
        return CSS(string=text, font_config=self._font_configuration, url_fetcher=FontFetcher(files))


@functools.cache
def default_renderer(own_fonts: tuple[str, ...] = ()) -> Renderer:
    """The renderer of a process, made once.

    Args:
        own_fonts: families of the office's own, see `fonts.chains_with`.

    Raises:
        FontMissing: a family is not installed.
        OSError: Pango is not installed.
    """
    return Renderer(default_fontbook(own_fonts))


# WeasyPrint's font configuration cleans up with modules that are gone at the very end of a process.
atexit.register(default_renderer.cache_clear)


def _font_rules(fontbook: Fontbook) -> str:
    """`@font-face` for fonts with a file of their own, and one class for each role's chain."""
    faces = {
        face.file: face for chain in fontbook.chains.values() for face in chain if not face.in_collection
    }
    rules = [
        f'@font-face{{font-family:"{face.css_name}";src:url("font:{face.file.name}")}}'
        for face in faces.values()
    ]
    names = {
        role: ",".join(f'"{face.css_name}"' for face in chain) for role, chain in fontbook.chains.items()
    }
    for role, chain in fontbook.chains.items():
        weight = 700 if chain[0].family.bold else 400
        rules.append(f".{role}{{font-family:{names[role]};font-weight:{weight}}}")
    rules.append(f"@page :right{{@bottom-right{{font-family:{names['song']}}}}}")
    rules.append(f"@page :left{{@bottom-left{{font-family:{names['song']}}}}}")
    rules.append(f"@page draft{{@top-left{{font-family:{names['hei']}}}}}")
    return "".join(rules)


def _qr_data_uri(payload: str) -> str:
    return segno.make(payload, error="m", micro=False).svg_data_uri(border=0)
