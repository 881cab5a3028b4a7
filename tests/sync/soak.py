"""`python -m tests.sync.soak --minutes 10`: the simulation with fresh random days until the time is over.

Ends with status 1 and Hypothesis's shortest story at the first day on which something was lost or doubled.
"""

from __future__ import annotations

import argparse
import time

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.sync.test_simulation import ManyTablets

DAYS_AT_ONCE = 500


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0)
    end = time.monotonic() + 60 * parser.parse_args().minutes
    days = 0
    while time.monotonic() < end:
        run_state_machine_as_test(
            ManyTablets,
            settings=settings(
                max_examples=DAYS_AT_ONCE,
                stateful_step_count=80,
                deadline=None,
                database=None,
                phases=(Phase.generate, Phase.shrink),
                suppress_health_check=list(HealthCheck),
            ),
        )
        days += DAYS_AT_ONCE
        print(f"{days} days without a loss", flush=True)


if __name__ == "__main__":
    main()
