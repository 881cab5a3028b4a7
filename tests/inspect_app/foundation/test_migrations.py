"""The migrations make exactly the schema of the models, on both databases, and can be taken back."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from inspect_app.config import PROJECT_ROOT
from inspect_app.foundation.database import db
from inspect_app.tables import metadata

MIGRATIONS = str(PROJECT_ROOT / "migrations")


def test_models_and_migrations_agree(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        differences = compare_metadata(context, metadata)
    assert differences == []


def test_the_migrations_can_be_taken_back_and_made_again(app: Flask) -> None:
    downgrade(directory=MIGRATIONS, revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    upgrade(directory=MIGRATIONS)
    assert set(metadata.tables) <= set(inspect(db.engine).get_table_names())
