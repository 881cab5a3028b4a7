"""The geometry of a letter: which line stands where, by the clauses of GB/T 9704-2012.

Turns a `LetterContent` into a `Sheet` of ready lines and distances that the template only prints. Owns every number
of the layout that depends on the text (the stylesheet has the fixed ones). Draws nothing.
"""

import datetime as dt
import itertools
import math
from dataclasses import dataclass

from inspect_app.letters.content import (
    Annex,
    Block,
    Figure,
    LetterContent,
    document_number,
    han_date,
    numbered,
    photo_numbers_of,
    printed_text,
)
from inspect_app.letters.fonts import Role
from inspect_app.letters.red_head import MM, HeadLine, red_head
from inspect_app.letters.titles import title_lines
from inspect_app.letters.typesetting import (
    BODY_SIZE,
    GRID_SPACING,
    TYPE_WIDTH,
    Line,
    Measure,
    Run,
    Typesetter,
)

#: 225 mm in 22 lines (GB/T 9704-2012 5.2.2), not rounded up: 10.2273 gives 21 lines.
LINE = 10.227
CELL = BODY_SIZE + GRID_SPACING
RED_RULE_GAP = 4.0
IMPRINT_SIZE, IMPRINT_ROW = 14.0, 8.5
SEAL_SIZE = 42.0
CAPTION = Measure(size=12.0, width=74 * MM, spacing=0.0, first_indent=0.0, flush=False)
PLATE = Measure(role="song", size=9.0, width=74 * MM, spacing=0.0, first_indent=0.0, flush=False)

_ROLE_OF_KIND: dict[str, Role] = {"heading1": "hei", "heading2": "kai"}


@dataclass(frozen=True, slots=True)
class SheetHead:
    """版头; heights in mm below the type area's top, `lines` = how many lines of the grid it takes."""

    marks: tuple[Line, ...]
    issuers: tuple[HeadLine, ...]
    number: Line
    signatory: Line | None
    number_top: float
    rule_top: float
    lines: int


@dataclass(frozen=True, slots=True)
class Part:
    """One paragraph of the body, with the id of its block."""

    block_id: str
    role: Role
    heading: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """署名 side by side; `date` only in the last row."""

    names: tuple[Line, ...]
    date: Line | None


@dataclass(frozen=True, slots=True)
class SheetFigure:
    """A photo with its lines."""

    source: str
    alt: str
    caption: tuple[Line, ...]
    plate: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class SheetAnnex:
    """An annex: its mark at the top left, its title, its photos in rows of two."""

    label: str
    title: tuple[tuple[Run, ...], ...]
    rows: tuple[tuple[SheetFigure, ...], ...]


