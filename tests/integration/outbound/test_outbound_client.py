"""Answers are bounded in time and size, proved by TLS, and never followed."""

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler

import pytest
import trustme
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gallery.outbound import client
from gallery.outbound.client import Answer, Limits, Request, send
from gallery.outbound.destination import DestinationRules
from gallery.outbound.failures import OutboundFailed
from gallery.outbound.marks import unreadable
from tests.integration.outbound.servers import (
    QUICK,
    LocalServer,
    Starter,
    reply_with,
    resolve_to,
    server_tls,
)

PIECES = [
    b"HTTP/1.1 200 OK\r\n", b"HTTP/9 x\r\n", b"Content-Length: ", b"-5", b"99", b"\r\n", b" x\r\n",
    b"Transfer-Encoding: chunked\r\n", b"5\r\nhello\r\n", b"zz\r\n", b"0\r\n\r\n", b": \r\n",
    b"Content-Encoding: gzip\r\n", b"Content-Encoding: deflate, br\r\n", b"\x1f\x8b\x08",
    b"Content-Type: text/html; charset=\xff\r\n", b"\0\xff: \xfe\r\n",
]  # fmt: skip


def ask(server: LocalServer, path: str = "/", limits: Limits = QUICK) -> Answer:
    return send(Request("GET", server.url + path), DestinationRules(server.trusted), limits)


def failure_of(url: str, limits: Limits = QUICK) -> OutboundFailed:
    began = time.monotonic()
    with pytest.raises(OutboundFailed) as failed:
        send(Request("GET", url), DestinationRules(frozenset({url})), limits)
    assert time.monotonic() - began < limits.total_seconds + 4
    return failed.value


@pytest.fixture
def raw_listener() -> Iterator[socket.socket]:
    """Return a listening socket, for servers that speak no proper HTTP."""
    listening = socket.create_server(("127.0.0.1", 0))
    yield listening
    listening.close()


def serve_bytes(listening: socket.socket, first: bytes, drip: bytes = b"") -> str:
    """Answer one connection with ``first``, then a piece of ``drip`` each 50 ms for ever."""

    def serve() -> None:
        with suppress(OSError):
            connection, _ = listening.accept()
            with connection:
                connection.sendall(first)
                for _ in range(200 if drip else 0):
                    connection.sendall(drip)
                    time.sleep(0.05)

    threading.Thread(target=serve, daemon=True).start()
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_an_answer_holds_status_headers_body_and_whom_we_asked(start: Starter) -> None:
    server = start(reply_with(418, b"short", X_Tea="yes"))
    answer = ask(server, "/a%20b?c=d")
    assert (answer.status, answer.body, answer.address) == (418, b"short", "127.0.0.1")
    assert answer.headers["x-tea"] == "yes"
    assert answer.is_whole
    assert 0 < answer.seconds < 5
    assert server.asked[0].target == "/a%20b?c=d"


def test_a_request_says_who_asks_and_carries_no_cookie(start: Starter) -> None:
    server = start(reply_with(200, b"", Set_Cookie="a=b"))
    ask(server)
    ask(server)
    assert server.asked[1].headers["user-agent"] == client.USER_AGENT
    assert "cookie" not in server.asked[1].headers


def test_proxies_of_the_environment_are_not_used(
    start: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy, server = start(reply_with(502)), start(reply_with(200))
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.url)
    assert ask(server).status == 200
    assert proxy.asked == []


def test_a_redirect_is_an_answer_and_its_target_is_not_asked(start: Starter) -> None:
    inside = start(reply_with(200, b"secret"))
    server = start(reply_with(302, b"", Location=inside.url))
    assert ask(server).status == 302
    assert inside.asked == []


def test_no_more_is_read_than_was_asked_for(start: Starter) -> None:
    server = start(reply_with(200, b"x" * 3_000_000))
    answer = ask(server, limits=Limits())
    assert (len(answer.body), answer.is_whole) == (1024 * 1024, False)


