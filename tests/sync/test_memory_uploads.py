"""The upload desk over memory passes the contract, and survives a power cut with what it answered."""

from __future__ import annotations

import pytest

from sync.memory import MemoryLocker, MemoryUploads
from sync.uploads import UploadDesk
from tests.sync.contract.uploads_contract import FAR, UploadsContract

NOW = "2023-07-18T01:40:00.000Z"


class MemoryDesk:
    """A desk with its store at hand."""

    person_id, device_id = "ma", "tablet-1"

    def __init__(self) -> None:
        self.store = MemoryUploads()
        self.desk = UploadDesk(self.store, MemoryLocker(), now=lambda: NOW, expiry=lambda: FAR)

    def photo(self, number: int = 1) -> bytes:
        return f"photo {number} ".encode() * 100

    def other_person(self) -> tuple[UploadDesk, str, str]:
        return self.desk, "li", "tablet-2"

    def stored(self, sha256: str) -> bytes | None:
        return self.store.files.get(sha256)


class TestMemoryUploads(UploadsContract):
    """See the contract."""

    @pytest.fixture
    def uploads(self) -> MemoryDesk:
        return MemoryDesk()

    def test_an_offset_that_was_answered_survives_a_power_cut(self, uploads: MemoryDesk) -> None:
        begun = self.begin(uploads)
        answered = uploads.desk.append(begun.upload_id, uploads.person_id, 0, [begun.content[:300]]).offset
        uploads.store.power_cut()
        assert uploads.desk.look(begun.upload_id, uploads.person_id).offset == answered
