"""One handler for everything that goes wrong: a page for people, JSON for scripts and tablets.

Promises: a refusal keeps its Chinese sentence and status; a bug shows a short id and is logged under it, never a trace;
the session is rolled back before anything is drawn.
"""

from __future__ import annotations

import logging
import secrets
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, jsonify, redirect, render_template, request, session, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from inspect_app.foundation.database import db
from inspect_app.foundation.refusals import Refusal
from inspect_app.web import messages

log = logging.getLogger(__name__)


def _wants_json() -> bool:
    if request.path.startswith("/sync/"):
        return True
    accept = request.accept_mimetypes
    return request.is_json or accept["application/json"] > accept["text/html"]


def error_id() -> str:
    """Four hex characters that a person can read out."""
    return secrets.token_hex(2).upper()


def error_body(code: str, message: str, details: dict[str, Any], identity: str) -> dict[str, Any]:
    """The JSON shape of every error."""
    return {"error": {"code": code, "message": message, "details": details, "id": identity}}


def _answer(status: int, code: str, message: str, details: dict[str, Any] | None = None) -> tuple[Any, int]:
    identity = error_id()
    if _wants_json():
        return jsonify(error_body(code, message, details or {}, identity)), status
    return render_template("errors/error.html", status=status, message=message, error_id=identity), status


def init_error_pages(app: Flask) -> None:
    """Register the handlers."""

    @app.errorhandler(Refusal)
    def refused(refusal: Refusal) -> Any:
        db.session.rollback()
        body, status = _answer(refusal.http_status, refusal.code, refusal.message, dict(refusal.details))
        response = app.make_response((body, status))
        if "retry_after" in refusal.details:
            response.headers["Retry-After"] = str(refusal.details["retry_after"])
        return response

    @app.errorhandler(CSRFError)
    def form_expired(_error: CSRFError) -> Any:
        if "person" not in session and request.endpoint != "accounts.sign_in":
            # The session's cookie is gone with its token: sign in, then the browser offers what was typed.
            if _wants_json():
                return _answer(401, "session_ended", messages.SESSION_ENDED)
            page = urlsplit(request.referrer or "").path or None
            return redirect(url_for("accounts.sign_in", next=page, ended="yes"))
        return _answer(400, "form_expired", messages.FORM_EXPIRED)

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Any:
        db.session.rollback()
        status = error.code or 500
        if isinstance(error.response, Response):
            return error.response
        if status in (404, 405):
            return _answer(status, "not_found", messages.NO_PAGE)
        if status == 413:
            return _answer(status, "body_too_large", messages.BODY_TOO_LARGE)
        if status == 429:
            return _answer(status, "too_many_requests", messages.TOO_MANY_REQUESTS)
        if status >= 500:
            return unexpected(error)
        return _answer(status, "bad_request", "这次提交的内容看不懂，请回到上一页再试。")

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Any:
        db.session.rollback()
        identity = error_id()
        log.error("unexpected error %s on %s %s", identity, request.method, request.path, exc_info=error)
        message = messages.unexpected(identity)
        if _wants_json():
            return jsonify(error_body("unexpected", message, {}, identity)), 500
        return render_template("errors/error.html", status=500, message=message, error_id=identity), 500
