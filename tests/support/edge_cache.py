"""A small caching reverse proxy, as a CDN stands in front of the gallery: for tests of purging.

    with EdgeCache(origin_url) as edge:
        ...  # ask edge.url instead of the origin

It keeps answers with ``max-age`` (or ``s-maxage``), answers HEAD, Range and If-None-Match from what
it keeps, and forgets by ``PURGE`` of an address or by ``POST edge.purge_endpoint`` with
``Surrogate-Key`` (or ``Cache-Tag``).
Like many a CDN it does not let visitors pass it by with ``Cache-Control: no-cache``.
"""

import http.client
import re
import threading
import time
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

PURGE_PATH = "/-/purge"
CACHED_STATUSES = frozenset({200, 203, 301, 404, 410})
HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "date", "server"}
)
CONDITIONAL = frozenset({"range", "if-none-match", "if-modified-since", "if-range"})
_MAX_AGE = re.compile(r"(?:s-maxage|max-age)=(\d+)")


@dataclass(frozen=True)
class Stored:
    """Hold an answer of the origin; ``expires_at`` is in the seconds of ``time.monotonic``."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    expires_at: float
    stored_at: float

    @property
    def surrogate_keys(self) -> frozenset[str]:
        return frozenset(
            key
            for name, value in self.headers
            if name.lower() in {"surrogate-key", "cache-tag"}
            for key in value.replace(",", " ").split()
        )

    def header(self, wanted: str) -> str:
        return next((value for name, value in self.headers if name.lower() == wanted), "")


class EdgeCache:
    """Serve ``origin_url`` through a cache; ``hits`` and ``misses`` are counted.

    ``token`` is asked of purges, as ``Authorization: Bearer``; ``refuses_purges`` answers them 503.
    ``floor_seconds`` keeps answers for so long that say less, as an operator may set up a CDN.
    """

    def __init__(self, origin_url: str, token: str = "") -> None:
        self.origin = urlsplit(origin_url)
        self.token = token
        self.refuses_purges = False
        self.floor_seconds = 0
        self.hits = 0
        self.misses = 0
        self.purges: list[str] = []
        self._lock = threading.Lock()
        self._stored: dict[str, Stored] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.purge_endpoint = self.url + PURGE_PATH

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def find(self, target: str, headers: dict[str, str]) -> tuple[Stored, bool]:
        """Return the answer for a path and query, and whether it was kept."""
        with self._lock:
            stored = self._stored.get(target)
            if stored is not None and stored.expires_at > time.monotonic():
                self.hits += 1
                return stored, True
            self.misses += 1
        fetched = self._fetch(target, headers)
        if fetched.expires_at > fetched.stored_at:
            with self._lock:
                self._stored[target] = fetched
        return fetched, False

    def purge_url(self, target: str) -> bool:
        with self._lock:
            self.purges.append(target)
            return self._stored.pop(target, None) is not None

    def purge_keys(self, keys: list[str]) -> int:
        with self._lock:
            self.purges.extend(keys)
            doomed = [
                target
                for target, stored in self._stored.items()
                if stored.surrogate_keys & set(keys)
            ]
            for target in doomed:
                del self._stored[target]
            return len(doomed)

    def may_purge(self, authorization: str) -> bool:
        return not self.token or authorization == f"Bearer {self.token}"

    def _fetch(self, target: str, headers: dict[str, str]) -> Stored:
        """Fetch the whole representation, whatever part or condition the visitor asked for."""
        passed = {
            name: value
            for name, value in headers.items()
            if name.lower() not in CONDITIONAL | HOP_BY_HOP | {"host", "accept-encoding"}
        }
        passed["Host"] = self.origin.netloc
        connection = http.client.HTTPConnection(self.origin.netloc, timeout=10)
        try:
            connection.request("GET", target, headers=passed)
            response = connection.getresponse()
            body = response.read()
        finally:
            connection.close()
        now = time.monotonic()
        kept = tuple(
            (name, value)
            for name, value in response.getheaders()
            if name.lower() not in HOP_BY_HOP | {"content-length"}
        )
        stored = Stored(response.status, kept, body, now, now)
        return replace(stored, expires_at=now + _lifetime_seconds(stored, self.floor_seconds))


def _lifetime_seconds(stored: Stored, floor_seconds: int) -> int:
    control = stored.header("cache-control")
    if stored.status not in CACHED_STATUSES or "no-store" in control or "private" in control:
        return 0
    ages = _MAX_AGE.findall(control)
    return max(int(ages[-1]) if ages else 0, floor_seconds)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    cache: EdgeCache

    def do_GET(self) -> None:
        stored, was_kept = self.cache.find(self.path, dict(self.headers))
        etag = stored.header("etag")
        asked = self.headers.get("If-None-Match", "")
        if stored.status == 200 and asked and (asked == "*" or (etag and etag in asked)):
            self._answer(304, stored, b"", was_kept=was_kept)
        elif stored.status == 200 and self.headers.get("Range", "").startswith("bytes="):
            self._answer_range(stored, was_kept=was_kept)
        else:
            self._answer(stored.status, stored, stored.body, was_kept=was_kept)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_PURGE(self) -> None:
        if self._may_purge():
            self._say(200 if self.cache.purge_url(self.path) else 404)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path != PURGE_PATH:
            self._say(405)
        elif self._may_purge():
            keys = self.headers.get("Surrogate-Key") or self.headers.get("Cache-Tag") or ""
            self.cache.purge_keys(keys.replace(",", " ").split())
            self._say(200)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as in the base
        """Say nothing."""

    def _may_purge(self) -> bool:
        if self.cache.refuses_purges:
            self._say(503)
            return False
        if not self.cache.may_purge(self.headers.get("Authorization", "")):
            self._say(401)
            return False
        return True

    def _answer_range(self, stored: Stored, *, was_kept: bool) -> None:
        first, _, last = self.headers["Range"].removeprefix("bytes=").partition("-")
        size = len(stored.body)
        start = int(first or 0)
        end = min(int(last) if last else size - 1, size - 1)
        part = stored.body[start : end + 1]
        extra = (("Content-Range", f"bytes {start}-{end}/{size}"),)
        self._answer(206, stored, part, was_kept=was_kept, extra=extra)

    def _answer(
        self,
        status: int,
        stored: Stored,
        body: bytes,
        *,
        was_kept: bool,
        extra: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.send_response(status)
        for name, value in (*stored.headers, *extra):
            if name.lower() != "surrogate-key":  # between the origin and its caches
                self.send_header(name, value)
        self.send_header("Age", str(int(time.monotonic() - stored.stored_at)))
        self.send_header("X-Cache", "HIT" if was_kept else "MISS")
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and status != 304:
            self.wfile.write(body)

    def _say(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()


def _handler_of(cache: EdgeCache) -> type[_Handler]:
    return type("EdgeHandler", (_Handler,), {"cache": cache})