@dataclass(frozen=True, slots=True)
class SheetImprint:
    """版记: 抄送 lines, the line of 印发机关 and date, the height of all in mm."""

    copies: tuple[Line, ...]
    printer: tuple[Run, ...]
    printed_on: str
    height: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A letter ready to print."""

    head: SheetHead
    title: tuple[tuple[Run, ...], ...]
    addressees: tuple[Line, ...]
    parts: tuple[Part, ...]
    attachments: tuple[Line, ...]
    signatures: tuple[SignatureRow, ...]
    seal: str | None
    seal_left: float
    note: tuple[Line, ...]
    annexes: tuple[SheetAnnex, ...]
    imprint: SheetImprint


def lay_out(content: LetterContent, typesetter: Typesetter) -> Sheet:
    """Set every line of a letter."""
    title = title_lines(content.title, keep=content.addressees)
    signatures, seal_center = _signatures(content, typesetter)
    photo_numbers = photo_numbers_of(content)
    return Sheet(
        head=_head(content, typesetter),
        title=tuple(typesetter.runs(line, "title") for line in title),
        addressees=typesetter.paragraph("，".join(content.addressees) + "：", Measure(first_indent=0)),
        parts=tuple(
            _part(item.block, item.label, photo_numbers, typesetter) for item in numbered(content.blocks)
        ),
        attachments=_attachments(content.annexes, typesetter),
        signatures=signatures,
        seal=content.seal,
        seal_left=round(seal_center / MM - SEAL_SIZE / 2, 3),
        note=typesetter.paragraph(f"（{content.note}）") if content.note else (),
        annexes=_annexes(content.annexes, typesetter),
        imprint=_imprint(content, typesetter),
    )


def printed_texts(content: LetterContent) -> list[tuple[Role, str]]:
    """Every text of the letter with the role that prints it: what must be covered by glyphs."""
    head = content.head
    texts: list[tuple[Role, str]] = [
        ("title", "".join(head.issuers) + "文件" + content.title),
        ("fang", document_number(head) + head.copy_number + "签发人："),
        ("hei", head.secrecy + head.urgency + "附件"),
        ("kai", head.signatory),
        ("fang", "，".join(content.addressees) + "：" + "".join(content.signers) + content.note),
        ("fang", content.imprint.printer + "".join(content.imprint.copies_to)),
    ]
    for block in content.blocks:
        texts.append((_ROLE_OF_KIND.get(block.kind, "fang"), block.title + block.text))
    for annex in content.annexes:
        texts.append(("title", annex.title))
        texts.extend(("fang", annex.title + figure.caption) for figure in annex.figures)
        texts.extend(("song", line) for figure in annex.figures for line in figure.plate)
    return texts


def _head(content: LetterContent, typesetter: Typesetter) -> SheetHead:
    head = content.head
    issuers, bottom = red_head(head.issuers, head.with_wenjian, typesetter)
    number_top = bottom + 2 * LINE
    # The rule stands 4 mm under the figures, not under their line box (7.2.7); ink ends about 2.4 mm above it.
    ink_gap = (LINE - BODY_SIZE / MM) / 2
    rule_top = number_top + LINE - ink_gap + RED_RULE_GAP
    number = document_number(head)
    width = typesetter.natural_width(number)
    marks = [(head.copy_number, "fang"), (head.secrecy, "hei"), (head.urgency, "hei")]
    return SheetHead(
        marks=tuple(
            Line(typesetter.runs(text, role), GRID_SPACING)  # type: ignore[arg-type]
            for text, role in marks
            if text
        ),
        issuers=issuers,
        number=Line(
            typesetter.runs(number, "fang"),
            GRID_SPACING,
            CELL if head.signatory else (TYPE_WIDTH - width) / 2,
        ),
        signatory=_signatory(head.signatory, typesetter) if head.signatory else None,
        number_top=round(number_top, 3),
        rule_top=round(rule_top, 3),
        # Title two lines below the rule (7.3.1), on the grid so that the page keeps its 22 lines.
        lines=round(rule_top / LINE + 2),
    )


def _signatory(name: str, typesetter: Typesetter) -> Line:
    """签发人：in 仿宋, the name in 楷体, one character in from the right (7.2.6)."""
    label = "签发人："
    width = typesetter.natural_width(label) + typesetter.natural_width(name, Measure(role="kai"))
    kai = typesetter.fontbook.chains["kai"][0].css_name
    runs = tuple(Run(run.text, run.family or kai) for run in typesetter.runs(name, "kai"))
    return Line((Run(label), *runs), GRID_SPACING, TYPE_WIDTH - CELL - width)


def _part(block: Block, label: str, photo_numbers: dict[str, int], typesetter: Typesetter) -> Part:
    role = _ROLE_OF_KIND.get(block.kind, "fang")
    text = label + printed_text(block, photo_numbers)
    return Part(
        block.id, role, block.kind.startswith("heading"), typesetter.paragraph(text, Measure(role=role))
    )


def _attachments(annexes: tuple[Annex, ...], typesetter: Typesetter) -> tuple[Line, ...]:
    """附件说明 (7.3.4): names without a closing mark, later lines under the first character of the name."""
    lines: list[Line] = []
    for index, annex in enumerate(annexes, start=1):
        number = f"{index}." if len(annexes) > 1 else ""
        hanging = 5 + typesetter.natural_width(number) / CELL
        measure = Measure(first_indent=2 if index == 1 else 5, hanging_indent=hanging)
        lines.extend(typesetter.paragraph(("附件：" if index == 1 else "") + number + annex.title, measure))
    return tuple(lines)


def _signatures(content: LetterContent, typesetter: Typesetter) -> tuple[tuple[SignatureRow, ...], float]:
    """署名 centred over the date, the date four characters from the right (7.3.5.1), and the seal's centre."""
    date = han_date(content.dated) if content.dated else _blank_date(content)
    date_width = typesetter.natural_width(date)
    widest = max(typesetter.natural_width(name) for name in content.signers)
    # A name longer than the date allows moves both to the left, two characters from the edge.
    center = TYPE_WIDTH - max(4 * CELL + date_width / 2, 2 * CELL + widest / 2)
    rows = []
    for pair in _pairs(content.signers):
        centers = (center,) if len(pair) == 1 else (TYPE_WIDTH - center, center)
        names = tuple(
            Line(typesetter.runs(name, "fang"), GRID_SPACING, at - typesetter.natural_width(name) / 2)
            for name, at in zip(pair, centers, strict=True)
        )
        rows.append(SignatureRow(names, None))
    date_line = Line(typesetter.runs(date, "fang"), GRID_SPACING, center - date_width / 2)
    rows[-1] = SignatureRow(rows[-1].names, date_line)
    return tuple(rows), center


