"""What checklists refuse."""

from __future__ import annotations

from inspect_app.foundation.refusals import Refusal


class VersionPublished(Refusal):
    """A published version is asked to change."""

    code = "checklist_version_published"
    http_status = 409
    message = "这一版已经发布，不能再改。请另出新版。"


class VersionEmpty(Refusal):
    """A version without items is asked to be published."""

    code = "checklist_version_empty"
    http_status = 422
    message = "这一版还没有检查项。请先加上，再发布。"
