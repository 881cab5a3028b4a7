"""The engine over SQL passes the same contract as in memory, on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.inspect_app.tablet.harness import ProgramHarness
from tests.sync.contract.engine_contract import EngineContract


class TestProgram(EngineContract):
    """See the contract."""

    @pytest.fixture
    def server(self, app: Flask) -> ProgramHarness:
        return ProgramHarness()
