"""Bringing an installation to the present program: schema first, then the shipped packs.

Promises: running it again changes nothing. An empty installation has the packs and no people, units, campaign or records.
"""

from __future__ import annotations

from flask_migrate import upgrade

from inspect_app.catalogue.service import install_shipped_packs
from inspect_app.checklists.service import install_shipped_checklists
from inspect_app.config import PROJECT_ROOT
from inspect_app.foundation import clock
from inspect_app.foundation.unit_of_work import unit_of_work


def prepare_installation() -> None:
    """Migrate the database and load the shipped catalogue and checklists; to be called in an application context."""
    upgrade(directory=str(PROJECT_ROOT / "migrations"))
    with unit_of_work():
        at = clock.now()
        install_shipped_packs(at)
        install_shipped_checklists(at)
