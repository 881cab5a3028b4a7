"""Alembic's entry: the same migrations on SQLite and PostgreSQL, run through the application's engine."""

from __future__ import annotations

from alembic import context
from flask import current_app

# Every table must be known before a comparison with the database means anything.
from inspect_app.tables import metadata

config = context.config


def run_migrations_online() -> None:
    """Run in the engine of the application, or in the connection a test hands over."""
    connection = config.attributes.get("connection")
    if connection is None:
        engine = current_app.extensions["migrate"].db.engine
        with engine.connect() as fresh:
            _run(fresh)
            fresh.commit()
    else:
        _run(connection)


def _run(connection: object) -> None:
    context.configure(
        connection=connection,  # type: ignore[arg-type]
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
        user_module_prefix="inspect_app.foundation.database.",
    )
    with context.begin_transaction():
        context.run_migrations()


run_migrations_online()
