"""Merging by field: laws that hold for every order of edits."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sync.merge import Author, Decision, Impossible, Stamp, Target, decide, pack, unpack
from sync.operations import KINDS

AT = "2023-07-18T02:38:21.000Z"
EDIT = KINDS["finding.edit"]
HAND_BACK = KINDS["finding.hand_back"]


def author(device: str) -> Author:
    return Author(device, f"person of {device}", AT)


def edit(target: Target, device: str, fields: dict[str, Any], base: dict[str, int]) -> Decision:
    decision = decide(EDIT, fields, base, target, author(device))
    assert isinstance(decision, Decision)
    return decision


def after(target: Target, decision: Decision) -> Target:
    return Target(
        True,
        {**target.values, **decision.writes},
        {**target.stamps, **decision.stamps},
        target.locked,
        target.late,
    )


def written(device: str = "m", version: int = 1, run_base: int = 0, value: str = "一稿") -> Target:
    stamp = Stamp(version, device, run_base, "person", AT)
    return Target(True, {"fact": value}, {"fact": stamp})


@given(st.lists(st.tuples(st.sampled_from("ml"), st.integers(0, 9)), max_size=12))
def test_versions_only_grow_and_no_edit_vanishes(edits: list[tuple[str, int]]) -> None:
    target = written()
    for number, (device, base) in enumerate(edits):
        text = f"{device}{number}"
        decision = edit(target, device, {"fact": text}, {"fact": base})
        held = {clash.yours for clash in decision.clashes}
        assert (decision.writes.get("fact") == text) != (text in held)
        if "fact" in decision.writes:
            assert decision.versions["fact"] > target.stamps["fact"].version
        target = after(target, decision)


@given(st.integers(1, 50), st.integers(0, 49))
def test_a_value_that_was_not_seen_is_never_replaced(version: int, base: int) -> None:
    target = written(device="m", version=version, run_base=version - 1)
    decision = edit(target, "l", {"fact": "别的"}, {"fact": base})
    assert (decision.result == "conflict") == (base < version)


def test_an_old_operation_of_the_device_itself_does_not_jump_over_what_another_wrote() -> None:
    target = written(device="l", version=2, run_base=1)
    target = after(target, edit(target, "m", {"fact": "看过之后"}, {"fact": 2}))
    late = edit(target, "m", {"fact": "当初没送成的"}, {"fact": 0})
    assert late.result == "conflict"


def test_a_tablet_that_saw_more_than_a_restored_server_knows_is_believed() -> None:
    decision = edit(written(version=2), "l", {"fact": "恢复之前看到第五稿后写的"}, {"fact": 5})
    assert (decision.result, decision.versions["fact"]) == ("applied", 6)


def test_the_earlier_of_two_starts_stands() -> None:
    start = KINDS["inspection.start"]
    stamp = Stamp(1, "m", 0, "person", AT)
    target = Target(True, {"started_at": "2023-07-18T02:00:00.000Z"}, {"started_at": stamp})
    for moment, stands in (("2023-07-18T01:00:00.000Z", True), ("2023-07-18T03:00:00.000Z", False)):
        decision = decide(start, {"started_at": moment}, {}, target, author("l"))
        assert isinstance(decision, Decision)
        assert (decision.result, "started_at" in decision.writes) == ("merged", stands)


def test_what_is_not_there_cannot_be_edited_and_what_is_there_not_be_made_again() -> None:
    missing = decide(EDIT, {"fact": "x"}, {}, Target(False), author("m"))
    assert missing == Impossible("target_missing")
    again = decide(KINDS["finding.create"], {"fact": "x"}, {}, written(), author("m"))
    assert again == Impossible("target_exists")


def test_after_the_lock_even_the_device_that_locked_does_not_edit() -> None:
    locked = Target(True, {"fact": "一稿"}, written().stamps, locked=True)
    assert edit(locked, "m", {"fact": "二稿"}, {"fact": 1}).result == "conflict"
    late = Target(True, {"fact": "一稿"}, written().stamps, locked=True, late=True)
    assert edit(late, "m", {"fact": "二稿"}, {"fact": 1}).result == "applied"


def test_stamps_survive_being_kept_as_json() -> None:
    stamps = written().stamps
    assert unpack(pack(stamps)) == stamps


@given(st.booleans(), st.booleans())
def test_of_two_moments_of_handing_back_the_later_stands_without_a_conflict(
    later: bool, locked: bool
) -> None:
    standing, sent = "2023-07-20T02:00:00.000Z", f"2023-07-{21 if later else 19}T02:00:00.000Z"
    stamps = {"handed_back_at": Stamp(1, "m", 0, "person", AT)}
    target = Target(True, {"handed_back_at": standing}, stamps, locked)
    decision = decide(HAND_BACK, {"handed_back_at": sent}, {}, target, author("l"))
    assert isinstance(decision, Decision) and not decision.clashes
    assert dict(decision.writes) == ({"handed_back_at": sent} if later else {})


def test_handing_back_for_the_first_time_is_written_also_after_the_lock() -> None:
    target = Target(True, {"fact": "一稿", "handed_back_at": None}, written().stamps, locked=True)
    decision = decide(HAND_BACK, {"handed_back_at": AT}, {}, target, author("m"))
    assert isinstance(decision, Decision) and decision.result == "applied"
    assert dict(decision.writes) == {"handed_back_at": AT}
