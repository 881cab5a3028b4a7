"""Security headers, one policy per surface, in one place to read (security.md)."""

from __future__ import annotations

from flask import Flask, Response, request

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
OFFICE_PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
TABLET_PERMISSIONS = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"


def init_security_headers(app: Flask, *, secure: bool) -> None:
    """Put the headers on every answer. `secure` adds HSTS."""

    @app.after_request
    def _headers(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["X-Frame-Options"] = "DENY"
        tablet = request.path.startswith("/field")
        headers["Permissions-Policy"] = TABLET_PERMISSIONS if tablet else OFFICE_PERMISSIONS
        # Pages and answers hold people's data; only files with a build id may be kept by caches.
        headers.setdefault("Cache-Control", "no-store")
        if secure:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        return response
