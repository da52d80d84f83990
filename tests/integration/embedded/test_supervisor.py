"""Services that die, that will not die, and whose supervisor dies."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from gallery.embedded.supervisor import Service, Supervisor

SLEEP = (sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)")
IGNORE_SIGTERM = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("up", flush=True)
time.sleep(60)
"""
START_CHILD = """
import subprocess, time
child = subprocess.Popen(["sleep", "60"])
print(child.pid, flush=True)
time.sleep(60)
"""
SERVE = """
import sys
from pathlib import Path
from gallery.embedded.supervisor import Service, Supervisor
supervisor = Supervisor(Path(sys.argv[1]), lambda line: print(line, flush=True))
supervisor.start(Service(name="parent", command=(sys.executable, "-c", sys.argv[2])))
supervisor.watch()
"""


class Terminal:
    """Keep what was shown."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, line: str) -> None:
        self.lines.append(line)

    def wait_for(self, text: str) -> str:
        return eventually(lambda: next((line for line in self.lines if text in line), ""))


def eventually(attempt: Callable[[], str], seconds: float = 10) -> str:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := attempt():
            return found
        time.sleep(0.02)
    raise AssertionError("it did not happen in time")


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


@pytest.fixture
def supervisor(tmp_path: Path, terminal: Terminal) -> Iterator[Supervisor]:
    made = Supervisor(tmp_path / "logs", terminal.say)
    yield made
    made.close()


def test_output_goes_to_the_terminal_and_to_a_log(
    supervisor: Supervisor, terminal: Terminal, tmp_path: Path
) -> None:
    supervisor.start(Service(name="web", command=SLEEP))
    assert terminal.wait_for("up") == "web          | up"
    assert (tmp_path / "logs" / "web.log").read_text() == "up\n"


def test_variables_reach_the_service(supervisor: Supervisor, terminal: Terminal) -> None:
    command = (sys.executable, "-c", "import os; print('port', os.environ['GALLERY_PORT'])")
    supervisor.start(Service(name="web", command=command, variables={"GALLERY_PORT": "8123"}))
    assert terminal.wait_for("port").endswith("port 8123")


def test_a_service_that_dies_is_started_again_with_growing_pauses(
    supervisor: Supervisor, terminal: Terminal
) -> None:
    started: list[int] = []
    service = Service(name="worker", command=("false",), started=started.append)
    supervisor.start(service)

    def three_starts() -> str:
        supervisor.check()
        return "yes" if len(started) >= 3 else ""

    eventually(three_starts)
    pauses = [line.rsplit(" in ", 1)[1] for line in terminal.lines]
    assert pauses[:2] == ["0.5 s", "1 s"]


def test_a_stubborn_service_is_killed_in_time(supervisor: Supervisor, terminal: Terminal) -> None:
    process = supervisor.start(
        Service(name="worker", command=(sys.executable, "-c", IGNORE_SIGTERM))
    )
    terminal.wait_for("up")
    began = time.monotonic()
    supervisor.stop(["worker"], 0.5)
    assert 0.4 < time.monotonic() - began < 2
    assert process.returncode == -signal.SIGKILL


def test_what_a_dead_service_had_started_is_killed(
    supervisor: Supervisor, terminal: Terminal
) -> None:
    process = supervisor.start(Service(name="web", command=(sys.executable, "-c", START_CHILD)))
    child = psutil.Process(int(terminal.wait_for("|").split()[-1]))
    process.kill()

    def died_after_check() -> str:
        supervisor.check()
        return "yes" if is_dead(child) else ""

    eventually(died_after_check)


def test_a_killed_supervisor_leaves_no_process(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, str(tmp_path), START_CHILD], stdout=subprocess.PIPE
    ) as server:
        assert server.stdout is not None
        server.stdout.readline()
        family = psutil.Process(server.pid).children(recursive=True)
        assert len(family) == 3  # the warden, the service, and what that started
        server.kill()
    eventually(lambda: "yes" if all(is_dead(process) for process in family) else "", seconds=3)


def is_dead(process: psutil.Process) -> bool:
    try:
        return bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True
