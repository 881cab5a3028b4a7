"""The upload desk over SQL and files passes the same contract as in memory."""

from __future__ import annotations

import pytest
from flask import Flask

from inspect_app.accounts.actor import Actor
from inspect_app.accounts.permissions import Role
from inspect_app.foundation.file_store import file_store
from inspect_app.tablet.upload_store import upload_desk
from sync.uploads import UploadDesk
from tests.builders import make_person
from tests.inspect_app.tablet.harness import give_tablet
from tests.inspect_app.tablet.pictures import jpeg
from tests.sync.contract.uploads_contract import UploadsContract


class ProgramDesk:
    """A person's desk in the program."""

    def __init__(self) -> None:
        self.actor = give_tablet(make_person(Role.INSPECTOR))
        self.person_id, self.device_id = str(self.actor.person_id), str(self.actor.device_id)

    @property
    def desk(self) -> UploadDesk:
        """Made for each request, as in the program."""
        return upload_desk(self.actor)

    def photo(self, number: int = 1) -> bytes:
        return jpeg(number)

    def other_person(self) -> tuple[UploadDesk, str, str]:
        other: Actor = give_tablet(make_person(Role.INSPECTOR))
        return upload_desk(other), str(other.person_id), str(other.device_id)

    def stored(self, sha256: str) -> bytes | None:
        if file_store().stat(sha256) is None:
            return None
        return b"".join(file_store().open_range(sha256))


class TestProgramUploads(UploadsContract):
    """See the contract."""

    @pytest.fixture
    def uploads(self, app: Flask) -> ProgramDesk:
        return ProgramDesk()
