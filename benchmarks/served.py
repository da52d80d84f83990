"""A real ``gallery serve`` with its worker and object store, in an instance of its own."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import urllib3
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gallery.actions.open_case import CaseFacts, open_case
from gallery.embedded import ports
from gallery.models import Job
from gallery.runtime import OPERATOR, Runtime

START_SECONDS = 90
FACTS = CaseFacts(
    chart_ref="MRN-1",
    title="Sent files",
    procedures=("sclerotherapy",),
    area="legs",
    is_adult_at_capture=True,
)


@contextmanager
def serving(folder: Path, port: int) -> Iterator[psutil.Process]:
    command = [sys.executable, "-m", "gallery", "serve", "--workers", "1"]
    with (
        (folder / "served.log").open("wb") as log,
        subprocess.Popen(command, stdout=log, stderr=log, process_group=0) as process,
    ):
        try:
            wait_until(lambda: is_well(port), START_SECONDS, "the installation did not start")
            yield psutil.Process(process.pid)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


def is_well(port: int) -> bool:
    try:
        address = f"http://{ports.LOOPBACK}:{port}/healthz"
        return urllib3.request("GET", address, retries=False).status == 200
    except urllib3.exceptions.HTTPError:
        return False


def wait_until(condition: Callable[[], bool], seconds: float, or_say: str) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(or_say)
        time.sleep(0.2)


def new_case(runtime: Runtime) -> str:
    with runtime.unit_of_work(OPERATOR) as uow:
        return open_case(uow, FACTS).id


def no_job_waits(runtime: Runtime) -> bool:
    with Session(runtime.engine) as session:
        waiting = select(func.count(Job.id)).where(Job.state.in_(("queued", "running")))
        return session.execute(waiting).scalar_one() == 0
