"""What every store behind the upload desk must do, in memory and over SQL and files: the same tests against both."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

import pytest
from uuid_utils import compat

from sync.ports import NotTaken, UploadInfo
from sync.protocol import MAX_UPLOAD_BYTES
from sync.uploads import (
    Checksum,
    ChecksumMismatch,
    TakenOver,
    TooMuch,
    UnknownUpload,
    UploadDesk,
    UploadGone,
    WrongOffset,
)

FAR = "2024-01-01T00:00:00.000Z"
PAST = "2023-01-01T00:00:00.000Z"


class LineCut(Exception):
    """The wire broke while bytes were coming."""


class Uploads(Protocol):
    """A desk under test; `photo` gives bytes that its store takes, different for each number."""

    desk: UploadDesk
    person_id: str
    device_id: str

    def photo(self, number: int = 1) -> bytes: ...
    def other_person(self) -> tuple[UploadDesk, str, str]: ...
    def stored(self, sha256: str) -> bytes | None: ...


@dataclass
class Begun:
    """An upload that was opened."""

    upload_id: str
    content: bytes
    info: UploadInfo


def cut_after(content: bytes, count: int, piece: int = 100) -> Iterator[bytes]:
    """Bytes in pieces until the line breaks."""
    for start in range(0, count, piece):
        yield content[start : min(start + piece, count)]
    raise LineCut


class UploadsContract:
    """The tests. Names are sentences about uploads."""

    def info(self, uploads: Uploads, content: bytes, **changes: str) -> UploadInfo:
        info = UploadInfo(
            upload_id=str(compat.uuid7()),
            person_id=uploads.person_id,
            device_id=uploads.device_id,
            evidence_id=str(compat.uuid7()),
            role="working",
            media_type="image/jpeg",
            sha256=hashlib.sha256(content).hexdigest(),
            length=len(content),
            expires_at=FAR,
        )
        return replace(info, **changes)  # type: ignore[arg-type]

    def begin(self, uploads: Uploads, content: bytes | None = None, **changes: str) -> Begun:
        content = uploads.photo() if content is None else content
        info = self.info(uploads, content, **changes)
        uploads.desk.open(info)
        return Begun(info.upload_id, content, info)

    def test_a_file_in_pieces_is_whole_at_the_end_and_gets_a_receipt(self, uploads: Uploads) -> None:
        begun = self.begin(uploads)
        half = len(begun.content) // 2
        first = uploads.desk.append(begun.upload_id, uploads.person_id, 0, [begun.content[:half]])
        assert (first.offset, first.receipt) == (half, None)
        last = uploads.desk.append(begun.upload_id, uploads.person_id, half, [begun.content[half:]])
        assert last.receipt is not None and last.receipt.sha256 == begun.info.sha256
        assert uploads.stored(begun.info.sha256) == begun.content

    def test_a_cut_costs_only_what_was_in_flight(self, uploads: Uploads) -> None:
        begun = self.begin(uploads)
        with pytest.raises(LineCut):
            uploads.desk.append(begun.upload_id, uploads.person_id, 0, cut_after(begun.content, 250))
        assert uploads.desk.look(begun.upload_id, uploads.person_id).offset == 250
        rest = uploads.desk.append(begun.upload_id, uploads.person_id, 250, [begun.content[250:]])
        assert rest.receipt is not None

    def test_bytes_at_another_offset_are_refused_and_nothing_changes(self, uploads: Uploads) -> None:
        begun = self.begin(uploads)
        uploads.desk.append(begun.upload_id, uploads.person_id, 0, [begun.content[:100]])
        for offset in (0, 99, 101):
            with pytest.raises(WrongOffset):
                uploads.desk.append(begun.upload_id, uploads.person_id, offset, [b"x"])
        assert uploads.desk.look(begun.upload_id, uploads.person_id).offset == 100

    def test_more_bytes_than_announced_are_refused(self, uploads: Uploads) -> None:
        begun = self.begin(uploads)
        with pytest.raises(TooMuch):
            uploads.desk.append(begun.upload_id, uploads.person_id, 0, [begun.content, b"x"])

    @pytest.mark.parametrize("length", [0, MAX_UPLOAD_BYTES + 1])
    def test_a_file_outside_the_limits_is_not_begun(self, uploads: Uploads, length: int) -> None:
        with pytest.raises(TooMuch):
            uploads.desk.open(replace(self.info(uploads, b"x"), length=length))

    @pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
    def test_a_damaged_piece_is_thrown_away(self, uploads: Uploads, algorithm: str) -> None:
        begun = self.begin(uploads)
        good = Checksum(algorithm, hashlib.new(algorithm, begun.content[:100]).digest())
        uploads.desk.append(begun.upload_id, uploads.person_id, 0, [begun.content[:100]], good)
        with pytest.raises(ChecksumMismatch):
            uploads.desk.append(begun.upload_id, uploads.person_id, 100, [b"y" * 100], good)
        assert uploads.desk.look(begun.upload_id, uploads.person_id).offset == 100

    def test_another_content_than_announced_is_refused_and_begins_from_nothing(
        self, uploads: Uploads
    ) -> None:
        begun = self.begin(uploads)
        with pytest.raises(NotTaken) as refusal:
            uploads.desk.append(begun.upload_id, uploads.person_id, 0, [b"z" * len(begun.content)])
        assert refusal.value.refused.code == "hash_mismatch"
        with pytest.raises(UnknownUpload):
            uploads.desk.look(begun.upload_id, uploads.person_id)
        assert uploads.stored(begun.info.sha256) is None

    def test_bytes_this_person_sent_before_need_not_come_again(self, uploads: Uploads) -> None:
        begun = self.begin(uploads)
        sent = uploads.desk.append(begun.upload_id, uploads.person_id, 0, [begun.content])
        again = uploads.desk.open(self.info(uploads, begun.content))
        assert (again.offset, again.receipt) == (len(begun.content), sent.receipt)

    def test_somebody_elses_hash_is_no_proof_of_having_the_photo(self, uploads: Uploads) -> None:
        begun = self.begin(uploads)
        uploads.desk.append(begun.upload_id, uploads.person_id, 0, [begun.content])
        desk, person_id, device_id = uploads.other_person()
        info = self.info(uploads, begun.content, person_id=person_id, device_id=device_id)
        assert desk.open(info).receipt is None
        assert desk.append(info.upload_id, person_id, 0, [begun.content]).receipt is not None

    def test_another_persons_upload_is_as_if_it_were_not_there(self, uploads: Uploads) -> None:
        begun = self.begin(uploads)
        desk, person_id, _ = uploads.other_person()
        with pytest.raises(UnknownUpload):
            desk.look(begun.upload_id, person_id)
        with pytest.raises(UnknownUpload):
            desk.append(begun.upload_id, person_id, 0, [begun.content])
        with pytest.raises(UnknownUpload):
            desk.terminate(begun.upload_id, person_id)

    def test_looking_after_the_end_repeats_the_receipt(self, uploads: Uploads) -> None:
        begun = self.begin(uploads)
        sent = uploads.desk.append(begun.upload_id, uploads.person_id, 0, [begun.content])
        assert uploads.desk.look(begun.upload_id, uploads.person_id).receipt == sent.receipt
        repeated = uploads.desk.append(begun.upload_id, uploads.person_id, len(begun.content), [])
        assert repeated.receipt == sent.receipt

    def test_an_upload_given_up_is_gone(self, uploads: Uploads) -> None:
        begun = self.begin(uploads)
        uploads.desk.append(begun.upload_id, uploads.person_id, 0, [begun.content[:100]])
        uploads.desk.terminate(begun.upload_id, uploads.person_id)
        with pytest.raises(UnknownUpload):
            uploads.desk.look(begun.upload_id, uploads.person_id)

    def test_an_upload_that_rested_too_long_is_gone_and_can_begin_anew(self, uploads: Uploads) -> None:
        begun = self.begin(uploads, expires_at=PAST)
        with pytest.raises(UploadGone):
            uploads.desk.append(begun.upload_id, uploads.person_id, 0, [begun.content])
        assert uploads.desk.expire() == 1
        with pytest.raises(UnknownUpload):
            uploads.desk.look(begun.upload_id, uploads.person_id)
        anew = self.begin(uploads, begun.content)
        assert uploads.desk.append(anew.upload_id, uploads.person_id, 0, [begun.content]).receipt is not None

    def test_a_newer_request_takes_over_from_one_that_hangs(self, uploads: Uploads) -> None:
        begun = self.begin(uploads)

        def hangs_then_goes_on() -> Iterator[bytes]:
            yield begun.content[:100]
            newer = uploads.desk.append(begun.upload_id, uploads.person_id, 100, [begun.content[100:200]])
            assert newer.offset == 200
            yield b"late bytes of the old request"

        with pytest.raises(TakenOver):
            uploads.desk.append(begun.upload_id, uploads.person_id, 0, hangs_then_goes_on())
        assert uploads.desk.look(begun.upload_id, uploads.person_id).offset == 200
        rest = uploads.desk.append(begun.upload_id, uploads.person_id, 200, [begun.content[200:]])
        assert rest.receipt is not None
