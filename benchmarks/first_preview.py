"""How long after an upload's last byte do staff have its preview?

    python -m benchmarks.first_preview [photo...] [--runs 9]

Photos are sent as the staff's page sends them to a real ``gallery serve`` with its worker and
object store. The clock starts when the last byte was handed to the connection, and stops when the
preview's last byte has come back: the check of the whole file, its decoding, the storing of
original and preview, the row and the answer lie between. First with nothing else to do, then while
the worker makes the renditions of the photos before.
"""

import argparse
import http.client
import json
import os
import re
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from urllib3.filepost import encode_multipart_formdata

from benchmarks.imaging.work import name_of, photos_to_measure
from benchmarks.served import new_case, no_job_waits, serving, wait_until
from gallery import config
from gallery.actions.manage_staff import add_user
from gallery.embedded import ports
from gallery.runtime import OPERATOR, Runtime

EMAIL, PASSWORD = "front.desk@example.com", "a long benchmark password"
WORK_SECONDS = 300


class Staff:
    """Somebody who has signed in, on one connection, as a browser keeps it."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection(ports.LOOPBACK, port, timeout=60)
        self.cookie = ""
        token = self._token("/staff/sign-in")
        fields = {"csrf_token": token, "email": EMAIL, "password": PASSWORD}
        body, media_type = encode_multipart_formdata(fields)
        answer = self._asked("POST", "/staff/sign-in", body, {"Content-Type": media_type})
        if answer[0] != 302:
            raise SystemExit(f"signing in was answered with {answer[0]}")

    def preview_after(self, case_id: str, photo: bytes) -> float:
        """Upload a photo; return the seconds from its last byte to the last of its preview."""
        self.connection.close()  # The service may have, after a wait; it opens again by itself.
        fields: dict[str, str | tuple[str, bytes, str]] = {
            "csrf_token": self._token(f"/staff/cases/{case_id}"),
            "role": "before",
            "view": "AP",
            "file": ("photo.jpg", photo, "image/jpeg"),
        }
        body, media_type = encode_multipart_formdata(fields)
        self.connection.putrequest("POST", f"/staff/cases/{case_id}/photos")
        for name, value in {
            "Content-Type": media_type,
            "Content-Length": str(len(body)),
            "Accept": "application/json",
            "Cookie": self.cookie,
        }.items():
            self.connection.putheader(name, value)
        self.connection.endheaders()
        self.connection.send(body)
        began = time.perf_counter()
        status, content = self._answer()
        if status != 202:
            raise SystemExit(f"the upload was answered with {status}: {content[:300]!r}")
        status, preview = self._asked("GET", json.loads(content)["preview_path"])
        if status != 200 or not preview.startswith(b"\xff\xd8"):
            raise SystemExit(f"the preview was answered with {status}")
        return time.perf_counter() - began

    def _token(self, path: str) -> str:
        found = re.search(rb'name="csrf_token" value="([^"]+)"', self._asked("GET", path)[1])
        if found is None:
            raise SystemExit(f"{path} has no form")
        return found[1].decode()

    def _asked(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        told = {"Cookie": self.cookie} if self.cookie else {}
        self.connection.request(method, path, body or None, {**told, **(headers or {})})
        return self._answer()

    def _answer(self) -> tuple[int, bytes]:
        answer = self.connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self.cookie = value.partition(";")[0]
        return answer.status, answer.read()


def measured(
    staff: Staff, runtime: Runtime, photo: bytes, runs: int, *, is_idle: bool
) -> list[float]:
    """Return seconds, each in a case of its own, where the same bytes are new."""
    seconds = []
    for _ in range(runs):
        if is_idle:
            wait_until(lambda: no_job_waits(runtime), WORK_SECONDS, "the worker did not finish")
        seconds.append(staff.preview_after(new_case(runtime), photo))
    return seconds


def main() -> None:
    """Print a row for each photo: alone, and beside the worker."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photos", nargs="*", type=Path)
    parser.add_argument("--runs", type=int, default=9)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder, port = Path(name), ports.free_base([0])
        (folder / "instance").mkdir()
        os.environ |= {"GALLERY_INSTANCE": str(folder / "instance"), "GALLERY_PORT": str(port)}
        stack.enter_context(serving(folder, port))
        runtime = Runtime.open(config.load())
        stack.callback(runtime.engine.dispose)
        with runtime.unit_of_work(OPERATOR) as uow:
            add_user(uow, EMAIL, "administrator", PASSWORD)
        print("| photo | MB | alone: median, most (ms) | beside the worker: median, most (ms) |")
        print("|---|---|---|---|")
        staff = Staff(port)
        for path in chosen.photos or photos_to_measure(folder):
            photo = path.read_bytes()
            times = [
                measured(staff, runtime, photo, chosen.runs, is_idle=is_idle)
                for is_idle in (True, False)
            ]
            cells = [
                f"{statistics.median(each) * 1000:.0f}, {max(each) * 1000:.0f}" for each in times
            ]
            row = (name_of(path), f"{len(photo) / 2**20:.1f}", *cells)
            print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
