"""What a look of `doctor` results in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """How much a finding matters."""

    GOOD = "正常"
    NOTE = "注意"
    BAD = "要处理"


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what it is, how it stands, and what to do when it is not good."""

    subject: str
    state: State
    sentence: str
