"""Keep the services of one server running, and end all of them together."""

import logging
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO

from gallery.embedded.private_files import ensure_folder
from gallery.embedded.processes import signal_group, spawn, wait_and_kill

WARDEN = Path(__file__).with_name("warden.py")
POLL_SECONDS = 0.1
FIRST_BACKOFF_SECONDS = 0.5
LONGEST_BACKOFF_SECONDS = 30.0
STABLE_SECONDS = 60.0
LOG_BYTES = 5_000_000
LOG_FILES = 4
PREFIX_WIDTH = 12


@dataclass(frozen=True, kw_only=True)
class Service:
    """Say how to run one service.

    ``shown`` picks the lines of its output that are worth the terminal; all go to its log file.
    """

    name: str
    command: Sequence[str]
    variables: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    shown: re.Pattern[str] = re.compile("")
    started: Callable[[int], None] | None = None


class Supervisor:
    """Start services, start them again with growing pauses when they die, and stop them.

    Use it from the main thread: the services are tied to the life of the thread that starts them.
    """

    def __init__(self, logs: Path, say: Callable[[str], None]) -> None:
        """Write each service's output to ``logs``; pass lines for the terminal to ``say``."""
        self._logs = ensure_folder(logs)
        self._say = say
        self._running: dict[str, _Running] = {}
        self._warden = _Warden()

    def start(self, service: Service) -> subprocess.Popen[bytes]:
        """Start a service and keep it running from now on."""
        running = _Running(service, _log(self._logs, service.name))
        self._running[service.name] = running
        return self._spawn(running)

    def watch(self) -> None:
        """Restart what dies, until a signal's exception ends this."""
        while True:
            self.check()
            time.sleep(POLL_SECONDS)

    def check(self) -> None:
        """Note which services died, and start those again whose pause is over."""
        for running in self._running.values():
            status = running.process.poll() if running.process else None
            if running.process is not None and status is not None:
                self._note_death(running, status)
            if running.process is None and time.monotonic() >= running.restart_at:
                self._spawn(running)

    def stop(self, names: Iterable[str], grace_seconds: float) -> None:
        """Stop these services side by side; kill what is left after ``grace_seconds``."""
        found = [self._running.pop(name) for name in names if name in self._running]
        processes = [running.process for running in found if running.process is not None]
        for process in processes:
            with suppress(ProcessLookupError):
                process.terminate()
        deadline = time.monotonic() + grace_seconds
        for process in processes:
            wait_and_kill(process, max(0.0, deadline - time.monotonic()))
            self._warden.forget(process.pid)
        for running in found:
            running.finish()

    def close(self) -> None:
        """Kill what still runs, at once."""
        self.stop(list(self._running), 0)
        self._warden.close()

    def _spawn(self, running: "_Running") -> subprocess.Popen[bytes]:
        service = running.service
        process = spawn(service.command, service.variables, folder=service.folder)
        self._warden.remember(process.pid)
        running.begin(process, self._say)
        if service.started is not None:
            service.started(process.pid)
        return process

    def _note_death(self, running: "_Running", status: int) -> None:
        process = running.process
        if process is None:
            return
        signal_group(process, signal.SIGKILL)  # its own children may have outlived it
        self._warden.forget(process.pid)
        pause = running.pause_after_death()
        self._say(
            f"{running.service.name} ended unexpectedly (status {status});"
            f" it is started again in {pause:g} s"
        )


class _Running:
    """The state of one service."""

    def __init__(self, service: Service, log: logging.Logger) -> None:
        self.service = service
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None
        self.restart_at = 0.0
        self._started_at = 0.0
        self._backoff_seconds = FIRST_BACKOFF_SECONDS
        self._reader: threading.Thread | None = None

    def begin(self, process: subprocess.Popen[bytes], say: Callable[[str], None]) -> None:
        self.process = process
        self._started_at = time.monotonic()
        if process.stdout is None:
            return
        arguments = (process.stdout, self.service, self.log, say)
        self._reader = threading.Thread(target=_copy_output, args=arguments, daemon=True)
        self._reader.start()

    def pause_after_death(self) -> float:
        """Return the seconds until the restart: they double while the service keeps dying."""
        self.process = None
        now = time.monotonic()
        if now - self._started_at > STABLE_SECONDS:
            self._backoff_seconds = FIRST_BACKOFF_SECONDS
        pause = self._backoff_seconds
        self._backoff_seconds = min(2 * pause, LONGEST_BACKOFF_SECONDS)
        self.restart_at = now + pause
        return pause

    def finish(self) -> None:
        if self._reader is not None:
            self._reader.join(1)
        for handler in list(self.log.handlers):
            self.log.removeHandler(handler)
            handler.close()


class _Warden:
    """The process that kills the services' groups if this one dies without doing so."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 -- a script of this package
            [sys.executable, "-I", "-S", str(WARDEN)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            process_group=0,
        )

    def remember(self, group: int) -> None:
        self._tell(f"+{group}\n")

    def forget(self, group: int) -> None:
        self._tell(f"-{group}\n")

    def close(self) -> None:
        if self._process.stdin is not None:
            with suppress(BrokenPipeError):
                self._process.stdin.close()
        self._process.wait()

    def _tell(self, line: str) -> None:
        if self._process.stdin is None:
            return
        with suppress(BrokenPipeError):  # without a warden the services still stop in order
            self._process.stdin.write(line.encode())
            self._process.stdin.flush()


def _copy_output(
    output: IO[bytes], service: Service, log: logging.Logger, say: Callable[[str], None]
) -> None:
    with output:
        for raw in output:
            line = raw.decode("utf-8", "replace").rstrip()
            log.info(line)
            if service.shown.search(line):
                say(f"{service.name:<{PREFIX_WIDTH}} | {line}")


def _log(folder: Path, name: str) -> logging.Logger:
    # Not registered by name: two supervisors in one process must not share a file.
    log = logging.Logger(f"service.{name}", logging.INFO)  # noqa: LOG001
    log.addHandler(
        RotatingFileHandler(
            folder / f"{name}.log", maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8"
        )
    )
    return log
