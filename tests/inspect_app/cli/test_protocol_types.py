"""The tablet's type declarations follow the engine's messages."""

from __future__ import annotations

from inspect_app.cli.export_protocol import TARGET
from inspect_app.cli.protocol_types import declarations
from sync.operations import KINDS


def test_the_committed_declarations_are_current() -> None:
    assert TARGET.read_text(encoding="utf-8") == declarations(), "run: python3 run.py export-protocol"


def test_what_the_tablet_may_leave_out_is_optional_and_what_the_server_sends_is_not() -> None:
    text = declarations()
    assert "  clock_offset_ms?: number | null;" in text
    assert "  receipt: Receipt | null;" in text
    assert "  resend_from: number | null;" in text


def test_every_kind_of_operation_has_its_fields() -> None:
    text = declarations()
    for name, kind in KINDS.items():
        assert f"'{name}': {kind.fields.__name__};" in text
        assert f"export interface {kind.fields.__name__} " in text
