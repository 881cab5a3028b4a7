"""How a benchmark tells its figures: a table for people and, when asked, JSON (conventions, B).

Owns the shape of a figure and the common command line; measures nothing.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

NOT_INSTALLED = "not installed"


@dataclass(frozen=True)
class Figure:
    """One measured value with its target and the same work done by peers (or why a peer did not take part)."""

    figure: str
    value: float
    unit: str
    target: float | None = None
    peer: dict[str, float | str] = field(default_factory=dict)


def arguments(question: str) -> argparse.Namespace:
    """The command line every benchmark has."""
    parser = argparse.ArgumentParser(description=question)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, done within a minute")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures as JSON")
    return parser.parse_args()


def median_ms(work: Callable[[], object], rounds: int) -> float:
    """Median duration of `work` in milliseconds, after one round that does not count."""
    work()
    taken = []
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begin) * 1000)
    return round(statistics.median(taken), 1)


def tell(figures: Sequence[Figure], target: Path | None) -> None:
    """Print the table; write the JSON when asked."""
    names = sorted({name for figure in figures for name in figure.peer})
    head = ["figure", "value", "unit", "target", *names]
    rows = [
        [f.figure, str(f.value), f.unit, str(f.target or ""), *(str(f.peer.get(name, "")) for name in names)]
        for f in figures
    ]
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    for row in [head, *rows]:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    if target:
        target.write_text(
            json.dumps([asdict(f) for f in figures], ensure_ascii=False, indent=1) + "\n", "utf-8"
        )
