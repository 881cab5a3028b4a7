"""Breaking a letter's title by meaning into balanced lines (GB/T 9704-2012 7.3.1).

Owns the words a title must not be cut in and the judgement of a good shape: no word cut, no lone character, lines
of like length or in a trapezium or rhombus. A break the clerk typed is always kept. Pure.
"""

import itertools
import math
import re
from collections.abc import Iterable, Iterator

from inspect_app.letters.typesetting import keep_spans

#: 2号 characters on a line, one less than fit, so that no title touches both edges.
TITLE_CELLS = 19

_WORDS = (
    "关于|对于|道路交通|交通运输|交通安全|交通|运输|安全|执法|领域|突出|问题|专项|整治|督察|督查|检查|抽查|暗访|情况|反馈|意见|"
    "限期|整改|通知书|建议书|通知|通报|批评|挂牌|督办|函询|约谈|移送|线索|案卷|评查|现场|笔录|送达|回证|工作|落实|进展|公安局|"
    "分局|管理局|执法局|交警|大队|支队|中队|治超站|收费站|检查站|服务区|综合|行政|管理|人民政府|委员会|办公室|领导小组|"
    "反馈意见|督察情况|专项整治|突出问题|整改通知书|整改情况|通报批评"
)
_PROTECTED = re.compile(rf"《[^》]*》|（[^）]*）|“[^”]*”|{_WORDS}")
_NEVER_FIRST = frozenset("的地得了和与及等、，。）》”：")
_NEVER_LAST = frozenset("对在于与和及、（《“")
_WORD_EDGE = re.compile(_WORDS)


def title_lines(title: str, *, keep: Iterable[str] = (), cells: int = TITLE_CELLS) -> tuple[str, ...]:
    """Break a title into lines.

    Args:
        keep: names that must stay whole, above all the addressees.
        cells: the most characters a line may have.
    """
    parts = [part.strip() for part in title.splitlines() if part.strip()]
    keep = tuple(name for name in keep if 1 < len(name) <= cells)
    return tuple(line for part in parts for line in _balanced(part, keep, cells))


def _balanced(part: str, keep: tuple[str, ...], cells: int) -> tuple[str, ...]:
    if _width(part) <= cells:
        return (part,)
    words = _cuts(part, keep)
    every = [i for i in range(2, len(part) - 1) if part[i] not in _NEVER_FIRST]
    fewest = math.ceil(_width(part) / cells)
    for cuts in (words, every):
        for count in (fewest, fewest + 1):
            choices = [c for c in itertools.islice(_splits(part, cuts, count), 5000) if _fits(c, cells)]
            if choices:
                return min(choices, key=lambda lines: _cost(lines, keep))
    raise AssertionError("a title can always be cut between characters")


def _splits(part: str, cuts: list[int], count: int) -> Iterator[tuple[str, ...]]:
    for chosen in itertools.combinations(cuts, count - 1):
        edges = (0, *chosen, len(part))
        yield tuple(part[a:b] for a, b in itertools.pairwise(edges))


def _cuts(part: str, keep: tuple[str, ...]) -> list[int]:
    """Positions where a break cuts no word, name or token."""
    spans = [m.span() for m in _PROTECTED.finditer(part)] + list(keep_spans(part))
    spans += [(at, at + len(name)) for name in keep if (at := part.find(name)) >= 0]
    inside = {i for start, end in spans for i in range(start + 1, end)}
    return [
        i
        for i in range(2, len(part) - 1)
        if i not in inside and part[i] not in _NEVER_FIRST and part[i - 1] not in _NEVER_LAST
    ]


def _fits(lines: tuple[str, ...], cells: int) -> bool:
    return all(2 <= _width(line) <= cells for line in lines)


def _cost(lines: tuple[str, ...], keep: tuple[str, ...]) -> float:
    """Unevenness, plus a charge for an hourglass and for a break that no known word or name borders."""
    widths = [_width(line) for line in lines]
    cost = (max(widths) - min(widths)) ** 2 * 0.5
    if len(widths) > 2 and any(
        b < a and b < c for a, b, c in zip(widths, widths[1:], widths[2:], strict=False)
    ):
        cost += 40
    for before, after in itertools.pairwise(lines):
        ends = before.endswith(("的", *keep)) or any(
            m.end() == len(before) for m in _WORD_EDGE.finditer(before)
        )
        starts = after.startswith(keep) if keep else False
        starts = starts or bool(_WORD_EDGE.match(after))
        cost += (0 if ends else 25) + (0 if starts else 25)
        cost -= 6 if before.endswith(("的", *keep)) else 0
    return cost


def _width(text: str) -> float:
    """Width in full characters; Latin letters and figures count half."""
    return sum(0.5 if c.isascii() else 1.0 for c in text)
