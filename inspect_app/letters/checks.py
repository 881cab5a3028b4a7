"""What a letter still lacks, from its text, its sources, its photos and the fonts together."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import current_app

from inspect_app.foundation import clock
from inspect_app.letters import rules, sources
from inspect_app.letters.content import LetterContent, content_of_plain
from inspect_app.letters.models import Letter
from inspect_app.letters.refusals import LetterIncomplete
from inspect_app.letters.rendering import Renderer, default_renderer


def renderer() -> Renderer:
    """The process's renderer with the office's own fonts."""
    return default_renderer(current_app.extensions["settings"].letter_fonts)


def shortfalls(letter: Letter, at: datetime) -> tuple[rules.Shortfall, ...]:
    """Everything the letter lacks, the state of its sources included."""
    content = content_of_plain(letter.content)
    stale = tuple(
        rules.Shortfall(_block_of(content, source.finding_id), _stale_sentence(source))
        for source in sources.stale_sources(letter.id)
    )
    return stale + rules.check_complete(
        content,
        today=clock.office_date(at),
        missing_characters=renderer().missing_characters(content),
        photos_waiting=sources.photos_waiting(figure.evidence_id for figure in content.figures),
    )


def _stale_sentence(source: sources.StaleSource) -> str:
    if source.elsewhere:
        return f"{source.code} 已写进另一件公文，请从这件里取出。"
    if source.removed:
        return f"{source.code} 已被检查组移除，请从公文里取出。"
    return f"{source.code} 的事实收案后改过，请看改动。"


def _block_of(content: LetterContent, finding_id: UUID) -> str | None:
    return next((block.id for block in content.blocks if block.finding_id == str(finding_id)), None)


def require_complete(letter: Letter, at: datetime) -> None:
    """Raises LetterIncomplete with everything missing."""
    missing = shortfalls(letter, at)
    if missing:
        raise LetterIncomplete(missing)
