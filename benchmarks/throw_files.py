"""Throw files at the upload of a served installation; what does it answer, and what is left?

    python -m benchmarks.throw_files FOLDER... [--mutants 3000] [--seed 1] [--threads 4]

Every file of the folders, then damaged copies of the small ones, is sent to the API of a real
``gallery serve`` with its worker and object store, in an instance of its own, while some clients
send theirs byte by byte. Then: classes of answers, the slowest, the peak of memory, and whether
jobs, objects, rows, processes or temporary files are left over. Exit status 1 if anything is.
"""

import argparse
import collections
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import urllib3
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.mutants import mutants
from benchmarks.served import new_case, no_job_waits, serving, wait_until
from gallery import config
from gallery.actions.manage_tokens import issue_token
from gallery.embedded import ports
from gallery.models import Job, Photo
from gallery.permissions import Permission
from gallery.runtime import OPERATOR, Runtime

WORK_SECONDS, ANSWER_SECONDS = 600, 60
FILES_A_CASE = 250
SLOW_BYTES_A_SECOND = 20
FORK_SERVER = "gallery.imaging.tasks"
MEBI = 1024 * 1024


@dataclass
class Answers:
    """Collect what was answered; ``wrong`` names files that got no answer or one of 500 to 599."""

    statuses: collections.Counter[str] = field(default_factory=collections.Counter)
    seconds: list[tuple[float, str, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    photo_ids: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Target:
    """Say where to send files, and with which token."""

    origin: str
    token: str

    def send(self, case_id: str, name: str, content: bytes, answers: Answers) -> None:
        fields: dict[str, str | tuple[str, bytes, str]] = {
            "role": "before",
            "view": "AP",
            "file": ("picture", content, "image/jpeg"),
        }
        began = time.perf_counter()
        try:
            answer = urllib3.request(
                "POST",
                f"{self.origin}/api/v1/cases/{case_id}/photos",
                fields=fields,
                headers={"Authorization": f"Bearer {self.token}"},
                timeout=ANSWER_SECONDS,
                retries=False,
            )
        except urllib3.exceptions.HTTPError as failure:
            answers.wrong.append(f"{name}: {type(failure).__name__}")
            return
        told = answer.json()
        code = str(told.get("error", {}).get("code", ""))
        answers.statuses[f"{answer.status} {code}"] += 1
        answers.seconds.append((time.perf_counter() - began, name, f"{answer.status} {code}"))
        if answer.status >= 500 or not (told.get("id") or told["error"]["message"]):
            answers.wrong.append(f"{name}: {answer.status} {answer.data[:200]!r}")
        if answer.status == 202:
            answers.photo_ids.add(told["id"])


class Watch(threading.Thread):
    """Note the largest sum of resident memory of the service's processes."""

    def __init__(self, process: psutil.Process) -> None:
        super().__init__(daemon=True)
        self.process, self.peak_bytes, self.is_over = process, 0, False

    def run(self) -> None:
        while not self.is_over:
            total = 0
            for each in self.process.children(recursive=True):
                try:
                    if "weed" not in each.name():
                        total += each.memory_info().rss
                except psutil.Error:
                    continue
            self.peak_bytes = max(self.peak_bytes, total)
            time.sleep(0.1)


def send_slowly(port: int, token: str, case_id: str, seconds: float) -> None:
    """Begin an upload and send it a few bytes a second."""
    connection = urllib3.connection.HTTPConnection(ports.LOOPBACK, port, timeout=ANSWER_SECONDS)
    connection.putrequest("POST", f"/api/v1/cases/{case_id}/photos")
    connection.putheader("Authorization", f"Bearer {token}")
    connection.putheader("Content-Type", "multipart/form-data; boundary=x")
    connection.putheader("Content-Length", str(1_000_000))
    connection.endheaders()
    end = time.monotonic() + seconds
    try:
        while time.monotonic() < end:
            connection.send(b"x" * SLOW_BYTES_A_SECOND)
            time.sleep(1)
    except OSError:
        pass  # The service may end it.
    finally:
        connection.close()


def throw(
    files: Iterable[tuple[str, bytes]],
    target: Target,
    runtime: Runtime,
    threads: int,
) -> Answers:
    answers, case_id = Answers(), new_case(runtime)
    free = threading.Semaphore(threads * 2)
    with ThreadPoolExecutor(threads) as pool:
        for number, (name, content) in enumerate(files, start=1):
            free.acquire()
            sent = pool.submit(target.send, case_id, name, content, answers)
            sent.add_done_callback(lambda _: free.release())
            if number % FILES_A_CASE == 0:
                case_id = new_case(runtime)
                print(f"{number} sent", flush=True)
    return answers


def left_over(runtime: Runtime, answers: Answers, scratch: Path) -> Iterator[str]:
    """Name what should not be there once the worker has done everything."""
    with Session(runtime.engine) as session:
        photos = set(session.execute(select(Photo.id)).scalars())
        states = dict(session.execute(select(Job.state, func.count()).group_by(Job.state)).all())
    print("photos:", len(photos), "jobs:", states)
    if photos != answers.photo_ids:
        yield f"{len(photos ^ answers.photo_ids)} photos differ from the answers"
    if set(states) - {"done"}:
        yield f"jobs that did not end well: {states}"
    files = [path.name for path in scratch.rglob("*") if path.is_file()]
    files = [name for name in files if not name.startswith("weed.")]  # the object store's log
    if files:
        yield f"temporary files: {files[:10]}"
    command = [sys.executable, "-m", "gallery", "reconcile"]
    compared = subprocess.run(command, capture_output=True, text=True, check=False)
    if compared.returncode:
        yield compared.stdout


def show(answers: Answers, watch: Watch, seconds: float) -> None:
    print(f"{sum(answers.statuses.values())} answers in {seconds:.0f} s")
    for status, count in answers.statuses.most_common():
        print(f"{count:7} {status}")
    print("slowest:")
    for took, name, status in sorted(answers.seconds, reverse=True)[:10]:
        print(f"{took:7.2f} s  {status}  {name}")
    crashed = [name for _, name, status in answers.seconds if "decoder_failed" in status]
    print(f"decoders that crashed: {crashed or 'none'}")
    print(
        f"memory of all processes but the object store, at most: {watch.peak_bytes / MEBI:.0f} MB"
    )


def processes(process: psutil.Process) -> set[tuple[int, str]]:
    """Name the processes that must live through it all; fork servers come when they are needed."""
    family = [(each.pid, " ".join(each.cmdline())) for each in process.children(recursive=True)]
    return {(pid, command[-60:]) for pid, command in family if FORK_SERVER not in command}


def is_child_of_fork_server(process: psutil.Process) -> bool:
    parent = process.parent()
    return parent is not None and FORK_SERVER in " ".join(parent.cmdline())


def run(chosen: argparse.Namespace, folder: Path, stack: ExitStack) -> list[str]:
    sources = sorted(path for name in chosen.folders for path in Path(name).iterdir())
    given = ((path.name, path.read_bytes()) for path in sources if path.is_file())
    port = ports.free_base([0])
    os.environ |= {
        "GALLERY_INSTANCE": str(folder / "instance"),
        "GALLERY_PORT": str(port),
        "GALLERY_PICTURE_TEXT": "off",
        "TMPDIR": str(folder / "scratch"),
    }
    process = stack.enter_context(serving(folder, port))
    runtime = Runtime.open(config.load())
    stack.callback(runtime.engine.dispose)
    with runtime.unit_of_work(OPERATOR) as uow:
        token = issue_token(uow, "thrower", tuple(Permission))[1]
    watch, began, before = Watch(process), time.perf_counter(), processes(process)
    watch.start()
    slow = ThreadPoolExecutor(max(1, chosen.slow))
    for _ in range(chosen.slow):
        slow.submit(send_slowly, port, token, new_case(runtime), chosen.slow_seconds)
    target = Target(f"http://{ports.LOOPBACK}:{port}", token)
    damaged = mutants([path for path in sources if path.is_file()], chosen.mutants, chosen.seed)
    answers = throw([*given, *damaged], target, runtime, chosen.threads)
    show(answers, watch, time.perf_counter() - began)
    slow.shutdown()
    wait_until(lambda: no_job_waits(runtime), WORK_SECONDS, "the worker did not finish")
    watch.is_over = True
    problems = [*answers.wrong, *left_over(runtime, answers, folder / "scratch")]
    if processes(process) != before:
        problems.append(f"processes before and after differ: {before ^ processes(process)}")
    decoding = [p for p in process.children(recursive=True) if is_child_of_fork_server(p)]
    if decoding:
        problems.append(f"children still decode: {decoding}")
    return problems


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--mutants", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--slow", type=int, default=4, help="clients that send byte by byte")
    parser.add_argument("--slow-seconds", type=float, default=60)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        (Path(name) / "scratch").mkdir()
        (Path(name) / "instance").mkdir()
        problems = run(chosen, Path(name), stack)
    for problem in problems:
        print("WRONG:", problem)
    print(f"{len(problems)} things wrong")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
