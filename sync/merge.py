"""Merging by field: what one operation does to the state of its target. Pure.

Owns the rules of README.md, "Merging". Promises that of two values for one field none is lost: either the new one
is written because its device knew the old one, or both stand in a `Clash`. Does not know where states are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sync.operations import REMOVED, Kind, Merge


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where the value of a field comes from.

    `run_base` is the version before the unbroken run of changes that `device` made: whoever had seen that version
    and is the same device had in truth seen its own later ones too.
    """

    version: int
    device: str
    run_base: int
    person: str | None
    at: str | None

    def seen_by(self, device: str, base: int) -> bool:
        """Whether a device that names `base` knew this value (its own run counts as known)."""
        return base >= self.version or (device == self.device and base >= self.run_base)


def pack(stamps: Mapping[str, Stamp]) -> dict[str, list[Any]]:
    """Stamps as plain JSON, to be kept beside the values."""
    return {name: [s.version, s.device, s.run_base, s.person, s.at] for name, s in stamps.items()}


def unpack(packed: Mapping[str, list[Any]]) -> dict[str, Stamp]:
    """The stamps that `pack` wrote."""
    return {name: Stamp(*values) for name, values in packed.items()}


def versions(packed: Mapping[str, list[Any]]) -> dict[str, int]:
    """Only the version of each field, as tablets are told it."""
    return {name: values[0] for name, values in packed.items()}


@dataclass(frozen=True, slots=True)
class Target:
    """The state an operation meets. A field without a stamp was never set.

    `locked` says that the inspection was finished before: additions are late, edits become conflicts. What was
    itself added late (`late`) may still be edited.
    """

    exists: bool
    values: Mapping[str, Any] = field(default_factory=dict)
    stamps: Mapping[str, Stamp] = field(default_factory=dict)
    locked: bool = False
    late: bool = False

    @property
    def frozen(self) -> bool:
        """Whether what stands may no longer be edited."""
        return self.locked and not self.late


@dataclass(frozen=True, slots=True)
class Author:
    """Who made the operation, on which device, and when the server took it."""

    device: str
    person: str
    at: str


@dataclass(frozen=True, slots=True)
class Clash:
    """One field both sides changed: `yours` was sent, `theirs` stands with its stamp (None: never stamped)."""

    field: str
    yours: Any
    theirs: Any
    stamp: Stamp | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do: write `writes`, keep `stamps` for them, record `clashes`. `late` marks additions after the lock."""

    result: Literal["applied", "merged", "conflict"]
    writes: Mapping[str, Any]
    stamps: Mapping[str, Stamp]
    versions: Mapping[str, int]
    clashes: tuple[Clash, ...] = ()
    late: bool = False


@dataclass(frozen=True, slots=True)
class Impossible:
    """The operation cannot meet this state; `code` says why."""

    code: Literal["target_missing", "target_exists"]


def decide(
    kind: Kind, fields: Mapping[str, Any], base: Mapping[str, int], target: Target, author: Author
) -> Decision | Impossible:
    """Judge one operation against the state of its target.

    Args:
        fields: already checked and in their canonical values (`operations.canonical`).
        base: the version of each field that the device had seen.
    """
    if kind.act == "create" and target.exists:
        return Impossible("target_exists")
    if kind.act in ("edit", "remove", "restore", "finish") and not target.exists:
        return Impossible("target_missing")
    work = _Work(target, base, author)
    if kind.act == "remove":
        work.remove()
    elif kind.act == "restore":
        work.restore()
    else:
        work.bring_back_if_removed(kind)
        for name, value in fields.items():
            if kind.act == "settle":
                work.settle(name, value)
            else:
                work.set(name, value, kind.merge.get(name, "conflict"))
    return work.decision(late=target.locked and not target.exists)


def _next(present: Stamp | None, author: Author, base: int = 0) -> Stamp:
    version = present.version if present else 0
    own_run = present is not None and present.device == author.device
    run_base = present.run_base if present and own_run else version
    return Stamp(max(version, base) + 1, author.device, run_base, author.person, author.at)


class _Work:
    """Gathers the decision field by field."""

    def __init__(self, target: Target, base: Mapping[str, int], author: Author) -> None:
        self._target, self._base, self._author = target, base, author
        self._writes: dict[str, Any] = {}
        self._stamps: dict[str, Stamp] = {}
        self._versions: dict[str, int] = {}
        self._clashes: list[Clash] = []
        self._met_others = False

    def set(self, name: str, value: Any, rule: Merge = "conflict") -> None:
        present, standing = self._target.stamps.get(name), self._target.values.get(name)
        base = self._base.get(name, 0)
        seen = present is None or present.seen_by(self._author.device, base)
        if present is not None and value == standing:
            self._met_others |= not seen
            self._versions[name] = present.version
        elif present is not None and rule != "conflict" and standing is not None:
            self._met_others = True
            if (value < standing) == (rule == "earliest"):
                self._write(name, value, base)
            else:
                self._versions[name] = present.version
        elif not seen or (self._target.frozen and present is not None):
            self._clash(name, value)
        else:
            self._write(name, value, base)

    def settle(self, name: str, value: Any) -> None:
        """A person chose between two values: written even when it stands already, so that a second choice is seen."""
        present, base = self._target.stamps.get(name), self._base.get(name, 0)
        if present is None or present.seen_by(self._author.device, base):
            self._write(name, value, base)
        elif value == self._target.values.get(name):
            self._versions[name] = present.version
        else:
            self._clash(name, value)

    def remove(self) -> None:
        """Removing loses against whatever another device changed that this one had not seen."""
        if self._target.values.get(REMOVED):
            return self.set(REMOVED, True)
        newer = any(
            not stamp.seen_by(self._author.device, self._base.get(name, 0))
            for name, stamp in self._target.stamps.items()
        )
        if newer or self._target.frozen:
            return self._clash(REMOVED, True)
        return self._write(REMOVED, True, self._base.get(REMOVED, 0))

    def restore(self) -> None:
        """Restoring keeps a thing, so it is never in dispute with a removal it had not seen."""
        if self._target.values.get(REMOVED):
            self._write(REMOVED, False, self._base.get(REMOVED, 0))

    def bring_back_if_removed(self, kind: Kind) -> None:
        """An edit by a device that had not seen the removal brings the thing back and leaves both to a person."""
        stamp = self._target.stamps.get(REMOVED)
        if kind.act != "edit" or stamp is None or not self._target.values.get(REMOVED):
            return
        if not stamp.seen_by(self._author.device, self._base.get(REMOVED, 0)):
            self._clash(REMOVED, False)
            self._write(REMOVED, False, 0)

    def decision(self, *, late: bool) -> Decision:
        result: Literal["applied", "merged", "conflict"] = "applied"
        if self._clashes:
            result = "conflict"
        elif self._met_others:
            result = "merged"
        return Decision(result, self._writes, self._stamps, self._versions, tuple(self._clashes), late)

    def _write(self, name: str, value: Any, base: int) -> None:
        stamp = _next(self._target.stamps.get(name), self._author, base)
        self._writes[name], self._stamps[name], self._versions[name] = value, stamp, stamp.version

    def _clash(self, name: str, value: Any) -> None:
        present, standing = self._target.stamps.get(name), self._target.values.get(name)
        if name == REMOVED:
            standing = bool(standing)
        self._clashes.append(Clash(name, value, standing, present))
        self._versions[name] = present.version if present else 0