def _pairs(names: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [names[i : i + 2] for i in range(0, len(names), 2)]


def _blank_date(content: LetterContent) -> str:
    return f"{content.head.year}年　月　日"


def _annexes(annexes: tuple[Annex, ...], typesetter: Typesetter) -> tuple[SheetAnnex, ...]:
    counter = itertools.count(1)
    sheets = []
    for index, annex in enumerate(annexes, start=1):
        figures = [_figure(figure, next(counter), typesetter) for figure in annex.figures]
        sheets.append(
            SheetAnnex(
                label="附件" + (str(index) if len(annexes) > 1 else ""),
                title=tuple(typesetter.runs(line, "title") for line in title_lines(annex.title)),
                rows=tuple(tuple(figures[i : i + 2]) for i in range(0, len(figures), 2)),
            )
        )
    return tuple(sheets)


def _figure(figure: Figure, number: int, typesetter: Typesetter) -> SheetFigure:
    caption = f"照片{number}　{figure.caption}".rstrip("　")
    return SheetFigure(
        source=f"evidence:{figure.evidence_id}",
        alt=caption,
        caption=typesetter.paragraph(caption, CAPTION),
        plate=tuple(line for text in figure.plate for line in typesetter.paragraph(text, PLATE)),
    )


def _imprint(content: LetterContent, typesetter: Typesetter) -> SheetImprint:
    """版记 in 4号 仿宋 (7.4): 抄送 closed by a full stop, printer left, date right, both one character in."""
    measure = Measure(
        size=IMPRINT_SIZE,
        width=TYPE_WIDTH - 2 * IMPRINT_SIZE,
        spacing=0.0,
        first_indent=0.0,
        hanging_indent=3.0,
    )
    copies: tuple[Line, ...] = ()
    if content.imprint.copies_to:
        copies = typesetter.paragraph("抄送：" + "，".join(content.imprint.copies_to) + "。", measure)
    printed_on = content.imprint.printed_on
    return SheetImprint(
        copies=copies,
        printer=typesetter.runs(content.imprint.printer, "fang"),
        printed_on=_printed_on(printed_on, content),
        height=math.ceil((len(copies) + 1) * IMPRINT_ROW + 3),
    )


def _printed_on(day: dt.date | None, content: LetterContent) -> str:
    return f"{han_date(day) if day else _blank_date(content)}印发"
