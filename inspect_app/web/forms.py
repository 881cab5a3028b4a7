"""The base of all office forms, and how sentences of a refusal come back to their fields.

Promises: WTForms' own messages are Chinese; a form that comes back keeps everything that was typed (ui.md 4, error text).
Does not: know any field.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import Field

from inspect_app.foundation.refusals import InvalidInput, Refusal


class OfficeForm(FlaskForm):
    """A form with CSRF and Chinese messages."""

    class Meta:
        locales = ("zh",)

    @property
    def seen_version(self) -> int:
        """The version that the person saw (hidden field `version`); 0 when it was tampered with, which never fits."""
        raw = self["version"].data or ""
        return int(raw) if raw.isdigit() else 0

    def take_refusal(self, refusal: Refusal) -> None:
        """Put the sentences of `refusal` at their fields; what names no field of this form goes on top."""
        sentences = refusal.fields if isinstance(refusal, InvalidInput) else {}
        for name, sentence in sentences.items():
            if name in self:
                field: Field = self[name]
                field.errors = [*field.errors, sentence]
            else:
                self.form_errors.append(sentence)
        if not sentences:
            self.form_errors.append(refusal.message)


class PlainForm(OfficeForm):
    """A button of its own: nothing but the CSRF token."""


def choices_of(rows: Iterable[tuple[UUID, str]]) -> dict[str, str]:
    """Choices of a select field from ids and names, in their order."""
    return {str(key): name for key, name in rows}


def stripped(value: Any) -> Any:
    """A filter for text fields: without blanks at both ends."""
    return value.strip() if isinstance(value, str) else value
