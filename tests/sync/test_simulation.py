"""Several tablets, a lossy wire and a server that is cut: nothing is lost, doubled or mixed.

A Hypothesis state machine. The model knows only what people did and saw: every wording is unique, and a wording may
disappear from the server only when somebody who had it on the screen wrote another, or when a conflict holds it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, Protocol

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from uuid_utils import compat

from sync.engine import Pushed
from sync.feed import Page
from sync.memory import MemoryServer
from sync.ports import Session
from sync.protocol import Push
from tests.sync.tablet_model import AT, Server, Tablet

TABLETS = 3
FIELDS = ("fact", "place", "people")
tablets = st.integers(0, TABLETS - 1)
picks = st.integers(0, 2)
names = st.sampled_from(FIELDS)
sizes = st.integers(1, 6)


class World(Server, Protocol):
    """A server with one inspection and the sessions of its team's tablets."""

    epoch: str
    visit: str
    sessions: list[Session]

    def knows(self, op_ids: Iterable[str]) -> set[str]:
        """Which of the operations it keeps with a receipt."""


class MemoryWorld:
    """The server in memory."""

    def __init__(self) -> None:
        self._server = MemoryServer()
        self.epoch = self._server.state.epoch
        self.visit = str(compat.uuid7())
        people = [str(compat.uuid7()) for _ in range(TABLETS)]
        self._server.add_inspection(self.visit, people)
        self.sessions = [Session(str(compat.uuid7()), person, person, AT) for person in people]

    def push(self, batch: Push, session: Session, *, crash_before_commit: bool = False) -> Pushed:
        return self._server.push(batch, session, crash_before_commit=crash_before_commit)

    def pull(self, session: Session, cursor: str, limit: int = 200) -> Page:
        return self._server.pull(session, cursor, limit)

    def knows(self, op_ids: Iterable[str]) -> set[str]:
        log = self._server.state.log
        return {op_id for op_id in op_ids if op_id in log and log[op_id].outcome.receipt}


class Field:
    """What people wrote into one field and had seen when they wrote."""

    def __init__(self) -> None:
        self.written: dict[str, int] = {}
        self.replaced: set[str] = set()


