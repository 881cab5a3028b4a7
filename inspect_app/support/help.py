"""The pages of help: the manual's chapters, found by words, with their pictures."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, render_template, request, send_file, url_for
from markdown_it.token import Token
from markupsafe import Markup

from inspect_app.accounts.guards import signed_in
from inspect_app.foundation.refusals import NotVisible
from inspect_app.support.manual import Manual, manual, picture_file, rendered

bp = Blueprint("help", __name__, url_prefix="/help")

LONGEST_SEARCH = 80


@bp.get("")
@signed_in
def contents() -> str:
    """What the manual says first, and all chapters, or those that hold the words looked for."""
    book, search = manual(), request.args.get("q", "").strip()[:LONGEST_SEARCH]
    return render_template(
        "support/help.html",
        opening=_page_html(book, book.opening),
        chapters=book.chapters_with(search),
        search=search,
    )


@bp.get("/<anchor>")
@signed_in
def chapter(anchor: str) -> str:
    """One chapter, with the list of all chapters beside it."""
    book = manual()
    current = book.chapter(anchor)
    if current is None:
        raise NotVisible
    place = book.chapters.index(current)
    return render_template(
        "support/help_chapter.html",
        current=current,
        chapters=book.chapters,
        content=_page_html(book, current.tokens),
        following=book.chapters[place + 1] if place + 1 < len(book.chapters) else None,
    )


@bp.get("/pictures/<name>")
@signed_in
def picture(name: str) -> Response:
    """A picture that the manual shows, by its file name."""
    path = picture_file(name)
    if path is None:
        raise NotVisible
    return send_file(path, mimetype="image/webp", max_age=3600)


def _page_html(book: Manual, tokens: Sequence[Token]) -> Markup:
    return rendered(tokens, link=lambda anchor: _address(book, anchor), picture=_picture_address)


def _address(book: Manual, anchor: str) -> str:
    """Where an anchor of the file is inside the program; the contents for one that no heading has."""
    home = book.home_of(anchor)
    if home is None:
        return url_for("help.contents")
    return url_for("help.chapter", anchor=home.anchor, _anchor=None if anchor == home.anchor else anchor)


def _picture_address(name: str) -> str | None:
    return url_for("help.picture", name=name) if picture_file(name) else None
