"""What every server behind the engine must do, in memory and on SQL: the same tests against both.

A test class inherits `EngineContract` and gives a `server` fixture that fulfils `Harness`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

import pytest
from uuid_utils import compat

from sync.ports import Session
from tests.sync.tablet_model import AT, Server, Tablet, replaced

LATER = "2023-07-18T09:00:00.000Z"
FACT = {"item_key": "A01", "ordinal": 1, "fact": "现场未公示收费标准"}


class Harness(Server, Protocol):
    """A server with people: `ma` and `li` are of the team of every inspection, `wu` of none."""

    epoch: str

    def inspection(self, people: Iterable[str] = ("ma", "li")) -> str: ...
    def tablet(self, person: str) -> Session: ...
    def take_off(self, inspection_id: str, person: str) -> None: ...
    def put_on(self, inspection_id: str, person: str) -> None: ...
    def restore_under(self, epoch: str) -> None: ...
    def person_id(self, person: str) -> str: ...


def new_id() -> str:
    return str(compat.uuid7())


def a_tablet(server: Harness, person: str = "ma") -> Tablet:
    tablet = Tablet(server.tablet(person), server.epoch)
    tablet.pull(server)
    return tablet


class EngineContract:
    """The tests. Names are sentences about the protocol."""

    @pytest.fixture
    def ma(self, server: Harness) -> Tablet:
        return a_tablet(server, "ma")

    @pytest.fixture
    def visit(self, server: Harness) -> str:
        return server.inspection()

    def finding(self, tablet: Tablet, visit: str, **fields: Any) -> str:
        target = new_id()
        tablet.do("finding.create", visit, target, {**FACT, **fields})
        return target

    def test_an_operation_is_applied_and_gets_a_receipt(
        self, server: Harness, visit: str, ma: Tablet
    ) -> None:
        operation = ma.do("answer.set", visit, f"{visit}/A01", {"value": "problem_found"})
        pushed = ma.send(server)
        (outcome,) = pushed.outcomes
        assert (outcome.result, outcome.versions) == ("applied", {"value": 1})
        assert outcome.receipt is not None and outcome.receipt.id == operation.op_id
        assert pushed.expected_seq == 2

    def test_a_repeated_push_changes_nothing_and_repeats_the_answer(
        self, server: Harness, visit: str, ma: Tablet
    ) -> None:
        self.finding(ma, visit)
        batch = ma.batch()
        first = server.push(batch, ma.session).outcomes[0]
        feed = len(Tablet(ma.session, server.epoch).pull(server))
        again = server.push(batch, ma.session).outcomes[0]
        assert again.result == "duplicate"
        assert (again.versions, again.receipt) == (first.versions, first.receipt)
        assert len(Tablet(ma.session, server.epoch).pull(server)) == feed

    def test_a_batch_cut_before_its_commit_leaves_nothing(
        self, server: Harness, visit: str, ma: Tablet
    ) -> None:
        self.finding(ma, visit)
        with pytest.raises(ConnectionError):
            server.push(ma.batch(), ma.session, crash_before_commit=True)
        assert [outcome.result for outcome in ma.send(server).outcomes] == ["applied"]

    def test_a_gap_asks_for_the_missing_number(self, server: Harness, visit: str, ma: Tablet) -> None:
        lost = ma.do("answer.set", visit, f"{visit}/A01", {"value": "none_found"})
        ma.do("answer.set", visit, f"{visit}/A02", {"value": "none_found"})
        ma.queue.remove(lost)
        pushed = server.push(ma.batch(), ma.session)
        assert (pushed.resend_from, pushed.outcomes, pushed.expected_seq) == (1, [], 1)

    def test_a_used_number_on_a_new_operation_asks_to_number_anew(
        self, server: Harness, visit: str, ma: Tablet
    ) -> None:
        ma.do("answer.set", visit, f"{visit}/A01", {"value": "none_found"})
        ma.send(server)
        ma.next_seq = 1
        ma.do("answer.set", visit, f"{visit}/A02", {"value": "none_found"})
        pushed = server.push(ma.batch(), ma.session)
        assert (pushed.resend_from, pushed.outcomes) == (2, [])
        ma.settle(pushed)
        assert [outcome.result for outcome in ma.send(server).outcomes] == ["applied"]

    def test_one_bad_operation_does_not_stop_the_others(
        self, server: Harness, visit: str, ma: Tablet
    ) -> None:
        ma.do("answer.set", visit, f"{visit}/A01", {"value": "perhaps"})
        ma.do("answer.set", visit, f"{visit}/A02", {"value": "none_found"})
        results = [outcome.result for outcome in ma.send(server).outcomes]
        assert results == ["rejected", "applied"]

    def test_a_rejection_is_repeated_as_a_rejection(self, server: Harness, visit: str, ma: Tablet) -> None:
        ma.do("answer.set", visit, f"{visit}/A01", {"value": "perhaps"})
        batch = ma.batch()
        first = server.push(batch, ma.session).outcomes[0]
        again = server.push(batch, ma.session).outcomes[0]
        assert first == again and again.result == "rejected"
        assert again.refusal is not None and again.refusal.code == "invalid_fields"

    def test_what_depends_on_a_rejected_operation_is_rejected(
        self, server: Harness, visit: str, ma: Tablet
    ) -> None:
        bad = ma.do("finding.create", visit, new_id(), {**FACT, "severity": 9})
        ma.do("answer.set", visit, f"{visit}/A01", {"value": "problem_found"}, depends_on=[bad.op_id])
        outcomes = ma.send(server).outcomes
        assert [outcome.result for outcome in outcomes] == ["rejected", "rejected"]
        assert outcomes[1].refusal is not None and outcomes[1].refusal.code == "depends_on_rejected"

    def test_an_unknown_kind_waits_and_so_does_what_depends_on_it(
        self, server: Harness, visit: str, ma: Tablet
    ) -> None:
        newer = ma.do("interview.record", visit, new_id(), {"words": "……"})
        ma.do("answer.set", visit, f"{visit}/A01", {"value": "none_found"}, depends_on=[newer.op_id])
        pushed = ma.send(server)
        assert [outcome.result for outcome in pushed.outcomes] == ["deferred", "deferred"]
        assert pushed.expected_seq == 3

    def test_a_deferred_operation_is_judged_anew_under_a_new_number_only(
        self, server: Harness, visit: str, ma: Tablet
    ) -> None:
        waiting = ma.do("answer.set", visit, f"{visit}/A01", {"value": "none_found"}, depends_on=[new_id()])
        batch = ma.batch()
        assert server.push(batch, ma.session).outcomes[0].result == "deferred"
        assert server.push(batch, ma.session).outcomes[0].result == "deferred"
        ma.queue = [replaced(waiting, seq=2)]
        outcome = server.push(ma.batch(), ma.session).outcomes[0]
        assert (outcome.result, outcome.seq) == ("deferred", 2)

    def test_another_content_under_a_used_id_is_refused(
        self, server: Harness, visit: str, ma: Tablet
    ) -> None:
        operation = ma.do("answer.set", visit, f"{visit}/A01", {"value": "none_found"})
        ma.send(server)
        ma.queue = [replaced(operation, seq=2, fields={"value": "not_applicable"})]
        outcome = server.push(ma.batch(), ma.session).outcomes[0]
        assert outcome.result == "rejected"
        assert outcome.refusal is not None and outcome.refusal.code == "op_id_reused"

    def test_the_receipt_of_an_operation_is_not_given_to_another_person(
        self, server: Harness, visit: str, ma: Tablet
    ) -> None:
        operation = ma.do("answer.set", visit, f"{visit}/A01", {"value": "none_found"})
        ma.send(server)
        li = a_tablet(server, "li")
        li.queue = [operation]
        outcome = server.push(li.batch(), li.session).outcomes[0]
        assert (outcome.result, outcome.receipt) == ("rejected", None)

    def test_somebody_outside_the_team_is_refused_as_if_nothing_were_there(
        self, server: Harness, visit: str
    ) -> None:
        wu = a_tablet(server, "wu")
        wu.do("answer.set", visit, f"{visit}/A01", {"value": "none_found"})
        nowhere_id = new_id()
        wu.do("answer.set", nowhere_id, nowhere_id + "/A01", {"value": "none_found"})
        here, nowhere = server.push(wu.batch(), wu.session).outcomes
        assert here.refusal == nowhere.refusal
        assert here.refusal is not None

    def test_two_tablets_that_change_different_fields_are_both_kept(
        self, server: Harness, visit: str, ma: Tablet
    ) -> None:
        target = self.finding(ma, visit)
        ma.send(server)
        li = a_tablet(server, "li")
        li.do("finding.edit", visit, target, {"place": "办事大厅"})
        ma.do("finding.edit", visit, target, {"fact": "窗口未公示收费标准"})
        assert [o.result for o in (*li.send(server).outcomes, *ma.send(server).outcomes)] == ["applied"] * 2
        ma.pull(server)
        record = ma.records["finding", target]
        assert (record["place"], record["fact"]) == ("办事大厅", "窗口未公示收费标准")

    def test_the_same_field_changed_on_both_sides_makes_a_conflict_that_keeps_both(
        self, server: Harness, visit: str, ma: Tablet
    ) -> None:
        target = self.finding(ma, visit)
        ma.send(server)
        li = a_tablet(server, "li")
        ma.do("finding.edit", visit, target, {"fact": "马写的"})
        li.do("finding.edit", visit, target, {"fact": "李写的", "place": "大厅"})
        ma.send(server)
        (outcome,) = li.send(server).outcomes
        (conflict,) = outcome.conflicts
        assert (outcome.result, conflict.field) == ("conflict", "fact")
        assert (conflict.yours, conflict.theirs) == ("李写的", "马写的")
        assert outcome.receipt is not None
        ma.pull(server)
        assert ma.records["finding", target]["fact"] == "马写的"
        assert ma.records["finding", target]["place"] == "大厅"
        assert ma.records["conflict", conflict.conflict_id]["yours"] == "李写的"

    def test_a_second_wording_of_the_same_device_stays_one_conflict(
        self, server: Harness, visit: str, ma: Tablet
    ) -> None:
        target = self.finding(ma, visit)
        ma.send(server)
        li = a_tablet(server, "li")
        ma.do("finding.edit", visit, target, {"fact": "马写的"})
        ma.send(server)
        li.do("finding.edit", visit, target, {"fact": "李写的"})
        li.do("finding.edit", visit, target, {"fact": "李改过的"})
        first, second = li.send(server).outcomes
        assert first.conflicts[0].conflict_id == second.conflicts[0].conflict_id
        ma.pull(server)
        assert ma.records["conflict", second.conflicts[0].conflict_id]["yours"] == "李改过的"

    def test_a_devices_own_edits_made_before_any_answer_are_no_conflict(
        self, server: Harness, visit: str, ma: Tablet
    ) -> None:
        target = self.finding(ma, visit)
        for text in ("现场", "现场未", "现场未公示"):
            ma.do("finding.edit", visit, target, {"fact": text})
        outcomes = ma.send(server).outcomes
        assert [outcome.result for outcome in outcomes] == ["applied"] * 4
        ma.pull(server)
        assert ma.records["finding", target]["fact"] == "现场未公示"

    def test_the_same_value_from_both_sides_is_no_conflict(
        self, server: Harness, visit: str, ma: Tablet
    ) -> None:
        li = a_tablet(server, "li")
        for tablet in (ma, li):
            tablet.do("answer.set", visit, f"{visit}/A01", {"value": "none_found"})
        assert ma.send(server).outcomes[0].result == "applied"
        outcome = li.send(server).outcomes[0]
        assert (outcome.result, outcome.versions) == ("merged", {"value": 1})

    def test_removing_loses_against_a_newer_edit(self, server: Harness, visit: str, ma: Tablet) -> None:
        target = self.finding(ma, visit)
        ma.send(server)
        li = a_tablet(server, "li")
        li.do("finding.edit", visit, target, {"fact": "李补充的"})
        li.send(server)
        ma.do("finding.remove", visit, target, {})
        outcome = ma.send(server).outcomes[0]
        assert [conflict.field for conflict in outcome.conflicts] == ["removed"]
        ma.pull(server)
        assert ma.records["finding", target]["fact"] == "李补充的"
        assert not ma.records["finding", target]["removed"]

    def test_an_edit_that_had_not_seen_the_removal_brings_the_thing_back(
        self, server: Harness, visit: str, ma: Tablet
    ) -> None:
        target = self.finding(ma, visit)
        ma.send(server)
        li = a_tablet(server, "li")
        ma.do("finding.remove", visit, target, {})
        assert ma.send(server).outcomes[0].result == "applied"
        li.do("finding.edit", visit, target, {"fact": "李补充的"})
        outcome = li.send(server).outcomes[0]
        assert [(c.field, c.yours, c.theirs) for c in outcome.conflicts] == [("removed", False, True)]
        li.pull(server)
        record = li.records["finding", target]
        assert (record["fact"], bool(record["removed"])) == ("李补充的", False)

    def test_a_removed_thing_can_be_restored(self, server: Harness, visit: str, ma: Tablet) -> None:
        target = self.finding(ma, visit)
        ma.do("finding.remove", visit, target, {})
        ma.send(server)
        ma.do("finding.restore", visit, target, {})
        assert ma.send(server).outcomes[0].result == "applied"
        ma.pull(server)
        assert not ma.records["finding", target]["removed"]

    @pytest.mark.parametrize(
        ("choice", "value", "standing"),
        [("yours", None, "李写的"), ("theirs", None, "马写的"), ("merged", "两人合写的", "两人合写的")],
    )
    def test_a_person_settles_a_conflict(
        self, server: Harness, visit: str, ma: Tablet, choice: str, value: str | None, standing: str
    ) -> None:
        target, conflict_id = self._a_conflict(server, visit, ma)
        ma.pull(server)
        ma.do("conflict.resolve", visit, conflict_id, {"choice": choice, "value": value})
        assert ma.send(server).outcomes[0].result == "applied"
        ma.pull(server)
        assert ma.records["finding", target]["fact"] == standing
        assert ma.records["conflict", conflict_id]["resolved"]

    def test_two_people_who_settle_a_conflict_differently_are_in_conflict_again(
        self, server: Harness, visit: str, ma: Tablet
    ) -> None:
        target, conflict_id = self._a_conflict(server, visit, ma)
        li = a_tablet(server, "li")
        ma.do("conflict.resolve", visit, conflict_id, {"choice": "theirs"})
        li.do("conflict.resolve", visit, conflict_id, {"choice": "yours"})
        ma.send(server)
        outcome = li.send(server).outcomes[0]
        assert [(c.yours, c.theirs) for c in outcome.conflicts] == [("李写的", "马写的")]
        ma.pull(server)
        assert ma.records["finding", target]["fact"] == "马写的"

    def _a_conflict(self, server: Harness, visit: str, ma: Tablet) -> tuple[str, str]:
        target = self.finding(ma, visit)
        ma.send(server)
        li = a_tablet(server, "li")
        ma.do("finding.edit", visit, target, {"fact": "马写的"})
        li.do("finding.edit", visit, target, {"fact": "李写的"})
        ma.send(server)
        return target, li.send(server).outcomes[0].conflicts[0].conflict_id

    def test_additions_after_the_lock_are_late_and_edits_become_conflicts(
        self, server: Harness, visit: str, ma: Tablet
    ) -> None:
        target = self.finding(ma, visit)
        ma.send(server)
        li = a_tablet(server, "li")
        ma.do("inspection.finish", visit, visit, {"finished_at": AT})
        assert ma.send(server).outcomes[0].result == "applied"
        added = self.finding(li, visit, item_key="A02")
        li.do("finding.edit", visit, added, {"place": "门口"})
        li.do("finding.edit", visit, target, {"fact": "锁定前写的"})
        results = [outcome.result for outcome in li.send(server).outcomes]
        assert results == ["applied", "applied", "conflict"]
        li.pull(server)
        assert li.records["finding", added]["place"] == "门口"
        assert li.records["finding", target]["fact"] == FACT["fact"]

    def test_two_tablets_that_finish_agree_on_the_earlier_moment(
        self, server: Harness, visit: str, ma: Tablet
    ) -> None:
        li = a_tablet(server, "li")
        ma.do("inspection.finish", visit, visit, {"finished_at": LATER})
        li.do("inspection.finish", visit, visit, {"finished_at": AT})
        assert ma.send(server).outcomes[0].result == "applied"
        assert li.send(server).outcomes[0].result == "merged"
        ma.pull(server)
        assert ma.records["inspection", visit]["finished_at"] == AT

    def test_a_batch_of_another_epoch_is_not_judged(self, server: Harness, visit: str, ma: Tablet) -> None:
        self.finding(ma, visit)
        server.restore_under(new_id())
        pushed = server.push(ma.batch(), ma.session)
        assert (pushed.outcomes, pushed.resend_from) == ([], 1)

    def test_after_a_restore_a_tablet_offers_again_all_it_kept(
        self, server: Harness, visit: str, ma: Tablet
    ) -> None:
        target = self.finding(ma, visit)
        ma.send(server)
        epoch = new_id()
        server.restore_under(epoch)
        ma.learn_epoch(epoch, server.push(ma.batch(), ma.session).expected_seq)
        assert [outcome.result for outcome in ma.send(server).outcomes] == ["duplicate"]
        ma.pull(server)
        assert ("finding", target) in ma.records

    def test_pages_join_without_gap_or_loss_while_others_write(
        self, server: Harness, visit: str, ma: Tablet
    ) -> None:
        targets = [self.finding(ma, visit, ordinal=n) for n in range(1, 8)]
        ma.send(server)
        li = Tablet(server.tablet("li"), server.epoch)

        def ma_goes_on() -> None:
            if ma.next_seq < 12:
                ma.do("finding.edit", visit, targets[0], {"fact": f"第{ma.next_seq}稿"})
                ma.send(server)

        li.pull(server, limit=2, between=ma_goes_on)
        assert {key[1] for key in li.records if key[0] == "finding"} == set(targets)
        assert li.records["finding", targets[0]]["fact"] == "第11稿"

    def test_rights_lost_arrive_as_a_removal_and_rights_gained_bring_everything(
        self, server: Harness, visit: str, ma: Tablet
    ) -> None:
        target = self.finding(ma, visit)
        ma.send(server)
        li = a_tablet(server, "li")
        assert ("finding", target) in li.records
        server.take_off(visit, "li")
        assert f"inspection {visit} removed" in li.pull(server)
        assert ("inspection", visit) not in li.records
        server.put_on(visit, "li")
        li.records.clear()
        li.pull(server)
        assert {("inspection", visit), ("finding", target)} <= li.records.keys()

    def test_a_pull_shows_nothing_of_other_teams(self, server: Harness, visit: str, ma: Tablet) -> None:
        self.finding(ma, visit)
        ma.send(server)
        assert Tablet(server.tablet("wu"), server.epoch).pull(server) == []
