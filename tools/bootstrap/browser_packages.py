"""The npm packages, and static/vendor that is bundled from them.

Promises: `npm ci` takes exactly what package-lock.json names and runs no package's own scripts. Serving needs only
static/vendor, so node_modules is not asked for when that is current.
"""

from __future__ import annotations

from pathlib import Path

from tools.bootstrap import stamps
from tools.bootstrap.node import Node, find_node
from tools.bootstrap.places import NODE_MODULES, ROOT, VENDOR, VENDOR_SOURCES
from tools.bootstrap.telling import SetupFailure, run_logged, say

LOCK_FILES = (ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc")


def ensure_browser_packages(*, development: bool) -> None:
    """Make static/vendor current, and with `development` node_modules with the checking tools. Raises SetupFailure."""
    if development:
        ensure_npm_packages(development=True)
    sources = [path for path in VENDOR_SOURCES.rglob("*") if path.is_file()]
    digest = stamps.digest_of([*LOCK_FILES, *sources])
    if stamps.is_current("vendor", digest) and not absent_bundles():
        return
    ensure_npm_packages(development=development)
    stamps.clear("vendor")
    say("正在打包浏览器组件 static/vendor …")
    run_logged(
        [find_node().node, VENDOR_SOURCES / "build.js"],
        log="vendor",
        failure="没有打包成浏览器组件。请看下面的原因，改好后重新运行。",
        cwd=ROOT,
    )
    still = absent_bundles()
    if still:
        raise SetupFailure(f"打包已运行，但 static/vendor 里缺少：{'、'.join(still)}。")
    stamps.write("vendor", digest)


def ensure_npm_packages(*, development: bool) -> None:
    """Make node_modules fit the lock file; the full set serves for both purposes. Raises SetupFailure."""
    digest = stamps.digest_of(LOCK_FILES)
    complete = (NODE_MODULES / ".package-lock.json").is_file()
    names = ("npm-development",) if development else ("npm-development", "npm-runtime")
    if complete and any(stamps.is_current(name, digest) for name in names):
        return
    for name in ("npm-development", "npm-runtime"):
        stamps.clear(name)
    say("正在安装浏览器组件（npm）…")
    _npm_ci(find_node(), development=development)
    stamps.write(names[0] if development else "npm-runtime", digest)


def absent_bundles() -> list[str]:
    """The files that static/vendor must hold and does not."""
    names = [f"{entry.stem}.js" for entry in sorted((VENDOR_SOURCES / "entries").glob("*.js"))]
    return [name for name in [*names, "icons.js", "icons.svg"] if not Path(VENDOR / name).is_file()]


def _npm_ci(node: Node, *, development: bool) -> None:
    omit = [] if development else ["--omit=dev"]
    run_logged(
        [*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *omit],
        log="npm",
        failure="没有装上浏览器组件。请检查网络（或 npm 的镜像设置）后重新运行。",
        cwd=ROOT,
        environment=node.environment,
    )