def test_an_endless_answer_is_left_at_the_limit(start: Starter) -> None:
    def pour(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        with suppress(OSError):
            while True:
                handler.wfile.write(bytes(100_000))

    assert not ask(start(pour), limits=Limits()).is_whole


def test_a_small_answer_that_unpacks_to_a_huge_one_is_bounded_too(start: Starter) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    answer = ask(start(reply_with(200, bomb, Content_Encoding="gzip")), limits=Limits())
    assert (len(answer.body), answer.is_whole) == (1024 * 1024, False)


def test_a_silent_server_times_out(raw_listener: socket.socket) -> None:
    url = f"http://127.0.0.1:{raw_listener.getsockname()[1]}"  # connected, never accepted
    assert failure_of(url, Limits(0.5, 0.5)).code == "timed_out"


@pytest.mark.parametrize(
    ("first", "drip"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
        (b"HTTP/1.1 200 OK\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["status", "headers", "header", "body", "endless body", "chunks", "continue"],
)
def test_a_server_that_drips_is_cut_off(
    raw_listener: socket.socket, first: bytes, drip: bytes
) -> None:
    assert failure_of(serve_bytes(raw_listener, first, drip)).code == "timed_out"


def test_a_server_that_drips_over_tls_is_cut_off(start: Starter, authority: trustme.CA) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        with suppress(OSError):
            for _ in range(200):
                handler.wfile.write(b"x")
                time.sleep(0.05)

    server = start(drip, server_tls(authority, "127.0.0.1"))
    assert failure_of(server.url).code == "timed_out"


def test_a_handshake_that_never_ends_times_out(raw_listener: socket.socket) -> None:
    url = serve_bytes(raw_listener, b"\x16\x03\x03\x3f\xff", b"\x02").replace("http:", "https:")
    assert failure_of(url).code == "timed_out"


@pytest.mark.parametrize(
    "first",
    [b"SSH-2.0-OpenSSH_9.6\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", b""],
    ids=["no HTTP", "half a body", "nothing"],
)
def test_what_is_no_whole_answer_is_unreachable(raw_listener: socket.socket, first: bytes) -> None:
    assert failure_of(serve_bytes(raw_listener, first)).code == "unreachable"


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(PIECES), max_size=9))
def test_whatever_is_sent_ends_in_an_answer_or_a_named_failure(
    raw_listener: socket.socket, pieces: list[bytes]
) -> None:
    url = serve_bytes(raw_listener, b"HTTP/1.1 200 OK\r\n" + b"".join(pieces))
    with suppress(OutboundFailed):
        unreadable(send(Request("GET", url), DestinationRules(frozenset({url})), QUICK))


def test_a_closed_port_is_unreachable(raw_listener: socket.socket) -> None:
    port = raw_listener.getsockname()[1]
    raw_listener.close()
    failed = failure_of(f"http://127.0.0.1:{port}")
    assert (failed.code, "took no connection" in failed.message) == ("unreachable", True)


def test_a_certificate_is_checked_against_the_name_not_the_address(
    start: Starter, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = start(reply_with(200, b"ok"), server_tls(authority, "site.example"))
    resolve_to(monkeypatch, "127.0.0.1")
    named = f"https://site.example:{server.port}"
    rules = DestinationRules(frozenset({named}))
    assert send(Request("GET", named), rules, QUICK).body == b"ok"
    assert server.asked[0].headers["host"] == f"site.example:{server.port}"
    for wrong in (server.url, f"https://other.example:{server.port}"):
        assert failure_of(wrong).code == "tls_failed"


def test_a_certificate_of_an_unknown_authority_is_refused(
    start: Starter, authority: trustme.CA
) -> None:
    server = start(reply_with(200), server_tls(trustme.CA(), "127.0.0.1"))
    assert failure_of(server.url).code == "tls_failed"
    assert server.asked == []


def test_plain_http_behind_an_https_address_fails(start: Starter) -> None:
    server = start(reply_with(200))
    assert failure_of(server.url.replace("http:", "https:")).code == "tls_failed"


def test_old_tls_is_refused() -> None:
    client.trust.cache_clear()
    assert client.trust().minimum_version >= ssl.TLSVersion.TLSv1_2
    assert client.trust().check_hostname


def test_ipv6_is_spoken(start: Starter) -> None:
    server = start(reply_with(200, b"six"), host="::1")
    answer = ask(server)
    assert (answer.body, answer.address) == (b"six", "::1")
    assert server.asked[0].headers["host"] == f"[::1]:{server.port}"


def test_the_next_address_is_tried_if_one_takes_no_connection(
    start: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = start(reply_with(200))
    resolve_to(monkeypatch, "::1", "127.0.0.1")
    assert ask(server).address == "127.0.0.1"
