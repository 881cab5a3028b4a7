"""What a letter says: one frozen tree of plain values, and its canonical JSON.

Owns `LetterContent` and everything inside it. Promises that equal contents have equal canonical bytes
(and so equal SHA-256), that a block keeps the ids of the finding and evidence it was written from, and that
numbers of headings, problems and photos are derived from order, never stored. Knows nothing of layout,
database or wording. A change of shape raises `CONTENT_VERSION` and gets a reader for the old one.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import msgspec

CONTENT_VERSION = 1

#: Stands in a requirement's text where its date is printed.
DATE_MARK = "{日期}"
#: Stands in a problem's text where 见照片1—3 is printed; with its brackets it vanishes when there is no photo.
PHOTO_MARK = "{照片}"

BlockKind = Literal["heading1", "heading2", "heading3", "paragraph", "problem", "requirement"]
LetterKind = Literal["feedback"]


class ContentError(ValueError):
    """The stored text is not a letter's content of a version this program reads."""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of the body. `title` is the run-in heading of a problem; `due` belongs to a requirement."""

    id: str
    kind: BlockKind
    text: str
    title: str = ""
    code: str = ""
    finding_id: str | None = None
    evidence_ids: tuple[str, ...] = ()
    due: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """版头: who issues, under which number; `number` stays None until the letter is issued."""

    issuers: tuple[str, ...]
    series: str
    year: int
    number: int | None = None
    with_wenjian: bool = True
    signatory: str = ""
    copy_number: str = ""
    secrecy: str = ""
    urgency: str = ""


