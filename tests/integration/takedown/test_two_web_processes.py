"""Two processes with a memory each: both answer 410 to the first question after the commit."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import fields, replace

import pytest

from gallery.config import Settings
from gallery.embedded.ports import LOOPBACK, free_base
from gallery.runtime import Runtime
from tests.integration.takedown.conftest import Scene
from tests.support.practice import Practice

START_SECONDS = 60


def _told(value: object) -> str:
    return ",".join(value) if isinstance(value, tuple) else str(value)


@contextmanager
def web_process(settings: Settings, port: int) -> Iterator[int]:
    chosen = replace(settings, port=port)
    known = {f"GALLERY_{f.name.upper()}": _told(getattr(chosen, f.name)) for f in fields(chosen)}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GALLERY_")}
    options = ["--interface", "wsgi", "--host", LOOPBACK, "--port", str(port), "--workers", "1"]
    command = [sys.executable, "-m", "granian", *options, "--factory", "--no-ws"]
    with subprocess.Popen(
        [*command, "--log-level", "error", "gallery.web.app:create_app"], env=kept | known
    ) as process:
        try:
            deadline = time.monotonic() + START_SECONDS
            while status(port, "/healthz") != 200:
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.1)
            yield port
        finally:
            process.terminate()


def status(port: int, path: str, method: str = "GET", **headers: str) -> int:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    with closing(http.client.HTTPConnection(LOOPBACK, port, timeout=30)) as connection:
        try:
            connection.request(method, path, headers=sent)
            return connection.getresponse().status
        except ConnectionError:
            return 0


@pytest.fixture
def ports(settings: Settings) -> Iterator[list[int]]:
    with ExitStack() as stack:
        yield [
            stack.enter_context(web_process(settings, port))
            for port in (free_base([0]) + 1, free_base([0]) + 2)
        ]


def test_r4_both_processes_answer_410_to_the_first_question(
    practice: Practice, runtime: Runtime, ports: list[int]
) -> None:
    scene = Scene(practice, runtime)
    for number in range(3):
        case_id, consent = practice.published_on_consent()
        addresses = [scene.page(case_id), *(f"/media/{key}.jpg" for key in scene.keys(case_id))]
        for port in ports:  # each remembers the answers of now
            assert {status(port, address) for address in addresses} == {200}
            assert {status(port, address) for address in addresses} == {200}
        practice.withdraw(consent.id)
        first, second = ports if number % 2 else reversed(ports)
        for port in (first, second):
            assert [status(port, address) for address in addresses] == [410] * len(addresses)
            assert status(port, addresses[1], "HEAD") == 410
            assert status(port, addresses[1], Range="bytes=0-9") == 410
            assert status(port, addresses[1], If_None_Match="*") == 410
