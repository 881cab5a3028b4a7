"""Drawn pictures for the example inspection: plainly drawings, so that nobody takes them for evidence.

Promises: the same bytes for the same scene; no fonts, no files, no network. Does not: know what a finding is.
"""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1600, 1200
_HORIZON = 560

SKY, HILL_FAR, HILL_NEAR = (168, 195, 224), (150, 171, 148), (112, 142, 104)
ROAD, LINE, EARTH = (88, 93, 104), (226, 228, 224), (146, 132, 108)
ORANGE, WHITE, RED, STEEL, DARK = (222, 92, 36), (240, 240, 236), (188, 32, 40), (150, 156, 164), (44, 50, 60)

Pen = ImageDraw.ImageDraw


def draw_scene(name: str) -> bytes:
    """The JPEG of one scene. Raises KeyError for an unknown name."""
    image = Image.new("RGB", (WIDTH, HEIGHT), SKY)
    _SCENES[name](ImageDraw.Draw(image))
    # A breath of blur takes the hard edges off, as a lens would.
    image = image.filter(ImageFilter.GaussianBlur(0.8))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=88)
    return out.getvalue()


def _landscape(pen: Pen) -> None:
    for row in range(_HORIZON):
        shade = row / _HORIZON
        pen.line([(0, row), (WIDTH, row)], fill=tuple(int(c + (236 - c) * shade * 0.6) for c in SKY))
    pen.polygon(
        [(0, _HORIZON), (0, 430), (330, 330), (700, 470), (1060, 350), (1600, 480), (1600, _HORIZON)],
        fill=HILL_FAR,
    )
    pen.polygon(
        [(0, _HORIZON), (0, 500), (420, 440), (900, 530), (1300, 450), (1600, 520), (1600, _HORIZON)],
        fill=HILL_NEAR,
    )


def _road(pen: Pen) -> None:
    _landscape(pen)
    pen.rectangle([0, _HORIZON, WIDTH, HEIGHT], fill=ROAD)
    pen.rectangle([0, _HORIZON, WIDTH, _HORIZON + 26], fill=EARTH)
    for left in range(-60, WIDTH, 330):
        pen.polygon([(left, 900), (left + 190, 900), (left + 150, 930), (left - 45, 930)], fill=LINE)


def _truck(pen: Pen, left: int, bottom: int, scale: float) -> None:
    def box(x0: float, y0: float, x1: float, y1: float, fill: tuple[int, int, int]) -> None:
        pen.rectangle(
            [left + x0 * scale, bottom - y1 * scale, left + x1 * scale, bottom - y0 * scale], fill=fill
        )

    box(0, 40, 300, 200, (160, 62, 44))
    box(0, 30, 420, 44, DARK)
    box(312, 40, 420, 170, (44, 86, 140))
    box(345, 105, 412, 158, (196, 216, 232))
    for centre in (60, 130, 366):
        middle, radius = left + centre * scale, 34 * scale
        pen.ellipse([middle - radius, bottom - 2 * radius, middle + radius, bottom], fill=DARK)
        pen.ellipse(
            [middle - radius / 2.4, bottom - 1.42 * radius, middle + radius / 2.4, bottom - 0.58 * radius],
            fill=STEEL,
        )


def _water_barrier(pen: Pen, left: int, bottom: int, width: int) -> None:
    height = int(width * 0.52)
    for number, (lower, upper) in enumerate(((0, 0.34), (0.34, 0.67), (0.67, 1.0))):
        inset_low, inset_high = 0.1 * lower * width, 0.1 * upper * width
        pen.polygon(
            [
                (left + inset_low, bottom - lower * height),
                (left + width - inset_low, bottom - lower * height),
                (left + width - inset_high, bottom - upper * height),
                (left + inset_high, bottom - upper * height),
            ],
            fill=WHITE if number == 1 else ORANGE,
        )


def _cone(pen: Pen, middle: int, bottom: int, height: int) -> None:
    half = height * 0.3
    pen.rectangle(
        [middle - half * 1.2, bottom - height * 0.08, middle + half * 1.2, bottom], fill=(176, 66, 22)
    )
    pen.polygon(
        [(middle, bottom - height), (middle - half, bottom - 8), (middle + half, bottom - 8)], fill=ORANGE
    )
    pen.polygon(
        [
            (middle - half * 0.42, bottom - height * 0.58),
            (middle + half * 0.42, bottom - height * 0.58),
            (middle + half * 0.66, bottom - height * 0.34),
            (middle - half * 0.66, bottom - height * 0.34),
        ],
        fill=WHITE,
    )


