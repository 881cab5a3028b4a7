"""How the address of the list of units says what it is narrowed to, for the page and for the table made of it."""

from __future__ import annotations

from uuid import UUID

from werkzeug.datastructures import MultiDict

from inspect_app.units.queries import UnitFilter

SORTS = ("name", "region")


def filter_from(args: MultiDict[str, str]) -> UnitFilter:
    """The filter in a query string; what it does not know does not narrow."""
    return UnitFilter(
        search=args.get("q", "").strip(),
        kind=args.get("kind", ""),
        sector=args.get("sector", ""),
        region_id=args.get("region", type=UUID),
        closed=args.get("closed") == "yes",
    )
