"""The users' manual, read from docs/manual.zh-CN.md: the one text that both the repository and the program show.

Promises: a chapter's address is its heading, as code hosts make it, so a link inside the file leads to the same place here and
there; HTML in the file stays text; a picture whose file is not there leaves no hole. Does not: know routes; the caller says what
the address of a chapter and of a picture is.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from inspect_app.config import PROJECT_ROOT

MANUAL = PROJECT_ROOT / "docs" / "manual.zh-CN.md"
PICTURES_FOLDER = PROJECT_ROOT / "docs" / "screenshots"
PICTURES = (
    "office-campaigns-one.webp",
    "office-conflicts.webp",
    "office-devices.webp",
    "office-first-run.webp",
    "office-home.webp",
    "office-inspections-one.webp",
    "office-letter-draft.webp",
    "office-letter-issued.webp",
    "office-letter-sign.webp",
    "office-people-new.webp",
    "office-plans-new.webp",
    "office-safekeeping.webp",
    "office-units.webp",
    "office-verify.webp",
    "tablet-camera.webp",
    "tablet-finding.webp",
    "tablet-finish.webp",
    "tablet-first-use.webp",
    "tablet-lock.webp",
    "tablet-ready.webp",
    "tablet-section.webp",
    "tablet-sync.webp",
    "tablet-today.webp",
)
"""All pictures that the manual shows; no other file of the folder is served."""

_PICTURE_PATH = "screenshots/"
_HEADING = 3
"""Tokens of a heading: its opening, its words, its end."""


@dataclass(frozen=True)
class Heading:
    """A heading inside a chapter."""

    anchor: str
    title: str


@dataclass(frozen=True)
class Chapter:
    """One part of the manual under a heading of the second level."""

    anchor: str
    title: str
    headings: tuple[Heading, ...]
    words: str
    """All of its text, to be searched."""
    tokens: tuple[Token, ...]
    """What stands below its title."""


@dataclass(frozen=True)
class Manual:
    """The whole manual; `opening` is what stands before the first chapter, without the title."""

    opening: tuple[Token, ...]
    chapters: tuple[Chapter, ...]

    def chapter(self, anchor: str) -> Chapter | None:
        """The chapter of that address; None when there is none."""
        return next((chapter for chapter in self.chapters if chapter.anchor == anchor), None)

    def chapters_with(self, search: str) -> tuple[Chapter, ...]:
        """Chapters that hold every word of `search` (words are parted by blanks); all of them for an empty one."""
        wanted = search.casefold().split()
        return tuple(
            chapter for chapter in self.chapters if all(word in chapter.words.casefold() for word in wanted)
        )

    def home_of(self, anchor: str) -> Chapter | None:
        """The chapter that an anchor of the file stands in, or is."""
        for chapter in self.chapters:
            if anchor == chapter.anchor or any(anchor == heading.anchor for heading in chapter.headings):
                return chapter
        return None


def anchor_of(title: str) -> str:
    """The address of a heading, as code hosts make it: lower case, punctuation away, blanks as dashes."""
    return re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-")


@lru_cache(maxsize=1)
def manual() -> Manual:
    """The manual as shipped, read once a process. Raises FileNotFoundError."""
    return read_manual(MANUAL.read_text(encoding="utf-8"))


def read_manual(text: str) -> Manual:
    """Take a Markdown text apart at its headings of the second level.

    Args:
        text: one title, an opening, then chapters.
    """
    parts: list[list[Token]] = [[]]
    for token in _parser().parse(text):
        if token.type == "heading_open" and token.tag == "h2":
            parts.append([])
        parts[-1].append(token)
    opening, *chapters = parts
    return Manual(tuple(_without_title(opening)), tuple(map(_chapter, chapters)))


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _without_title(tokens: list[Token]) -> Iterator[Token]:
    inside = False
    for token in tokens:
        inside = inside or (token.type == "heading_open" and token.tag == "h1")
        if not inside:
            yield token
        inside = inside and token.type != "heading_close"


def _chapter(tokens: list[Token]) -> Chapter:
    found = []
    for opened, inline in itertools.pairwise(tokens):
        if opened.type == "heading_open":
            title = _plain(inline)
            opened.attrSet("id", anchor_of(title))
            found.append(Heading(anchor_of(title), title))
    own, *inner = found
    words = " ".join(_plain(token) for token in tokens if token.type == "inline")
    return Chapter(own.anchor, own.title, tuple(inner), words, _one_level_up(tokens[_HEADING:]))


def _one_level_up(tokens: list[Token]) -> tuple[Token, ...]:
    """Alone on its page, a chapter's title is the page's; the headings below it follow on that."""
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{int(token.tag[1:]) - 1}"
    return tuple(tokens)


def _plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children or () if child.type in ("text", "code_inline"))


def rendered(
    tokens: Sequence[Token], *, link: Callable[[str], str], picture: Callable[[str], str | None]
) -> Markup:
    """The HTML of a part of the manual.

    Args:
        link: the address of an anchor of the file.
        picture: the address of a picture by its file name; None leaves the picture out.
    """
    shown = [_shown(token, link, picture) for token in tokens]
    # What the file says is text to the parser (HTML is off), so all markup here is the renderer's own.
    return Markup(_parser().renderer.render(shown, _parser().options, {}))


def _shown(token: Token, link: Callable[[str], str], picture: Callable[[str], str | None]) -> Token:
    if token.type != "inline":
        return token
    children = []
    for child in token.children or ():
        copied = child.copy(attrs=dict(child.attrs))
        if child.type == "link_open" and str(child.attrs["href"]).startswith("#"):
            copied.attrSet("href", link(unquote(str(child.attrs["href"])[1:])))
        elif child.type == "image":
            address = picture(str(child.attrs["src"]).removeprefix(_PICTURE_PATH))
            if address is None:
                continue
            copied.attrs = {"src": address, "alt": "", "loading": "lazy", "decoding": "async"}
        children.append(copied)
    return token.copy(children=children)


def picture_file(name: str) -> Path | None:
    """The file of a picture that the manual names; None for any other name and when the file is not there."""
    path = PICTURES_FOLDER / name
    return path if name in PICTURES and path.is_file() else None
