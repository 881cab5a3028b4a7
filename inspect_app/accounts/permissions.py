"""Roles, permissions and which role holds which: the one table that guards and the access matrix test read."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The roles of campaign.md; the value is stored, the label shown."""

    INSPECTOR = "inspector"
    TEAM_LEADER = "team_leader"
    OFFICE = "office"
    REVIEWER = "reviewer"
    ISSUER = "issuer"
    ADMIN = "admin"
    AUDITOR = "auditor"

    @property
    def label(self) -> str:
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.INSPECTOR: "督察员",
    Role.TEAM_LEADER: "组长",
    Role.OFFICE: "办公室人员",
    Role.REVIEWER: "核稿人",
    Role.ISSUER: "签发领导",
    Role.ADMIN: "系统管理员",
    Role.AUDITOR: "审计员",
}


class Permission(StrEnum):
    """What a page or command asks for. The value appears in docs and audit; PERMISSION_LABELS has the Chinese."""

    TABLET_USE = "tablet.use"
    UNITS_VIEW = "units.view"
    UNITS_MANAGE = "units.manage"
    PEOPLE_MANAGE = "people.manage"
    DEVICES_MANAGE = "devices.manage"
    CAMPAIGNS_VIEW = "campaigns.view"
    CAMPAIGNS_MANAGE = "campaigns.manage"
    CATALOGUE_VIEW = "catalogue.view"
    PLANS_VIEW = "plans.view"
    PLANS_MANAGE = "plans.manage"
    INSPECTIONS_VIEW = "inspections.view"
    FINDINGS_DECIDE = "findings.decide"
    RESTRICTED_VIEW = "restricted.view"
    CONFLICTS_RESOLVE = "conflicts.resolve"
    LETTERS_VIEW = "letters.view"
    LETTERS_DRAFT = "letters.draft"
    LETTERS_REVIEW = "letters.review"
    LETTERS_ISSUE = "letters.issue"
    REGISTER_VIEW = "register.view"
    AUDIT_VIEW = "audit.view"
    SAFEKEEPING = "safekeeping.manage"
    STATUS_VIEW = "status.view"
    TRAINING = "training.manage"


PERMISSION_LABELS = {
    Permission.TABLET_USE: "使用平板",
    Permission.UNITS_VIEW: "看单位",
    Permission.UNITS_MANAGE: "管理单位",
    Permission.PEOPLE_MANAGE: "管理人员",
    Permission.DEVICES_MANAGE: "管理平板",
    Permission.CAMPAIGNS_VIEW: "看专项整治",
    Permission.CAMPAIGNS_MANAGE: "管理专项整治",
    Permission.CATALOGUE_VIEW: "看问题目录和检查单",
    Permission.PLANS_VIEW: "看检查计划",
    Permission.PLANS_MANAGE: "制定检查计划",
    Permission.INSPECTIONS_VIEW: "看检查",
    Permission.FINDINGS_DECIDE: "收案或退回问题",
    Permission.RESTRICTED_VIEW: "看涉及个人的内容",
    Permission.CONFLICTS_RESOLVE: "处理两份不一样的内容",
    Permission.LETTERS_VIEW: "看公文",
    Permission.LETTERS_DRAFT: "拟稿",
    Permission.LETTERS_REVIEW: "核稿",
    Permission.LETTERS_ISSUE: "签发",
    Permission.REGISTER_VIEW: "看发文登记簿",
    Permission.AUDIT_VIEW: "看审计记录",
    Permission.SAFEKEEPING: "做备份、取备份",
    Permission.STATUS_VIEW: "看运行情况",
    Permission.TRAINING: "装入、移除示例",
}

P = Permission
_OFFICE_READING = {
    P.UNITS_VIEW,
    P.CAMPAIGNS_VIEW,
    P.CATALOGUE_VIEW,
    P.PLANS_VIEW,
    P.INSPECTIONS_VIEW,
    P.LETTERS_VIEW,
}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.INSPECTOR: frozenset(
        {P.TABLET_USE, P.UNITS_VIEW, P.CATALOGUE_VIEW, P.PLANS_VIEW, P.INSPECTIONS_VIEW}
    ),
    Role.TEAM_LEADER: frozenset(
        {
            P.TABLET_USE,
            P.UNITS_VIEW,
            P.CATALOGUE_VIEW,
            P.PLANS_VIEW,
            P.INSPECTIONS_VIEW,
            P.CONFLICTS_RESOLVE,
            P.RESTRICTED_VIEW,
        }
    ),
    Role.OFFICE: frozenset(
        _OFFICE_READING
        | {
            P.UNITS_MANAGE,
            P.CAMPAIGNS_MANAGE,
            P.PLANS_MANAGE,
            P.FINDINGS_DECIDE,
            P.RESTRICTED_VIEW,
            P.CONFLICTS_RESOLVE,
            P.LETTERS_DRAFT,
            P.REGISTER_VIEW,
            P.DEVICES_MANAGE,
            P.SAFEKEEPING,
        }
    ),
    Role.REVIEWER: frozenset(_OFFICE_READING | {P.RESTRICTED_VIEW, P.LETTERS_REVIEW, P.REGISTER_VIEW}),
    Role.ISSUER: frozenset(_OFFICE_READING | {P.RESTRICTED_VIEW, P.LETTERS_ISSUE, P.REGISTER_VIEW}),
    # An administrator looks after people and machines and sees nothing of what was found.
    Role.ADMIN: frozenset(
        {
            P.UNITS_VIEW,
            P.UNITS_MANAGE,
            P.PEOPLE_MANAGE,
            P.DEVICES_MANAGE,
            P.CAMPAIGNS_VIEW,
            P.CAMPAIGNS_MANAGE,
            P.CATALOGUE_VIEW,
            P.SAFEKEEPING,
            P.STATUS_VIEW,
            P.TRAINING,
        }
    ),
    Role.AUDITOR: frozenset({P.AUDIT_VIEW}),
}

TEAM_SCOPED_ROLES = frozenset({Role.INSPECTOR, Role.TEAM_LEADER})
"""Roles that see inspections only through their team, whatever the region."""
