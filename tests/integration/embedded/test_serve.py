"""``gallery serve`` as an operator meets it: started, interrupted, terminated, killed."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from gallery.embedded.ports import LOOPBACK, free_base

START_SECONDS = 60
STOP_SECONDS = 5


@dataclass(frozen=True)
class Server:
    """A server that runs, and what it has said."""

    process: subprocess.Popen[str]
    port: int
    instance: Path

    def wait_until_ready(self) -> list[str]:
        lines: list[str] = []
        assert self.process.stdout is not None
        for line in self.process.stdout:
            lines.append(line.rstrip())
            if line.startswith("Ready: "):
                return lines
        raise AssertionError("\n".join(lines))

    def status(self, path: str) -> int:
        with closing(http.client.HTTPConnection(LOOPBACK, self.port, timeout=10)) as connection:
            connection.request("GET", path)
            return connection.getresponse().status

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


def environment(instance: Path, port: int) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    chosen = {"GALLERY_INSTANCE": str(instance), "GALLERY_PORT": str(port)}
    return {**kept, **chosen, "PYTHONUNBUFFERED": "1"}


@contextmanager
def serving(instance: Path, port: int | None = None) -> Iterator[Server]:
    chosen = port or free_base([0])
    with subprocess.Popen(
        [sys.executable, "-m", "gallery", "serve", "--workers", "1"],
        env=environment(instance, chosen),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        process_group=0,
    ) as process:
        try:
            yield Server(process, chosen, instance)
        finally:
            process.kill()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("instance")) as made:
        made.wait_until_ready()
        yield made


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    _, left = psutil.wait_procs(processes, timeout=3)
    return [each for each in left if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_starts_answers_and_stops_within_five_seconds(
    tmp_path: Path, number: signal.Signals
) -> None:
    with serving(tmp_path) as server:
        lines = server.wait_until_ready()
        assert f"http://{LOOPBACK}:{server.port}" in lines[-1]
        assert server.status("/healthz") == 200
        family = server.family()
        began = time.monotonic()
        os.killpg(server.process.pid, number)  # as a terminal sends it
        assert server.process.wait(STOP_SECONDS) == 0
        assert time.monotonic() - began < STOP_SECONDS
        assert len(family) >= 4  # warden, object store, worker, web
        assert alive(family) == []


def test_a_killed_server_leaves_no_process_and_starts_again(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        server.wait_until_ready()
        family = server.family()
        server.process.kill()
        server.process.wait()
        assert alive(family) == []
    with serving(tmp_path, server.port) as again:
        again.wait_until_ready()
        assert again.status("/healthz") == 200


@pytest.mark.parametrize("name", ["weed", "worker", "granian"])
def test_a_child_that_is_killed_comes_back(server: Server, name: str) -> None:
    victims = [each for each in server.family() if named(each, name)]
    victims[0].kill()
    eventually(lambda: any(named(each, name) and each not in victims for each in server.family()))
    eventually(lambda: is_healthy(server))


def eventually(happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def named(process: psutil.Process, name: str) -> bool:
    try:
        return name in process.name() or name in process.cmdline()
    except psutil.Error:
        return False


def is_healthy(server: Server) -> bool:
    try:
        return server.status("/healthz") == 200
    except OSError:
        return False


def test_one_instance_has_one_server(server: Server) -> None:
    with serving(server.instance) as second:
        said, _ = second.process.communicate(timeout=START_SECONDS)
    assert second.process.returncode == 1
    assert f"process id {server.process.pid}" in said
    assert is_healthy(server)


def test_a_taken_port_is_named_before_anything_is_started(tmp_path: Path) -> None:
    port = free_base([0])
    with closing(socket.socket()) as listener:
        listener.bind((LOOPBACK, port))
        listener.listen()
        with serving(tmp_path, port) as server:
            said, _ = server.process.communicate(timeout=START_SECONDS)
    assert server.process.returncode == 1
    assert f"Port {port}" in said
    assert not (tmp_path / "object-store").exists()
