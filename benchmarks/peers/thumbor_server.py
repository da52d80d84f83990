"""Thumbor as it is used: a server that is asked for one size and format at a time.

It runs from an environment of its own (THUMBOR names its Python), because it wants another Pillow.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

from benchmarks.peers.measured import File, Job, measured

THREADS = 2
CONFIGURATION = """
LOADER = "thumbor.loaders.file_loader"
FILE_LOADER_ROOT_PATH = "/"
STORAGE = "thumbor.storages.no_storage"
RESULT_STORAGE = None
RESPECT_ORIENTATION = True
PROGRESSIVE_JPEG = True
MAX_WIDTH = MAX_HEIGHT = 4000
ALLOW_UNSAFE_URL = True
QUALITY = 82
WEBP_QUALITY = 86
AVIF_QUALITY = 72
AVIF_SPEED = 9
"""


class Server:
    """One running thumbor with two processes, one for each core."""

    def __init__(self, folder: Path) -> None:
        with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as free:
            self.port = free.getsockname()[1]
        configuration = folder / "thumbor.conf"
        configuration.write_text(CONFIGURATION)
        options = ["-i", "127.0.0.1", "-p", str(self.port), "-c", str(configuration), "-l", "error"]
        self.process = subprocess.Popen(
            [os.environ["THUMBOR"], "-m", "thumbor.server", *options, "--processes", str(THREADS)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                self.get("healthcheck")
                return
            time.sleep(0.05)
        raise TimeoutError("thumbor did not start")

    def get(self, address: str) -> bytes:
        url = f"http://127.0.0.1:{self.port}/{address}"
        with urllib.request.urlopen(url, timeout=120) as answer:
            content: bytes = answer.read()
        return content

    def cost(self) -> tuple[float, float]:
        """Return the CPU seconds of its processes so far, and the sum of their peaks in MB."""
        tick, cpu_s, peak_mb = os.sysconf("SC_CLK_TCK"), 0.0, 0.0
        for pid in [self.process.pid, *self._children()]:
            numbers = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            cpu_s += (int(numbers[11]) + int(numbers[12])) / tick
            status = Path(f"/proc/{pid}/status").read_text()
            peak_mb += int(status.split("VmHWM:")[1].split()[0]) / 1024
        return cpu_s, peak_mb

    def files_of(self, photo: dict[str, Any], job: Job) -> list[File]:
        wanted = [(mark, name) for name in job["settings"] for mark in photo["marks"]]
        with ThreadPoolExecutor(min(THREADS, job["threads"])) as pool:
            return list(pool.map(lambda pair: self._file(photo["path"], *pair), wanted))

    def preview_of(self, path: str) -> bytes:
        return self.get(f"unsafe/fit-in/480x480/filters:format(jpeg)/{quote(path[1:])}")

    def _file(self, path: str, mark: dict[str, Any], name: str) -> File:
        laid = f"watermark({quote(mark['path'], safe='')},{mark['left']},{mark['top']},0)"
        filters = f"filters:{laid}:format({'jpeg' if name == 'jpg' else name}):strip_icc()"
        size = f"{mark['edge']}x{mark['edge']}"
        address = f"unsafe/fit-in/{size}/{filters}/{quote(path[1:])}"
        return mark["name"], name, self.get(address)

    def _children(self) -> Iterator[str]:
        yield from Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(
        ).split()  # fmt: skip


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        try:
            measured(server.files_of, server.preview_of, server.cost)
        except urllib.error.HTTPError as error:
            sys.exit(f"thumbor answered {error.code} to {error.url}")
        finally:
            # Its workers outlive it otherwise.
            os.killpg(server.process.pid, signal.SIGTERM)
            server.process.wait(10)


if __name__ == "__main__":
    main()
