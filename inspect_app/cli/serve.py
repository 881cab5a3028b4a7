"""`serve`: the whole program: migrate, load the example into an empty database, then web and worker together.

The web server is gunicorn with threads: it hands a body over as it arrives, which resumable uploads need. Owns the
order of the start; what is printed is in welcome.py, keeping the programs alive in supervisor.py.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from inspect_app.cli import welcome
from inspect_app.cli.addresses import LOOPBACK, PortUnusable, check_port_free, lan_addresses, server_names
from inspect_app.cli.application import (
    NotPossible,
    add_data_argument,
    migrate_database,
    open_application,
    use_data_folder,
)
from inspect_app.cli.lan_certificates import ensure_certificates
from inspect_app.cli.site import Site
from inspect_app.cli.supervisor import Program, Supervisor
from inspect_app.config import PROJECT_ROOT, Settings

VERB = "serve"
SUMMARY = "安装并启动（不写命令时就是它）：网页服务和后台任务一起开、一起停"
EXAMPLE = (
    "python3 run.py\n    python3 run.py --lan\n    python3 run.py --no-demo --data /srv/inspect --port 8000"
)

DEFAULT_PORT = 5000
WEB_THREADS = 8
EVERY_INTERFACE = "0.0.0.0"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_argument(parser)
    parser.add_argument(
        "--port", type=int, default=DEFAULT_PORT, metavar="端口", help=f"网页端口，默认 {DEFAULT_PORT}"
    )
    parser.add_argument(
        "--lan",
        action="store_true",
        help="让同一网络里的平板和电脑也能用（HTTPS，自带证书，另用下一个端口发证书）",
    )
    parser.add_argument("--no-demo", action="store_true", help="不装示例，从空的开始，第一页建管理员")


def run(arguments: argparse.Namespace) -> int:
    if not 0 < arguments.port < 65535:
        raise NotPossible("端口要在 1 到 65534 之间。例：python3 run.py --port 8000")
    use_data_folder(arguments.data)
    try:
        site = prepare_site(arguments)
    except PortUnusable as trouble:
        raise NotPossible(str(trouble)) from None
    app = open_application(arguments.data)
    migrate_database(app)
    notice = fill_empty_installation(app, with_demo=not arguments.no_demo)
    settings: Settings = app.extensions["settings"]
    supervisor = Supervisor(programs(site, settings), say=lambda line: print(line, flush=True))
    supervisor.run(announce=welcome.Announcement(site, notice))
    print("\n已全部停下。数据都在，再次启动请运行同一条命令。")
    return 0


def prepare_site(arguments: argparse.Namespace) -> Site:
    """Choose address and certificates, and see that the ports are free before anything else is done.

    Raises PortUnusable, and NotPossible when there is no network for `--lan`.
    """
    if not arguments.lan:
        check_port_free(LOOPBACK, arguments.port)
        return _announced(Site(LOOPBACK, arguments.port, f"http://{LOOPBACK}:{arguments.port}"))
    for port in (arguments.port, arguments.port + 1):
        check_port_free(EVERY_INTERFACE, port)
    addresses = lan_addresses()
    if not addresses:
        raise NotPossible("本机没有连上任何网络，平板找不到它。请先连好网络，或不加 --lan 只在本机用。")
    folder = Settings.from_environment().data_dir / "keys" / "lan"
    certificates = ensure_certificates(folder, server_names(), at=datetime.now(UTC))
    return _announced(
        Site(EVERY_INTERFACE, arguments.port, f"https://{addresses[0]}:{arguments.port}", certificates)
    )


def _announced(site: Site) -> Site:
    """Tell this process and the programs it starts how they are reached, unless the operator has said so."""
    os.environ.setdefault("INSPECT_PUBLIC_URL", site.address)
    if site.certificates is not None:
        os.environ.setdefault("INSPECT_SECURE_COOKIES", "1")
    # They run with -P: the folder a person stands in must not hide the program's own modules.
    others = [
        path
        for path in os.environ.get("PYTHONPATH", "").split(os.pathsep)
        if path not in ("", str(PROJECT_ROOT))
    ]
    os.environ["PYTHONPATH"] = os.pathsep.join([str(PROJECT_ROOT), *others])
    return site


def fill_empty_installation(app: Flask, *, with_demo: bool) -> list[str]:
    """Load the example into an empty database, or make the code that opens the first page of an empty one.

    Returns lines for the person at the terminal.
    """
    from inspect_app.accounts.first_run import installation_is_empty, issue_first_run_code

    with app.app_context():
        empty = installation_is_empty()
        if empty and not with_demo:
            return welcome.first_run_lines(issue_first_run_code())
        from inspect_app.support.demo import demo_is_loaded, load_demo

        if empty:
            print("正在装入示例督察（只有第一次，约十秒）…", flush=True)
            return welcome.demo_lines(recovery_key=load_demo())
        return welcome.demo_lines() if demo_is_loaded() else []


def programs(site: Site, settings: Settings) -> list[Program]:
    """Web first, so that it stops first and leaves the worker nothing new to do."""
    python = [sys.executable, "-P", "-m"]
    found = [
        Program("网页服务", [*python, "gunicorn", *_web_options(site, settings), "inspect_app:create_app()"]),
        Program("后台任务", [*python, "inspect_app.cli", "worker"], patience_seconds=30),
    ]
    if site.certificates is not None:
        page = ["inspect_app.cli.certificate_page", "--host", site.host, "--port", str(site.help_port)]
        page += ["--authority", str(site.certificates.authority), "--address", site.address]
        found.append(Program("证书下载页", [*python, *page], patience_seconds=5))
    return found


def _web_options(site: Site, settings: Settings) -> list[str]:
    # SQLite has one writer at a time: a second process would bring waiting, not speed.
    processes = 1 if settings.database_url.startswith("sqlite") else 2
    options = {
        "--bind": f"{site.host}:{site.port}",
        "--worker-class": "gthread",
        "--workers": str(processes),
        "--threads": str(WEB_THREADS),
        "--timeout": "120",
        "--graceful-timeout": "15",
        "--keep-alive": "5",
        "--log-level": "warning",
        "--chdir": str(PROJECT_ROOT),
    }
    if site.certificates is not None:
        options |= {"--certfile": str(site.certificates.chain), "--keyfile": str(site.certificates.key)}
    # Heartbeats on a disk that is busy with photos would look like a hung worker.
    with contextlib.suppress(OSError):
        if Path("/dev/shm").is_dir():
            options["--worker-tmp-dir"] = "/dev/shm"
    return ["--no-control-socket", *(word for pair in options.items() for word in pair)]
