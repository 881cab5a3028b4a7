"""What the lists of inspections and findings are narrowed to and sorted by, read from the address.

The page and the exported table read it the same way, so that a file holds what the page shows.
"""

from __future__ import annotations

from uuid import UUID

from werkzeug.datastructures import MultiDict

from inspect_app.findings.finding_list_queries import FindingFilter
from inspect_app.findings.list_queries import InspectionFilter

INSPECTION_SORTS = ("number", "unit", "planned_on")
FINDING_SORTS = ("number", "code", "unit", "severity")
NEWEST_FIRST = "-number"


def inspection_filter(args: MultiDict[str, str]) -> InspectionFilter:
    """The filter of /inspections; a value that cannot be read does not narrow."""
    return InspectionFilter(
        search=args.get("q", "").strip(),
        region_id=args.get("region", type=UUID),
        method=args.get("method", ""),
        state=args.get("state", ""),
        month=args.get("month", type=int),
        waiting=args.get("waiting") == "yes",
    )


def finding_filter(args: MultiDict[str, str]) -> FindingFilter:
    """The filter of /findings; a value that cannot be read does not narrow."""
    return FindingFilter(
        search=args.get("q", "").strip(),
        area=args.get("area", ""),
        severity=args.get("severity", type=int),
        state=args.get("state", ""),
        region_id=args.get("region", type=UUID),
    )
