"""发文机关标志 (GB/T 9704-2012 7.2.4): the red name of who issues, one line or several with 文件 at their right.

Owns its size and place. A long name is narrowed first and only then made smaller, a short one is spaced out a
little; the highest ink of the line is 35 mm below the type area's top.
"""

from dataclasses import dataclass

from inspect_app.letters.typesetting import TYPE_WIDTH, Run, Typesetter

MM = 72 / 25.4
_TOP = 35.0
_SIZE, _JOINT_SIZE = 46.0, 37.0
_WIDTH = 150 * MM
_NARROWEST = 0.66
_SPACED_OUT = 1.12
_WENJIAN = "文件"


@dataclass(frozen=True, slots=True)
class HeadLine:
    """One line: `top`, `left`, `width` in mm, `size` and `spacing` in points, `stretch` its horizontal scale."""

    runs: tuple[Run, ...]
    top: float
    left: float
    width: float
    size: float
    spacing: float
    stretch: float


def red_head(
    issuers: tuple[str, ...], with_wenjian: bool, typesetter: Typesetter
) -> tuple[tuple[HeadLine, ...], float]:
    """Return the lines and where their ink ends, in mm below the type area's top."""
    if len(issuers) == 1:
        return _single(issuers[0] + (_WENJIAN if with_wenjian else ""), typesetter)
    return _joint(issuers, with_wenjian, typesetter)


def _single(text: str, typesetter: Typesetter) -> tuple[tuple[HeadLine, ...], float]:
    size, stretch = _fit(len(text), _SIZE, _WIDTH)
    room = min(_WIDTH / stretch, len(text) * size * _SPACED_OUT)
    left = (TYPE_WIDTH - room * stretch) / 2 / MM
    line = _line(text, _TOP - _above_ink(text, size, typesetter), left, room, size, stretch, typesetter)
    return (line,), _TOP + _ink_height(size)


def _joint(
    issuers: tuple[str, ...], with_wenjian: bool, typesetter: Typesetter
) -> tuple[tuple[HeadLine, ...], float]:
    """All names as wide as the longest, one under another (7.2.4: 主办机关 first)."""
    beside = 2.4 * _SIZE if with_wenjian else 0.0
    width = _WIDTH - beside
    size, stretch = _fit(max(map(len, issuers)), _JOINT_SIZE, width)
    pitch = size / MM * 1.25
    left = (TYPE_WIDTH - _WIDTH) / 2 / MM
    first = _TOP - _above_ink("".join(issuers), size, typesetter)
    lines = [
        _line(name, first + pitch * n, left, width / stretch, size, stretch, typesetter)
        for n, name in enumerate(issuers)
    ]
    bottom = _TOP + pitch * (len(issuers) - 1) + _ink_height(size)
    if with_wenjian:
        top = (_TOP + bottom) / 2 - _SIZE / MM / 2
        start = left + width / MM + 0.3 * _SIZE / MM
        lines.append(_line(_WENJIAN, top, start, 2 * _SIZE, _SIZE, 1.0, typesetter))
    return tuple(lines), bottom


def _fit(characters: int, size: float, width: float) -> tuple[float, float]:
    """Size and horizontal scale at which so many characters fit the width."""
    stretch = min(1.0, max(_NARROWEST, width / (characters * size)))
    return min(size, width / (characters * stretch)), stretch


def _above_ink(text: str, size: float, typesetter: Typesetter) -> float:
    """Distance in mm from the top of a line of `line-height: 1` down to its highest ink."""
    face = typesetter.fontbook.chains["title"][0]
    return (face.baseline_at_line_height_one - face.top(text)) * size / MM


def _ink_height(size: float) -> float:
    """Height of Chinese ink in mm; 0.92 of the size in the fonts used."""
    return size / MM * 0.92


def _line(
    text: str, top: float, left: float, room: float, size: float, stretch: float, typesetter: Typesetter
) -> HeadLine:
    spacing = (room - len(text) * size) / (len(text) - 1) if len(text) > 1 else 0.0
    return HeadLine(
        typesetter.runs(text, "title"),
        round(top, 3),
        round(left, 3),
        round(room / MM, 3),
        round(size, 3),
        round(spacing, 3),
        round(stretch, 4),
    )
