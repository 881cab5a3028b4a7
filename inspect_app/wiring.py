"""Who hears what: the one map from an event of a lower part to functions of higher ones.

Functions run in the unit of work of the one who announces. Add a line here, nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from inspect_app.findings import service as findings
from inspect_app.inspections.events import InspectionFinished

WIRING: Mapping[type, Sequence[Callable[[Any], None]]] = {
    InspectionFinished: (findings.submit_all,),
}
