"""Imports every table, so that migrations and tests see the whole schema. Nothing else belongs here."""

from __future__ import annotations

import inspect_app.accounts.models
import inspect_app.audit.models
import inspect_app.campaigns.models
import inspect_app.catalogue.models
import inspect_app.checklists.models
import inspect_app.evidence.models
import inspect_app.findings.models
import inspect_app.inspections.models
import inspect_app.letters.models
import inspect_app.safekeeping.models
import inspect_app.support.models
import inspect_app.tablet.models
import inspect_app.units.models  # noqa: F401  # imported for its tables, as all above
from inspect_app.foundation.database import Base

metadata = Base.metadata
