"""A local HTTP server whose answers a test writes, and what it was asked."""

import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeAlias

import pytest
import trustme

from gallery.outbound import destination
from gallery.outbound.client import Limits

#: Short enough for tests, long enough for two busy cores.
QUICK = Limits(connect_seconds=1.0, total_seconds=1.0)
Reply: TypeAlias = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True)
class Asked:
    """Hold a request as the server saw it."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class LocalServer:
    """Know a running server; ``asked`` grows with each request."""

    server: ThreadingHTTPServer
    thread: threading.Thread
    url: str
    asked: list[Asked] = field(default_factory=list)

    @property
    def port(self) -> int:
        return self.server.server_port

    @property
    def trusted(self) -> frozenset[str]:
        return frozenset({self.url})

    def stop(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


Starter: TypeAlias = Callable[..., LocalServer]


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients that hang up are what the tests are about."""


class _Quiet6(_Quiet):
    address_family = socket.AF_INET6


def started(reply: Reply, tls: ssl.SSLContext | None, host: str) -> LocalServer:
    asked: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked.append(Asked(self.command, self.path, headers, body))
            self.close_connection = True
            reply(self)

        do_GET = do_HEAD = do_POST = do_PURGE = answer  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as in the base
            """Say nothing."""

    server = (_Quiet6 if ":" in host else _Quiet)((host, 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    written = f"[{host}]" if ":" in host else host
    scheme = "https" if tls else "http"
    return LocalServer(server, thread, f"{scheme}://{written}:{server.server_port}", asked)


def reply_with(status: int, body: bytes = b"", **headers: str) -> Reply:
    """Answer everything alike; ``content_type`` stands for the header Content-Type."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        if status != 304:
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(body)

    return reply


def server_tls(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    """Return a server's side of TLS with a certificate for ``names``."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return context


def resolve_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Let every host name lead to ``addresses``."""

    def resolve(host: str, port: int) -> list[str]:
        return list(addresses)

    monkeypatch.setattr(destination, "resolve", resolve)