@dataclass(frozen=True, slots=True)
class Imprint:
    """版记: 抄送, 印发机关, 印发日期."""

    printer: str
    printed_on: dt.date | None = None
    copies_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """One photo of an annex; `plate` holds the lines of its plate (source, time, place) or nothing."""

    evidence_id: str
    caption: str
    plate: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Annex:
    """附件 on pages of its own."""

    title: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class LetterContent:
    """A whole letter. `seal` names the seal image (hash of its file) placed at issue, if the letterhead has one;
    `verify_address` is the public address the QR code leads to, frozen with the letter."""

    kind: LetterKind
    head: Head
    title: str
    addressees: tuple[str, ...]
    blocks: tuple[Block, ...]
    signers: tuple[str, ...]
    imprint: Imprint
    dated: dt.date | None = None
    annexes: tuple[Annex, ...] = ()
    note: str = ""
    seal: str | None = None
    verify_address: str = ""
    version: int = CONTENT_VERSION

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every photo of the letter in the order of its numbers."""
        return tuple(figure for annex in self.annexes for figure in annex.figures)


@dataclass(frozen=True, slots=True)
class NumberedBlock:
    """A block with the label its place gives it (一、, （一）, 1., 1.)."""

    block: Block
    label: str
    ordinal: int


_HAN_DIGITS = "零一二三四五六七八九"


def han_number(value: int) -> str:
    """Return 1–99 in Chinese figures, as headings count: 一, 十, 十二, 二十三."""
    if not 1 <= value <= 99:
        raise ValueError(f"headings count from 1 to 99, not {value}")
    tens, ones = divmod(value, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else _HAN_DIGITS[tens] + "十")
    return head + (_HAN_DIGITS[ones] if ones else "")


def han_date(day: dt.date) -> str:
    """Return 2023年7月8日: Arabic figures without leading zeros (GB/T 9704-2012 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def document_number(head: Head) -> str:
    """Return 瑞法督〔2023〕5号, with a blank where the number will stand (GB/T 9704-2012 7.2.5)."""
    return f"{head.series}〔{head.year}〕{head.number if head.number is not None else '　'}号"


def numbered(blocks: tuple[Block, ...]) -> Iterator[NumberedBlock]:
    """Number blocks by order: 一、 then （一） then 1. as GB/T 9704-2012 7.3.3 sets them.

    A lone requirement under its heading carries no number. Problems start again at 1 under each （一）.
    """
    counts = {"heading1": 0, "heading2": 0, "third": 0}
    lone = _lone_requirements(blocks)
    for block in blocks:
        if block.kind == "heading1":
            counts.update(heading1=counts["heading1"] + 1, heading2=0, third=0)
            yield NumberedBlock(block, f"{han_number(counts['heading1'])}、", counts["heading1"])
        elif block.kind == "heading2":
            counts.update(heading2=counts["heading2"] + 1, third=0)
            yield NumberedBlock(block, f"（{han_number(counts['heading2'])}）", counts["heading2"])
        elif block.kind == "paragraph":
            yield NumberedBlock(block, "", 0)
        else:
            counts["third"] += 1
            label = "" if block.id in lone else f"{counts['third']}."
            yield NumberedBlock(block, label, counts["third"])


def _lone_requirements(blocks: tuple[Block, ...]) -> frozenset[str]:
    """Ids of requirements that stand alone between two headings."""
    groups: list[list[Block]] = [[]]
    for block in blocks:
        if block.kind in ("heading1", "heading2"):
            groups.append([])
        elif block.kind != "paragraph":
            groups[-1].append(block)
    return frozenset(group[0].id for group in groups if len(group) == 1 and group[0].kind == "requirement")


def printed_text(block: Block, photo_numbers: dict[str, int]) -> str:
    """Return the block's text as it is printed: run-in title, date and photo numbers put in.

    Args:
        photo_numbers: number of each figure by evidence id, see `photo_numbers_of`.
    """
    text = block.text
    if block.kind == "requirement":
        text = text.replace(DATE_MARK, han_date(block.due) if block.due else "　　年　月　日")
    reference = photo_reference([photo_numbers[e] for e in block.evidence_ids if e in photo_numbers])
    if reference:
        text = text.replace(PHOTO_MARK, reference)
    else:
        text = text.replace(f"（{PHOTO_MARK}）", "").replace(PHOTO_MARK, "")
    return f"{block.title}。{text}" if block.title else text


def photo_numbers_of(content: LetterContent) -> dict[str, int]:
    """Number the letter's photos from 1 in the order of its annexes."""
    return {figure.evidence_id: index for index, figure in enumerate(content.figures, start=1)}


def photo_reference(numbers: list[int]) -> str:
    """Return 见照片1—3、5 for [1, 2, 3, 5]; empty for no number. Runs of three or more are drawn together."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [
        f"{run[0]}—{run[-1]}" if len(run) > 2 else "、".join(str(number) for number in run) for run in runs
    ]
    return f"见照片{'、'.join(parts)}" if parts else ""


def canonical_json(content: LetterContent) -> bytes:
    """Return the one byte form of a content: sorted keys, no spaces, UTF-8."""
    plain = msgspec.to_builtins(content)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def content_sha256(content: LetterContent) -> str:
    """Return the hex SHA-256 of the canonical JSON; it stands in the QR code and in the register."""
    return hashlib.sha256(canonical_json(content)).hexdigest()


def read_content(stored: bytes | str) -> LetterContent:
    """Read a content back.

    Raises:
        ContentError: not JSON, not a letter, or of a version this program does not read.
    """
    try:
        content = msgspec.json.decode(stored, type=LetterContent)
    except msgspec.MsgspecError as problem:
        raise ContentError(str(problem)) from problem
    if content.version != CONTENT_VERSION:
        raise ContentError(f"content version {content.version} is not {CONTENT_VERSION}")
    return content


def content_of_plain(plain: object) -> LetterContent:
    """Read a content from plain values, as a JSON column gives them.

    Raises:
        ContentError: see `read_content`.
    """
    return read_content(json.dumps(plain, ensure_ascii=False))


def issued_content(content: LetterContent, *, number: int, dated: dt.date, seal: str | None) -> LetterContent:
    """Return the content as it is frozen at issue: number, date, printing date and seal put in."""
    return replace(
        content,
        head=replace(content.head, number=number, year=dated.year),
        imprint=replace(content.imprint, printed_on=dated),
        dated=dated,
        seal=seal,
    )
