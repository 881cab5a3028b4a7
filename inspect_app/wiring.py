"""Who hears what: the one map from an event of a lower part to functions of higher ones.

Functions run in the unit of work of the one who announces. Add a line here, nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from inspect_app.evidence.events import EvidenceChanged
from inspect_app.findings import service as findings
from inspect_app.findings.events import FindingDecided
from inspect_app.inspections.events import InspectionChanged, InspectionFinished, TeamChanged
from inspect_app.tablet import feed_writer

WIRING: Mapping[type, Sequence[Callable[[Any], None]]] = {
    InspectionChanged: (feed_writer.inspection_changed,),
    InspectionFinished: (findings.submit_all, feed_writer.inspection_finished),
    TeamChanged: (feed_writer.team_changed,),
    FindingDecided: (feed_writer.finding_decided,),
    EvidenceChanged: (feed_writer.evidence_changed,),
}
