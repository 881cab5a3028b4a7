"""The engine over the ports in memory passes the contract."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import NAMESPACE_OID, uuid5

import pytest
from uuid_utils import compat

from sync.engine import Pushed
from sync.feed import Page
from sync.memory import MemoryServer
from sync.ports import Session
from sync.protocol import Push
from tests.sync.contract.engine_contract import EngineContract
from tests.sync.tablet_model import AT


class MemoryHarness:
    """A memory server with three people."""

    def __init__(self) -> None:
        self._server = MemoryServer()
        self.epoch = self._server.state.epoch

    def person_id(self, person: str) -> str:
        return str(uuid5(NAMESPACE_OID, person))

    def inspection(self, people: Iterable[str] = ("ma", "li")) -> str:
        visit = str(compat.uuid7())
        self._server.add_inspection(visit, [self.person_id(person) for person in people])
        return visit

    def tablet(self, person: str) -> Session:
        return Session(str(compat.uuid7()), self.person_id(person), person, AT)

    def take_off(self, inspection_id: str, person: str) -> None:
        self._server.take_off(inspection_id, self.person_id(person))

    def put_on(self, inspection_id: str, person: str) -> None:
        self._server.put_on(inspection_id, self.person_id(person))

    def restore_under(self, epoch: str) -> None:
        self._server.state.epoch = epoch

    def push(self, batch: Push, session: Session, *, crash_before_commit: bool = False) -> Pushed:
        return self._server.push(batch, session, crash_before_commit=crash_before_commit)

    def pull(self, session: Session, cursor: str, limit: int = 200) -> Page:
        return self._server.pull(session, cursor, limit)


class TestMemoryServer(EngineContract):
    """See the contract."""

    @pytest.fixture
    def server(self) -> MemoryHarness:
        return MemoryHarness()
