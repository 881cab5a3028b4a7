"""Writes docs/reference.md: every setting, refusal code, permission and kind of operation, read from the code.

Promises: the file is a function of the code alone; tests/architecture compares the two. Run:
`python -m tools.docs_reference`.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import inspect_app
from inspect_app.accounts.permissions import (
    PERMISSION_LABELS,
    ROLE_LABELS,
    ROLE_PERMISSIONS,
    Permission,
    Role,
)
from inspect_app.config import PROJECT_ROOT
from inspect_app.foundation.refusals import Refusal
from sync.operations import KINDS

TARGET = PROJECT_ROOT / "docs" / "reference.md"


def _setting_rows() -> Iterator[str]:
    tree = ast.parse((PROJECT_ROOT / "inspect_app" / "config.py").read_text(encoding="utf-8"))
    settings = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Settings")
    for field, note in zip(settings.body, settings.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(note, ast.Expr)
            and isinstance(note.value, ast.Constant)
        ):
            default = ast.unparse(field.value) if field.value is not None else "–"
            if default.startswith("field("):
                default = "–"
            yield f"| `{ast.unparse(field.target)}` | `{default}` | {' '.join(str(note.value.value).split())} |"


def _refusals(base: type[Refusal]) -> Iterator[type[Refusal]]:
    for kind in base.__subclasses__():
        yield kind
        yield from _refusals(kind)


def all_refusals() -> list[type[Refusal]]:
    """Every kind of refusal in the program, by code."""
    for module in pkgutil.walk_packages(inspect_app.__path__, "inspect_app."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return sorted(set(_refusals(Refusal)) | {Refusal}, key=lambda kind: (kind.code, kind.__name__))


def reference() -> str:
    """The whole page."""
    lines = [
        "# Reference",
        "",
        "Made by `python -m tools.docs_reference` from the code; do not edit by hand.",
        "",
        "## Settings",
        "",
        "| setting | default | meaning |",
        "| --- | --- | --- |",
        *_setting_rows(),
        "",
        "## Refusals",
        "",
        "What the program answers when something is not allowed or not possible; the sentence is what people read.",
        "",
        "| code | HTTP | sentence | where |",
        "| --- | --- | --- | --- |",
    ]
    for refusal in all_refusals():
        place = f"{refusal.__module__}.{refusal.__name__}"
        lines.append(f"| `{refusal.code}` | {refusal.http_status} | {refusal.message} | `{place}` |")
    lines += ["", "## Permissions", "", "| permission | 权限 | roles |", "| --- | --- | --- |"]
    for permission in Permission:
        roles = "、".join(ROLE_LABELS[role] for role in Role if permission in ROLE_PERMISSIONS[role])
        lines.append(f"| `{permission.value}` | {PERMISSION_LABELS[permission]} | {roles} |")
    lines += ["", "## Kinds of operation a tablet sends", "", "| kind | fields |", "| --- | --- |"]
    for name, kind in sorted(KINDS.items()):
        fields = ", ".join(f"`{field}`" for field in kind.fields.__struct_fields__) or "–"
        lines.append(f"| `{name}` | {fields} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the page."""
    Path(TARGET).write_text(reference(), encoding="utf-8")
    print(f"{TARGET.relative_to(PROJECT_ROOT)} is written")


if __name__ == "__main__":
    main()
