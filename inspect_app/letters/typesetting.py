"""Breaking Chinese text into lines on the grid of GB/T 9704-2012, and nothing else.

Owns kinsoku, tokens that stay whole, line spacing and the breaking of titles by meaning. Promises that a full
line is flush with the type area, that no line begins with a closing mark or ends with an opening one, that a
date, a number with its unit or a 文号 is never cut, and that every character names the family that has it.
WeasyPrint cannot do this itself (it stretches spaces only), so lines leave here ready made. No HTML, no files.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inspect_app.letters.fonts import Fontbook, Role

#: 3号 in points; 28 of them are 448 pt, the type area is 156 mm = 442.2 pt (GB/T 9704-2012 5.2.2).
BODY_SIZE = 16.0
CELLS = 28
TYPE_WIDTH = 156 / 25.4 * 72
#: The spacing that puts 28 characters on a line; more than this and only 27 fit (measured).
GRID_SPACING = (TYPE_WIDTH - CELLS * BODY_SIZE) / CELLS

_NO_START = frozenset("，。、；：？！）》〉」』】〕”’…—·％%％,.;:!?)]}々")
_NO_END = frozenset("（《〈「『【〔“‘([{")
#: Marks whose right half is empty: at the end of a line only half of them needs room.
_HALF_EMPTY = frozenset("，。、；：）》〉」』】〕”’")

#: Points that a line may be too long without a closing mark at its end.
_SQUEEZE = 0.05

_UNITS = "公里/小时|千米/小时|个工作日|平方米|立方米|工作日|公里|千米|厘米|毫米|公斤|万元|亿元|小时|分钟|个月|周岁|[一-鿿]"
_KEEP = re.compile(
    r"[一-鿿]{0,3}〔\d{4}〕[\d　]+号"
    r"|\d{1,4}年(?:\d{1,2}月)?(?:\d{1,2}日)?|\d{1,2}月\d{1,2}日|\d{1,2}时\d{1,2}分"
    r"|照片\d+(?:[—、]\d+)*"
    r"|第[一二三四五六七八九十百零〇\d]+[条款项章节号次组]"
    rf"|\d+(?:[,.:：/—\-]\d+)*(?:[%％‰]|{_UNITS})?"
    r"|[A-Za-z][A-Za-z0-9.\-+/_@]*"
    r"|——|……"
)


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one family; `family` is None for the role's first one, which the stylesheet sets."""

    text: str
    family: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: runs, letter-spacing in points, indent in points."""

    runs: tuple[Run, ...]
    spacing: float
    indent: float = 0.0

    @property
    def text(self) -> str:
        """The characters of the line."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Measure:
    """The column a paragraph is set in; sizes in points, indents in characters."""

    role: Role = "fang"
    size: float = BODY_SIZE
    width: float = TYPE_WIDTH
    spacing: float = GRID_SPACING
    first_indent: float = 2.0
    hanging_indent: float = 0.0
    flush: bool = True


BODY = Measure()


class Typesetter:
    """Sets paragraphs with the advances of one fontbook."""

    def __init__(self, fontbook: Fontbook) -> None:
        self.fontbook = fontbook

    def paragraph(self, text: str, measure: Measure = BODY) -> tuple[Line, ...]:
        """Break a paragraph; all lines but the last are flush right when the measure asks for it."""
        if not text:
            return ()
        atoms = _atoms(text)
        breaks = _best_breaks(self._columns(atoms, measure), measure)
        lines = []
        for index, (start, end) in enumerate(zip([0, *breaks[:-1]], breaks, strict=True)):
            printed = "".join(atoms[start:end])
            last = end == len(atoms)
            lines.append(self._line(printed.rstrip(" "), measure, first=index == 0, last=last))
        return tuple(lines)

    def natural_width(self, text: str, measure: Measure = BODY) -> float:
        """Width in points of a text on one line, with the measure's grid spacing."""
        return sum(self.fontbook.advance(measure.role, c) * measure.size + measure.spacing for c in text)

    def runs(self, text: str, role: Role) -> tuple[Run, ...]:
        """Cut a text where its characters need another family than the role's first."""
        first = self.fontbook.chains[role][0]
        runs: list[Run] = []
        for character in text:
            face = self.fontbook.face(role, character)
            family = face.css_name if face and face is not first else None
            if runs and runs[-1].family == family:
                runs[-1] = Run(runs[-1].text + character, family)
            else:
                runs.append(Run(character, family))
        return tuple(runs)

    def _columns(self, atoms: Sequence[str], measure: Measure) -> "_Columns":
        widths, tails, counts = [], [], []
        for atom in atoms:
            advance = [self.fontbook.advance(measure.role, c) * measure.size for c in atom]
            widths.append(sum(advance))
            counts.append(len(atom))
            tails.append(measure.size / 2 if atom[-1] in _HALF_EMPTY else 0.0)
        return _Columns(widths, tails, counts)

    def _line(self, text: str, measure: Measure, *, first: bool, last: bool) -> Line:
        cells = measure.first_indent if first else measure.hanging_indent
        indent = cells * (measure.size + measure.spacing)
        room = measure.width - indent
        natural = sum(self.fontbook.advance(measure.role, c) * measure.size for c in text)
        fitting = natural + measure.spacing * len(text) <= room + 0.01
        if (last or not measure.flush) and fitting:
            spacing = measure.spacing
        else:
            if natural + measure.spacing * len(text) > room and text[-1] in _HALF_EMPTY:
                natural -= measure.size / 2
            # Spacing behind the last character is not seen: the gaps between must take up all of it.
            spacing = (room - natural) / max(1, len(text) - 1)
        return Line(self.runs(text, measure.role), round(spacing, 4), round(indent, 4))


