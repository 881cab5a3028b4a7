"""What the public may learn of a letter: whether number and characters, or a file, are genuine. Never its content.

A number alone says nothing, or the register could be listed by counting; the eight characters under the QR code, the
whole hash from the code, or the file's hash must come with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import select

from inspect_app.foundation.database import db
from inspect_app.letters.content import read_content
from inspect_app.letters.models import Letter, LetterNumber
from inspect_app.letters.rules import KIND_LABELS

Answer = Literal["genuine", "changed", "not_found"]

_NUMBER = re.compile(
    r"^(?P<code>[^\d\[\](){}（）〔〕【】［］\s]{1,20})[\[(（〔【［](?P<year>\d{4})[\])）〕】］](?P<number>\d{1,6})号?$"
)
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Verdict:
    """The answer, and for a genuine letter what stands on its first and last page anyway."""

    answer: Answer
    number: str = ""
    kind: str = ""
    office: str = ""
    issued_on: date | None = None
    pages: int | None = None
    annexes: int = 0
    voided: bool = False
    phone: str = ""


def parse_number(text: str) -> tuple[str, int, int] | None:
    """Read 瑞法督〔2023〕5号, with whatever brackets and blanks: (代字, year, number), or None."""
    match = _NUMBER.match(re.sub(r"\s+", "", text))
    return (match["code"], int(match["year"]), int(match["number"])) if match else None


def verify_number(number: str, characters: str) -> Verdict:
    """By hand: the number and the eight characters under the QR code (or the whole hash out of it)."""
    given = re.sub(r"\s+", "", characters).lower()
    row = _by_number(number)
    if row is None or len(given) not in (8, 64):
        return Verdict("not_found")
    letter, entry = row
    if letter.frozen_sha256 is None or not letter.frozen_sha256.startswith(given):
        return Verdict("not_found")
    return _genuine(letter, entry)


def verify_hash(sha256: str) -> Verdict:
    """By the QR code: the hash of the frozen content."""
    if not _SHA256.fullmatch(sha256):
        return Verdict("not_found")
    return _found(Letter.frozen_sha256 == sha256)


def verify_file(file_sha256: str, *, number: str = "", characters: str = "") -> Verdict:
    """By a file hashed in the browser. `changed` is said only to who also has number and characters."""
    if not _SHA256.fullmatch(file_sha256):
        return Verdict("not_found")
    verdict = _found(Letter.file_sha256 == file_sha256)
    if verdict.answer == "genuine":
        return verdict
    known = verify_number(number, characters)
    if known.answer != "genuine":
        return Verdict("not_found")
    return Verdict("changed", number=known.number, phone=known.phone)


def _found(condition: object) -> Verdict:
    row = db.session.execute(
        select(Letter, LetterNumber).join(LetterNumber, LetterNumber.letter_id == Letter.id).where(condition)  # type: ignore[arg-type]
    ).first()
    return _genuine(row[0], row[1]) if row else Verdict("not_found")


def _by_number(text: str) -> tuple[Letter, LetterNumber] | None:
    parsed = parse_number(text)
    if parsed is None:
        return None
    code, year, number = parsed
    row = db.session.execute(
        select(Letter, LetterNumber)
        .join(LetterNumber, LetterNumber.letter_id == Letter.id)
        .where(LetterNumber.code == code, LetterNumber.year == year, LetterNumber.number == number)
    ).first()
    return (row[0], row[1]) if row else None


def _genuine(letter: Letter, entry: LetterNumber) -> Verdict:
    assert letter.frozen is not None
    content = read_content(letter.frozen)
    return Verdict(
        "genuine",
        number=f"{entry.code}〔{entry.year}〕{entry.number}号",
        kind=KIND_LABELS[letter.kind],
        office="、".join(content.signers),
        issued_on=letter.issued_on,
        pages=letter.page_count,
        annexes=len(content.annexes),
        voided=letter.state == "voided",
    )
