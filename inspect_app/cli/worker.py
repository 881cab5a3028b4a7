"""`worker`: the background jobs alone, for installations whose web server is started by something else."""

from __future__ import annotations

import argparse
import logging

from inspect_app.cli.application import add_data_argument, open_application

VERB = "worker"
SUMMARY = "只运行后台任务（生成公文、处理照片）；直接启动时已经带上，不用另开"
EXAMPLE = "python3 run.py worker --data /srv/inspect"

# Setting a letter fills one core; a second thread keeps photos going meanwhile.
WORKER_THREADS = 2
FINISH_SECONDS = 25


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    from inspect_app.foundation.jobs import huey, run_sweeps

    app = open_application(arguments.data)
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s")
    with app.app_context():
        run_sweeps()
    consumer = huey.create_consumer(
        workers=WORKER_THREADS,
        worker_type="thread",
        periodic=True,
        max_delay=1.0,
        # To be ended, also by a supervisor or systemd, means: finish the letter that is being set.
        graceful_signal="TERM",
        shutdown_timeout=FINISH_SECONDS,
    )
    consumer.run()
    return 0