class ManyTablets(RuleBasedStateMachine):
    """The machine; its rules are what can happen on one day."""

    def make_world(self) -> World:
        """The server under test; other servers override this."""
        return MemoryWorld()

    @initialize()
    def begin(self) -> None:
        self.server = self.make_world()
        self.visit = self.server.visit
        self.tablets = [Tablet(session, self.server.epoch) for session in self.server.sessions]
        self.screen: list[dict[tuple[str, str], set[str]]] = [defaultdict(set) for _ in range(TABLETS)]
        self.model: dict[tuple[str, str], Field] = defaultdict(Field)
        self.hidden: list[dict[str, bool]] = [defaultdict(bool) for _ in range(TABLETS)]
        self.seen_at_removal: dict[str, set[str]] = defaultdict(set)
        self.applied: Counter[str] = Counter()
        self.count = 0
        self.findings: list[str] = []
        self.somebody_writes_a_finding(0)
        self.a_push_succeeds(0, 6)
        for who in range(TABLETS):
            self.somebody_pulls(who, 5)

    def _word(self, who: int, target: str, name: str) -> str:
        self.count += 1
        word = f"{who}-{self.count}"
        entry = self.model[target, name]
        entry.written[word] = who
        entry.replaced |= self.screen[who][target, name]
        self.screen[who][target, name].add(word)
        return word

    def _knows(self, who: int, target: str) -> bool:
        tablet = self.tablets[who]
        queued = any(op.target_id == target and op.kind == "finding.create" for op in tablet.queue)
        return queued or ("finding", target) in tablet.versions

    @rule(who=tablets)
    def somebody_writes_a_finding(self, who: int) -> None:
        target = str(compat.uuid7())
        self.findings.append(target)
        fields: dict[str, Any] = {"item_key": "A01", "ordinal": 1, "fact": self._word(who, target, "fact")}
        self.tablets[who].do("finding.create", self.visit, target, fields)

    @rule(who=tablets, pick=picks, name=names)
    def somebody_edits(self, who: int, pick: int, name: str) -> None:
        target = self.findings[pick % len(self.findings)]
        if self._knows(who, target) and not self.hidden[who][target]:
            self.tablets[who].do("finding.edit", self.visit, target, {name: self._word(who, target, name)})

    @rule(who=tablets, pick=picks)
    def somebody_removes_or_restores(self, who: int, pick: int) -> None:
        target = self.findings[pick % len(self.findings)]
        if not self._knows(who, target):
            return
        restore = self.hidden[who][target]
        self.tablets[who].do("finding.restore" if restore else "finding.remove", self.visit, target, {})
        self.hidden[who][target] = not restore
        if not restore:
            for name in FIELDS:
                self.seen_at_removal[target] |= self.screen[who][target, name]

    @rule(who=tablets, item=st.sampled_from(["A01", "A02"]))
    def somebody_notes_at_an_item(self, who: int, item: str) -> None:
        target = f"{self.visit}/{item}"
        self.tablets[who].do("answer.set", self.visit, target, {"note": self._word(who, target, "note")})

    @rule(who=tablets)
    def somebody_finishes(self, who: int) -> None:
        if self.count > 12:
            self.tablets[who].do("inspection.finish", self.visit, self.visit, {"finished_at": AT})

    @rule(who=tablets, size=sizes)
    def a_push_succeeds(self, who: int, size: int) -> None:
        tablet = self.tablets[who]
        if tablet.queue:
            tablet.settle(self._push(tablet.batch(size), who))

    @rule(who=tablets, size=sizes, times=st.integers(1, 3))
    def the_answer_is_lost_and_the_request_repeated(self, who: int, size: int, times: int) -> None:
        batch = self.tablets[who].batch(size)
        for _ in range(times):
            self._push(batch, who)

    @rule(who=tablets, size=sizes)
    def the_server_stops_before_its_commit(self, who: int, size: int) -> None:
        try:
            self.server.push(
                self.tablets[who].batch(size), self.tablets[who].session, crash_before_commit=True
            )
        except ConnectionError:
            return
        raise AssertionError("the crash did not happen")

    @rule(who=tablets, size=sizes)
    def the_answer_of_an_older_push_comes_late(self, who: int, size: int) -> None:
        tablet = self.tablets[who]
        old = tablet.batch(size)
        first = self._push(old, who)
        tablet.settle(self._push(tablet.batch(size + 1), who))
        tablet.settle(first)

    @rule(who=tablets)
    def the_head_of_a_queue_goes_missing_on_the_way(self, who: int) -> None:
        tablet = self.tablets[who]
        batch = Push(
            protocol=1, device_id=tablet.session.device_id, epoch=tablet.epoch, operations=tablet.queue[1:4]
        )
        pushed = self._push(batch, who)
        if len(tablet.queue) > 1:
            assert pushed.resend_from is not None or pushed.outcomes

    @rule(who=tablets, limit=st.integers(1, 5))
    def somebody_pulls(self, who: int, limit: int) -> None:
        self.tablets[who].pull(self.server, limit)
        for (type_, target), record in self.tablets[who].records.items():
            if type_ == "finding" and not any(op.target_id == target for op in self.tablets[who].queue):
                self.hidden[who][target] = bool(record["removed"])
            for name, value in record.items():
                if type_ in ("finding", "answer") and isinstance(value, str):
                    self.screen[who][target, name].add(value)

    def _push(self, batch: Push, who: int) -> Any:
        pushed = self.server.push(batch, self.tablets[who].session)
        self.applied.update(o.op_id for o in pushed.outcomes if o.result in ("applied", "merged", "conflict"))
        return pushed

    @invariant()
    def nothing_is_applied_twice(self) -> None:
        assert not [op_id for op_id, times in getattr(self, "applied", {}).items() if times > 1]

    @invariant()
    def what_has_a_receipt_is_on_the_server(self) -> None:
        for tablet in getattr(self, "tablets", []):
            assert tablet.kept.keys() == self.server.knows(tablet.kept)

    def teardown(self) -> None:
        if not hasattr(self, "server"):
            return
        for who, tablet in enumerate(self.tablets):
            while tablet.queue:
                tablet.settle(self._push(tablet.batch(), who))
        for tablet in self.tablets:
            tablet.pull(self.server, limit=3)
        # What somebody sees who comes new to the team is what the server holds.
        truth = Tablet(self.server.sessions[0], self.server.epoch)
        truth.pull(self.server)
        self._tablets_agree_with(truth)
        self._no_wording_is_lost(truth)
        self._nothing_is_removed_unseen(truth)

    def _tablets_agree_with(self, truth: Tablet) -> None:
        for tablet in self.tablets:
            assert not tablet.attention and not tablet.deferred
            assert tablet.records == truth.records

    def _no_wording_is_lost(self, truth: Tablet) -> None:
        held: dict[tuple[str, str], set[str]] = defaultdict(set)
        for (type_, _), record in truth.records.items():
            if type_ == "conflict":
                held[record["target_id"], record["field"]] |= {record["yours"], record["theirs"]}
        for (target, name), entry in self.model.items():
            type_ = "answer" if "/" in target else "finding"
            standing = truth.records[type_, target].get(name)
            lost = entry.written.keys() - entry.replaced - held[target, name] - {standing}
            assert not lost, f"{name} of {target}: {lost} vanished, {standing} stands"

    def _nothing_is_removed_unseen(self, truth: Tablet) -> None:
        for (type_, target), record in truth.records.items():
            if type_ == "finding" and record["removed"]:
                words = {record[name] for name in FIELDS if record.get(name)}
                assert words <= self.seen_at_removal[target]


ManyTablets.TestCase.settings = settings(
    max_examples=200, stateful_step_count=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestManyTablets = ManyTablets.TestCase
