"""The application: `create_app` reads like a table of contents."""

from __future__ import annotations

import logging
from datetime import timedelta

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from inspect_app.config import PROJECT_ROOT, Settings
from inspect_app.foundation.database import db
from inspect_app.foundation.file_store import LocalFileStore
from inspect_app.foundation.jobs import bind_jobs

csrf = CSRFProtect()


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application.

    Args:
        settings: all settings; from the environment when None.
    """
    settings = settings or Settings.from_environment()
    app = Flask(
        __name__,
        static_folder=None,
        template_folder=str(PROJECT_ROOT / "templates"),
        instance_path=str(settings.data_dir),
    )
    _configure(app, settings)
    _connect_storage(app, settings)
    _register_web(app, settings)
    _register_pages(app)
    _register_jobs(app, settings)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    from jinja2 import StrictUndefined

    app.extensions["settings"] = settings
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": True}
        if settings.database_url.startswith("postgresql")
        else {},
        MAX_CONTENT_LENGTH=settings.max_form_bytes,
        MAX_FORM_MEMORY_SIZE=settings.max_form_bytes,
        MAX_FORM_PARTS=2000,
        SESSION_COOKIE_NAME="inspect",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        # The cookie is written when its content changes (guards.py), not with every picture.
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_absolute_hours),
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.trusted_proxies, x_proto=1, x_host=1)  # type: ignore[method-assign]
    logging.getLogger("weasyprint").setLevel(logging.ERROR)


def _connect_storage(app: Flask, settings: Settings) -> None:
    from flask_migrate import Migrate

    settings.data_dir.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    Migrate(app, db, directory=str(PROJECT_ROOT / "migrations"), render_as_batch=True, compare_type=True)
    app.extensions["file_store"] = LocalFileStore(settings.data_dir / "files")


def _register_web(app: Flask, settings: Settings) -> None:
    from inspect_app.accounts.guards import init_guards
    from inspect_app.web.assets import init_assets
    from inspect_app.web.error_pages import init_error_pages
    from inspect_app.web.security_headers import init_security_headers
    from inspect_app.web.template_filters import install

    csrf.init_app(app)
    init_assets(app)
    init_security_headers(app, secure=settings.secure_cookies)
    init_error_pages(app)
    init_guards(app)
    install(app)


def _register_pages(app: Flask) -> None:
    """One line a capability: its blueprint."""
    from inspect_app.accounts.invitation_views import bp as invitations
    from inspect_app.accounts.table_views import bp as people_tables
    from inspect_app.accounts.views import bp as accounts
    from inspect_app.audit.views import bp as audit
    from inspect_app.campaigns.views import bp as campaigns
    from inspect_app.catalogue.views import bp as catalogue
    from inspect_app.checklists.views import bp as checklists
    from inspect_app.findings.table_views import bp as finding_tables
    from inspect_app.findings.views import bp as findings
    from inspect_app.home.views import bp as home
    from inspect_app.inspections.views import bp as inspections
    from inspect_app.letters.editor_views import bp as letter_editor
    from inspect_app.letters.verify_views import bp as verify
    from inspect_app.letters.views import bp as letters
    from inspect_app.safekeeping.views import bp as safekeeping
    from inspect_app.support.help import bp as help_pages
    from inspect_app.support.training import bp as training
    from inspect_app.support.views import bp as support
    from inspect_app.tablet.conflict_views import bp as conflicts
    from inspect_app.tablet.shell import bp as field
    from inspect_app.tablet.sync_api import bp as sync
    from inspect_app.tablet.uploads_api import bp as uploads
    from inspect_app.units.table_views import bp as unit_tables
    from inspect_app.units.views import bp as units

    for blueprint in (
        home, inspections, findings, finding_tables, letters, letter_editor, verify, campaigns, catalogue, checklists, units, unit_tables, accounts,
        invitations, people_tables, audit, safekeeping, support, training, help_pages, field, conflicts,
    ):  # fmt: skip
        app.register_blueprint(blueprint)
    for blueprint in (sync, uploads):
        # Tablets are known by their bearer token; no cookie opens these.
        csrf.exempt(blueprint)
        app.register_blueprint(blueprint)


def _register_jobs(app: Flask, settings: Settings) -> None:
    from inspect_app.foundation.events import connect
    from inspect_app.tablet.feed_writer import init_feed
    from inspect_app.wiring import WIRING

    connect(WIRING)
    init_feed()
    bind_jobs(app, queue=settings.data_dir / "jobs.sqlite3", immediate=settings.immediate_jobs)
