"""The person who acts, as services and queries see one: frozen, without a database behind it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from inspect_app.accounts.permissions import ROLE_PERMISSIONS, TEAM_SCOPED_ROLES, Permission, Role


@dataclass(frozen=True)
class Grant:
    """One role, for the whole city (`region_id` None) or one county."""

    role: Role
    region_id: UUID | None


@dataclass(frozen=True)
class Actor:
    """Who acts. `device_id` is set when a tablet acts for the person; `person_id` is None only for the program itself."""

    person_id: UUID | None
    name: str
    grants: tuple[Grant, ...]
    device_id: UUID | None = None

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    def may(self, permission: Permission) -> bool:
        """Whether any role of this person holds `permission`, in whatever region."""
        return any(permission in ROLE_PERMISSIONS[grant.role] for grant in self.grants)

    def regions(self, permission: Permission) -> frozenset[UUID] | None:
        """Regions in which this person holds `permission` by an office role: None = the whole city, empty = nowhere.

        Roles that see through their team only (督察员, 组长) give no region here; queries add the team's rows to them.
        """
        regions: set[UUID] = set()
        for grant in self.grants:
            if grant.role in TEAM_SCOPED_ROLES or permission not in ROLE_PERMISSIONS[grant.role]:
                continue
            if grant.region_id is None:
                return None
            regions.add(grant.region_id)
        return frozenset(regions)

    @property
    def area(self) -> frozenset[UUID] | None:
        """Regions that any role of this person names, also one that sees inspections through its team; None = the whole city."""
        if any(grant.region_id is None for grant in self.grants):
            return None
        return frozenset(grant.region_id for grant in self.grants if grant.region_id is not None)

    @property
    def role_label(self) -> str:
        """The roles in Chinese, for the page's head."""
        return "、".join(dict.fromkeys(grant.role.label for grant in self.grants)) or "没有角色"


PROGRAM = Actor(None, "程序", ())
"""The program itself: first run, sweeps, shipped packs."""
