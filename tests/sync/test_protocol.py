"""The wire forms: what is let through, what a receipt covers, what a packed body may become."""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import feed, protocol
from sync.instants import from_wire, to_wire
from sync.operations import KINDS, Kind, canonical, check, check_settled, digest, names_its_target
from tests.sync.tablet_model import make_operation

VISIT = "0190a2b4-0000-7000-8000-000000000001"
FINDING = "0190a2b4-0000-7000-8000-000000000002"
HASH_CASES = json.loads(
    (Path(__file__).parents[1] / "cases" / "operation_hash.json").read_text(encoding="utf-8")
)
"""Read by tests/tablet/receipts.test.js too."""


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_no_kind_takes_a_field_it_does_not_declare(kind: Kind) -> None:
    assert check(kind, {"unknown": 1}) is not None


@pytest.mark.parametrize(
    ("kind", "fields", "good"),
    [
        ("answer.set", {"value": None}, True),
        ("answer.set", {"value": "maybe"}, False),
        ("finding.create", {"item_key": "A01", "ordinal": 1}, True),
        ("finding.create", {"item_key": "A01"}, False),
        ("finding.edit", {"severity": 3}, True),
        ("finding.edit", {"severity": 4}, False),
        ("finding.edit", {"latitude": 91}, False),
        ("finding.edit", {"fact": "x" * 20_001}, False),
        ("finding.edit", {"found_at": "2023-07-18 10:00"}, False),
        ("finding.remove", {}, True),
        ("finding.remove", {"removed": True}, False),
        ("conflict.resolve", {"choice": "both"}, False),
    ],
)
def test_fields_have_their_types(kind: str, fields: dict[str, object], good: bool) -> None:
    assert (check(KINDS[kind], fields) is None) is good


def test_a_settled_value_must_fit_its_field() -> None:
    assert check_settled("finding", "fact", "两人合写") is None
    assert check_settled("finding", "removed", True) is None
    assert check_settled("finding", "severity", 9) is not None
    assert check_settled("finding", "colour", "red") is not None


@pytest.mark.parametrize(
    ("kind", "target", "good"),
    [
        ("inspection.start", VISIT, True),
        ("inspection.start", FINDING, False),
        ("answer.set", f"{VISIT}/A01", True),
        ("answer.set", f"{FINDING}/A01", False),
        ("answer.set", f"{VISIT}/", False),
        ("finding.edit", FINDING, True),
        ("finding.edit", "../../etc", False),
    ],
)
def test_an_operation_names_a_target_of_its_kind(kind: str, target: str, good: bool) -> None:
    assert names_its_target(KINDS[kind], make_operation(kind, VISIT, target, {})) is good


def test_empty_texts_have_one_spelling() -> None:
    assert canonical({"fact": None, "found_at": None, "note": "x"}) == {
        "fact": "",
        "found_at": None,
        "note": "x",
    }


def test_a_receipt_covers_everything_but_the_number() -> None:
    operation = make_operation("finding.edit", VISIT, FINDING, {"fact": "甲"})
    assert digest(operation) == digest(msgspec.structs.replace(operation, seq=99))
    for change in (
        {"made_at": "2023-07-18T02:38:22.000Z"},
        {"fields": {"fact": "乙"}},
        {"base": {"fact": 1}},
    ):
        assert digest(operation) != digest(msgspec.structs.replace(operation, **change))


def test_the_receipts_hash_is_that_of_sorted_json_without_spaces() -> None:
    operation = make_operation("finding.edit", VISIT, FINDING, {"latitude": 0.1, "fact": "“甲”\n"})
    content = msgspec.to_builtins(operation)
    del content["seq"]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert digest(operation) == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("case", HASH_CASES, ids=lambda case: case["name"])
def test_server_and_tablet_hash_an_operation_alike(case: dict[str, Any]) -> None:
    assert digest(protocol.Operation(**case["operation"])) == case["sha256"]


@given(st.binary(max_size=300))
def test_no_bytes_crash_the_decoder(body: bytes) -> None:
    with pytest.raises((protocol.BadMessage, protocol.ProtocolTooOld)):
        protocol.decode_request(body, protocol.Push)


@given(st.binary(max_size=2000))
def test_a_packed_body_comes_back_whole(body: bytes) -> None:
    assert protocol.inflate(gzip.compress(body)) == body
    with pytest.raises(protocol.BadMessage):
        protocol.inflate(gzip.compress(body)[:-1])


@given(st.integers(0, 2**53), st.text(max_size=40))
def test_a_cursor_says_where_it_stood(number: int, epoch: str) -> None:
    cursor = feed.encode_cursor(epoch, number)
    assert feed.decode_cursor(cursor, epoch) == number
    assert feed.decode_cursor(cursor, epoch + "'") == 0


@given(st.datetimes(timezones=st.just(UTC)))
def test_moments_keep_their_millisecond(moment: datetime) -> None:
    text = to_wire(moment)
    assert to_wire(from_wire(text)) == text