def _notice_board(pen: Pen) -> None:
    pen.rectangle([0, 0, WIDTH, HEIGHT], fill=(214, 208, 196))
    pen.rectangle([0, 1010, WIDTH, HEIGHT], fill=(158, 148, 134))
    pen.rectangle([260, 140, 1340, 900], fill=(120, 92, 60))
    pen.rectangle([290, 170, 1310, 870], fill=(86, 116, 98))
    pen.rectangle([470, 220, 1130, 820], fill=WHITE)
    pen.rectangle([640, 260, 960, 296], fill=RED)
    for row in range(6):
        top = 340 + row * 76
        pen.rectangle([520, top, 1080, top + 76], outline=DARK, width=4)
        for column, width in enumerate((110, 80, 60)):
            start = 548 + column * 190
            shade = DARK if row == 0 else (104, 110, 120)
            pen.rectangle([start, top + 26, start + width - (row * 9 if row else 0), top + 50], fill=shade)
    for column in (1, 2):
        pen.line([(520 + column * 187, 340), (520 + column * 187, 796)], fill=DARK, width=4)


def _pole(pen: Pen, foot: int, bottom: int, top: int, reach: int, camera: int) -> None:
    pen.rectangle([foot, top, foot + camera // 6, bottom], fill=STEEL)
    pen.rectangle([foot - reach, top, foot + camera // 6, top + camera // 8], fill=STEEL)
    left = foot - reach
    pen.rounded_rectangle(
        [left, top + camera // 8, left + camera, top + camera * 5 // 8], radius=camera // 10, fill=WHITE
    )
    pen.ellipse(
        [left - camera // 8, top + camera // 5, left + camera // 4, top + camera * 23 // 40], fill=DARK
    )


def _camera_far(pen: Pen) -> None:
    _road(pen)
    _truck(pen, 220, 840, 0.9)
    _pole(pen, 1180, 660, 210, 330, 92)


def _camera_near(pen: Pen) -> None:
    _landscape(pen)
    pen.rectangle([0, _HORIZON, WIDTH, HEIGHT], fill=HILL_NEAR)
    _pole(pen, 1220, HEIGHT, 250, 620, 460)


def _barrier_far(pen: Pen) -> None:
    _road(pen)
    _truck(pen, 900, 760, 0.95)
    _water_barrier(pen, 240, 1040, 360)
    _water_barrier(pen, 650, 1060, 360)
    _cone(pen, 1150, 1060, 210)
    _cone(pen, 1370, 1070, 210)


def _barrier_near(pen: Pen) -> None:
    _road(pen)
    _water_barrier(pen, 130, 1130, 820)
    _cone(pen, 1160, 1130, 460)


def _speed_sign(pen: Pen) -> None:
    _road(pen)
    pen.rectangle([784, 470, 806, 900], fill=STEEL)
    pen.ellipse([610, 180, 980, 550], fill=RED)
    pen.ellipse([660, 230, 930, 500], fill=WHITE)
    # 40, drawn stroke by stroke: no font is needed on the machine.
    pen.line([(745, 290), (700, 392), (780, 392)], fill=DARK, width=22, joint="curve")
    pen.line([(758, 340), (758, 440)], fill=DARK, width=22)
    pen.ellipse([808, 290, 890, 440], outline=DARK, width=22)


def _waiting_yard(pen: Pen) -> None:
    _landscape(pen)
    pen.rectangle([0, _HORIZON, WIDTH, HEIGHT], fill=EARTH)
    for post in range(0, WIDTH, 100):
        pen.line([(post, 430), (post, 600)], fill=STEEL, width=7)
    for rail in (450, 520, 590):
        pen.line([(0, rail), (WIDTH, rail)], fill=STEEL, width=4)
    for left, bottom, scale in (
        (90, 820, 0.8),
        (560, 850, 0.85),
        (1060, 830, 0.82),
        (300, 1090, 1.15),
        (900, 1110, 1.2),
    ):
        _truck(pen, left, bottom, scale)


_SCENES: dict[str, Callable[[Pen], None]] = {
    "notice_board": _notice_board,
    "camera_far": _camera_far,
    "camera_near": _camera_near,
    "barrier_far": _barrier_far,
    "barrier_near": _barrier_near,
    "speed_sign": _speed_sign,
    "waiting_yard": _waiting_yard,
}
SCENE_NAMES = tuple(_SCENES)