@dataclass(frozen=True, slots=True)
class _Columns:
    """Widths of atoms in points, what their last mark may hang out, and their numbers of characters."""

    widths: list[float]
    tails: list[float]
    counts: list[int]


def keep_spans(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the tokens that no line break may cut: dates, numbers with unit, 文号, names in Latin letters."""
    return (token.span() for token in _KEEP.finditer(text))


def _atoms(text: str) -> list[str]:
    """Cut a text into pieces between which a line may break."""
    pieces: list[str] = []
    at = 0
    for start, end in keep_spans(text):
        pieces.extend(text[at:start])
        pieces.append(text[start:end])
        at = end
    pieces.extend(text[at:])
    atoms: list[str] = []
    for piece in pieces:
        if atoms and (piece[0] in _NO_START or atoms[-1][-1] in _NO_END):
            atoms[-1] += piece
        else:
            atoms.append(piece)
    return [part for atom in atoms for part in _short_enough(atom)]


def _short_enough(atom: str) -> list[str]:
    """Cut what could never stand on one line (an address, a long number) into pieces that can."""
    return [atom[i : i + CELLS - 8] for i in range(0, len(atom), CELLS - 8)]


def _best_breaks(columns: _Columns, measure: Measure) -> list[int]:
    """Choose the breaks with the least uneven spacing over the whole paragraph (after Knuth and Plass)."""
    total = len(columns.widths)
    best: list[tuple[float, int]] = [(0.0, 0)] + [(math.inf, 0)] * total
    for start in range(total):
        if best[start][0] == math.inf:
            continue
        cells = measure.first_indent if start == 0 else measure.hanging_indent
        room = measure.width - cells * (measure.size + measure.spacing)
        width, count = 0.0, 0
        for end in range(start + 1, total + 1):
            width += columns.widths[end - 1]
            count += columns.counts[end - 1]
            over = width + measure.spacing * count - room
            tail = columns.tails[end - 1]
            if over > measure.size * 1.5 and end > start + 1:
                break
            # The empty half of a closing mark may stand beyond the edge, and half a character is squeezed in for it.
            over = max(0.0, over - tail) if over > 0 else over
            if over > (measure.size / 2 if tail and measure.flush else _SQUEEZE) and end > start + 1:
                continue
            cost = best[start][0] + _cost(over, count, measure, last=end == total)
            if cost < best[end][0]:
                best[end] = (cost, start)
    breaks = [total]
    while best[breaks[0]][1] > 0:
        breaks.insert(0, best[breaks[0]][1])
    return breaks


def _cost(over: float, count: int, measure: Measure, *, last: bool) -> float:
    """Cost of a line: none within a third of a character of full, then growing with the strain per character."""
    if last:
        return 0.0 if count > 2 else 2.0
    strain = abs(over) - measure.size / 3
    if strain <= 0:
        return 0.01 if over > 0.05 else 0.0
    if not measure.flush:
        return (strain / measure.size) ** 2
    return 1.0 + (strain / count) ** 2 * (30 if over < 0 else 60)
