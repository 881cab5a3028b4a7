"""Refusals: a person or a machine asked for something that is not allowed or not possible.

Each has a stable `code`, an HTTP status and a Chinese sentence saying what to do; one handler in web/error_pages.py
turns it into a page or JSON. Bugs are plain exceptions and never become refusals (conventions E1, E2).
"""

from __future__ import annotations

from typing import ClassVar


class Refusal(Exception):
    """Base. Subclasses set `code`, `http_status` and `message`; `details` are for the JSON answer only.

    Args:
        message: a Chinese sentence that replaces the class's own.
        details: values the caller may show beside the sentence.
    """

    code: ClassVar[str] = "refused"
    http_status: ClassVar[int] = 409
    message: str = "现在不能这样做。"

    def __init__(self, message: str | None = None, **details: object) -> None:
        self.message = message or type(self).message
        self.details = details
        super().__init__(self.message)


class NotVisible(Refusal):
    """The thing does not exist, or not for this person: the two are not told apart (ui.md 1.9)."""

    code = "not_found"
    http_status = 404
    message = "没有这一页，或者您现在不能看。"


class InvalidInput(Refusal):
    """Something entered cannot be taken. `fields` maps field names to sentences."""

    code = "invalid_input"
    http_status = 422
    message = "有几处要改一下。"

    def __init__(
        self, message: str | None = None, *, fields: dict[str, str] | None = None, **details: object
    ) -> None:
        super().__init__(message, fields=fields or {}, **details)
        self.fields = fields or {}


class EditedMeanwhile(Refusal):
    """Someone else saved in between; nothing is overwritten."""

    code = "edited_meanwhile"
    http_status = 409
    message = "别人刚改过。请看改动再存。"


class AlreadyDone(Refusal):
    """The same request came twice; the first one counts."""

    code = "already_done"
    http_status = 409
    message = "已经办过了，没有重复。"
