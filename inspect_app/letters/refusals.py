"""What letters refuse, each with its code and sentence (conventions E1)."""

from __future__ import annotations

from collections.abc import Sequence

from inspect_app.foundation.refusals import Refusal
from inspect_app.letters.rules import Shortfall


class LetterIncomplete(Refusal):
    """Something is missing before the letter may go on; `shortfalls` has all of it."""

    code = "letter_incomplete"
    http_status = 409
    message = "还差几处，补上再送。"

    def __init__(self, shortfalls: Sequence[Shortfall]) -> None:
        missing = [{"block": item.block_id, "sentence": item.sentence} for item in shortfalls]
        super().__init__(f"还差 {len(missing)} 处：{shortfalls[0].sentence}", missing=missing)
        self.shortfalls = tuple(shortfalls)


class CannotIssue(Refusal):
    """This person may not take this step on this letter: drafter, reviewer, issuer and inspectors are kept apart."""

    code = "letter_needs_another_person"
    http_status = 409
    message = "这一步要由别人办。"
