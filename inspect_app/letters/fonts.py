"""Which typeface sets which part of a letter, how wide its characters are and which it lacks.

Owns the fallback chains of the five roles (facts: 仿宋, 楷体, 黑体, 宋体, 小标宋). Promises advances and
coverage read from the very font files the renderer embeds, and refuses to start on a missing family rather
than let fontconfig choose a stranger. Does not draw.
"""

import functools
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from fontTools.ttLib import TTFont

Role = Literal["fang", "kai", "hei", "song", "title"]


@dataclass(frozen=True, slots=True)
class Family:
    """A family as CSS and fontconfig name it; `bold` asks for weight 700."""

    name: str
    bold: bool = False


#: First choice and fallback of each role: openly licensed fonts that Debian packages bring.
DEFAULT_CHAINS: Mapping[Role, tuple[Family, ...]] = {
    "fang": (Family("FandolFang"), Family("Noto Serif CJK SC")),
    "kai": (Family("FandolKai"), Family("LXGW WenKai")),
    "hei": (Family("FandolHei"), Family("Noto Sans CJK SC")),
    "song": (Family("FandolSong"), Family("Noto Serif CJK SC")),
    "title": (Family("Noto Serif CJK SC", bold=True),),
}


class FontMissing(RuntimeError):
    """A family the letters need is not installed; the message names it."""


@dataclass(frozen=True, slots=True)
class Typeface:
    """One installed font file: advances in em, coverage by code point, highest point of a glyph."""

    family: Family
    file: Path
    index: int
    _font: TTFont = field(repr=False, compare=False)
    _cmap: Mapping[int, str] = field(repr=False, compare=False)
    _units: int = 1000

    @property
    def css_name(self) -> str:
        """The name the stylesheet uses.

        A file of its own is loaded by `@font-face`, so that what is drawn is what was measured: by family alone
        fontconfig takes FandolSong Bold for FandolSong (seen). A collection can only be asked for by family.
        """
        return self.family.name if self.in_collection else f"Letter {self.file.stem}"

    @property
    def in_collection(self) -> bool:
        """Whether the file is a font collection."""
        return self.file.suffix.lower() in (".ttc", ".otc")

    def covers(self, character: str) -> bool:
        """Whether the font has a glyph of its own for the character."""
        return ord(character) in self._cmap

    def advance(self, character: str) -> float:
        """Advance width in em, from the font's hmtx table."""
        return float(self._font["hmtx"][self._cmap[ord(character)]][0]) / self._units

    def top(self, text: str) -> float:
        """Highest ink above the baseline in em, over the text's characters."""
        glyphs = self._font.getGlyphSet()
        return max((_glyph_top(glyphs, self._cmap[ord(c)]) for c in text), default=0.0) / self._units

    @property
    def baseline_at_line_height_one(self) -> float:
        """Distance in em from the top of a line of `line-height: 1` down to its baseline."""
        hhea = self._font["hhea"]
        ascent, descent = hhea.ascent / self._units, -hhea.descent / self._units
        return (1 - (ascent + descent)) / 2 + ascent


def _glyph_top(glyphs: object, name: str) -> float:
    from fontTools.pens.boundsPen import BoundsPen

    pen = BoundsPen(glyphs)
    glyphs[name].draw(pen)  # type: ignore[index]
    return pen.bounds[3] if pen.bounds else 0.0


class Fontbook:
    """The typefaces of every role, opened once and shared by all letters of a process."""

    def __init__(self, chains: Mapping[Role, tuple[Family, ...]] = DEFAULT_CHAINS) -> None:
        """Open every family of every chain.

        Raises:
            FontMissing: fontconfig does not know a family.
        """
        self.chains: dict[Role, tuple[Typeface, ...]] = {
            role: tuple(_open(family) for family in families) for role, families in chains.items()
        }
        self._faces: dict[tuple[Role, str], Typeface | None] = {}
        self._advances: dict[tuple[Role, str], float] = {}

    def face(self, role: Role, character: str) -> Typeface | None:
        """The first typeface of the role's chain with the character, or None."""
        key = (role, character)
        if key not in self._faces:
            self._faces[key] = next((f for f in self.chains[role] if f.covers(character)), None)
        return self._faces[key]

    def advance(self, role: Role, character: str) -> float:
        """Advance of a character in em in the typeface that will draw it; 1 em where none can."""
        key = (role, character)
        if key not in self._advances:
            face = self.face(role, character)
            self._advances[key] = face.advance(character) if face else 1.0
        return self._advances[key]

    def missing(self, role: Role, text: str) -> tuple[str, ...]:
        """Characters of the text that no typeface of the role has, each once, in order."""
        return tuple(dict.fromkeys(c for c in text if not c.isspace() and self.face(role, c) is None))


def _open(family: Family) -> Typeface:
    found = _installed_file(family.name, "Bold" if family.bold else "Regular")
    if found is None:
        raise FontMissing(family.name)
    file, index = found
    font = TTFont(file, fontNumber=index, lazy=True)
    return Typeface(family, file, index, font, font.getBestCmap(), font["head"].unitsPerEm)


@functools.cache
def _installed_file(family: str, style: str) -> tuple[Path, int] | None:
    """Ask fontconfig for the file of a family in a style.

    fc-list never substitutes another family as fc-match does. The style is asked by name, for Fandol marks
    regular and bold files with the same weight.
    """
    listing = subprocess.run(
        ["fc-list", "-f", "%{file}|%{index}|%{style}\n", f":family={family}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for line in sorted(listing.splitlines()):
        file, index, styles = line.rsplit("|", 2)
        if style in styles.split(","):
            return Path(file), int(index)
    return None


def chains_with(own_fonts: tuple[str, ...]) -> dict[Role, tuple[Family, ...]]:
    """The default chains with families of the office's own in front.

    Args:
        own_fonts: `role=family` pairs, as the setting INSPECT_LETTER_FONTS has them (`title=方正小标宋简体`).

    Raises:
        ValueError: a pair names no known role.
    """
    chains = dict(DEFAULT_CHAINS)
    for pair in own_fonts:
        role, _, name = pair.partition("=")
        if role not in chains or not name:
            raise ValueError(f"INSPECT_LETTER_FONTS: {pair!r} is not role=family")
        chains[role] = (Family(name.strip()), *chains[role])
    return chains


@functools.cache
def default_fontbook(own_fonts: tuple[str, ...] = ()) -> Fontbook:
    """The fontbook of a process, opened once.

    Raises:
        FontMissing: see `Fontbook`.
        ValueError: see `chains_with`.
    """
    return Fontbook(chains_with(own_fonts))
