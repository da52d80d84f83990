"""Send one request and read a bounded answer: the only part of the product that knows urllib3.

Nothing is followed, kept or taken from the environment: no redirects, cookies, pools or proxies.
"""

import http.client
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import cache

from urllib3 import BaseHTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.exceptions import TimeoutError as Urllib3Timeout

from gallery.outbound.deadline import Deadline
from gallery.outbound.destination import Destination, DestinationRules, find_destination
from gallery.outbound.failures import OutboundFailed, timed_out, tls_failed, unreachable

USER_AGENT = "BeforeAfterGallery/1"
LARGEST_BYTES = 1024 * 1024
CHUNK_BYTES = 64 * 1024
ADDRESSES_TRIED = 3


@dataclass(frozen=True)
class Limits:
    """Bound the time of a request: of each connection, and of everything together."""

    connect_seconds: float = 5.0
    total_seconds: float = 15.0


@dataclass(frozen=True)
class Request:
    """Describe a request; at most ``largest_bytes`` of the decoded body are read."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    largest_bytes: int = LARGEST_BYTES


@dataclass(frozen=True)
class Answer:
    """Hold an answer; names of ``headers`` are in lower case, ``address`` is whom we asked.

    ``is_whole`` is False if the body went on after the bytes that were read.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    is_whole: bool
    address: str
    seconds: float


PUBLIC_HTTPS = DestinationRules()
USUAL_LIMITS = Limits()


def send(
    request: Request, rules: DestinationRules = PUBLIC_HTTPS, limits: Limits = USUAL_LIMITS
) -> Answer:
    """Send ``request`` to a destination that ``rules`` allow; any status is an answer.

    :raises InvalidInput: ``destination_refused``: it would lead inside, or has a wrong form.
    :raises OutboundFailed: ``unreachable``, ``timed_out`` or ``tls_failed``.
    """
    deadline = Deadline(limits.total_seconds)
    destination = find_destination(request.url, rules, seconds=limits.connect_seconds)
    with _translated(destination.host, deadline):
        connection, connected = _connect(destination, limits, deadline)
        with closing(connection), deadline.cutting(connected):
            connected.settimeout(deadline.left_seconds)
            headers = {"Host": destination.host_header, **_OURS, **request.headers}
            connection.request(
                request.method,
                destination.target,
                body=request.body,
                headers=headers,
                preload_content=False,
            )
            answer = _read_answer(connection, destination, request, deadline)
    if deadline.has_passed:  # what was cut off may look like an end
        raise timed_out(destination.host, deadline.seconds)
    return answer


_OURS = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"}


def _read_answer(
    connection: HTTPConnection, destination: Destination, request: Request, deadline: Deadline
) -> Answer:
    try:
        with closing(connection.getresponse()) as response:
            return _read(response, request, connection.host, deadline)
    except ValueError as error:  # http.client's for a chunk of negative size
        raise unreachable(destination.host, "answered with something that is not HTTP") from error


def _read(response: BaseHTTPResponse, request: Request, address: str, deadline: Deadline) -> Answer:
    body = bytearray()
    while len(body) <= request.largest_bytes:
        chunk = response.read(CHUNK_BYTES, decode_content=True)
        if not chunk:
            break
        body += chunk
    return Answer(
        status=response.status,
        headers={name.lower(): value for name, value in response.headers.itermerged()},
        body=bytes(body[: request.largest_bytes]),
        is_whole=len(body) <= request.largest_bytes,
        address=address,
        seconds=deadline.spent_seconds,
    )


def _connect(
    destination: Destination, limits: Limits, deadline: Deadline
) -> tuple[HTTPConnection, socket.socket]:
    """Connect to the first of the checked addresses that takes the connection."""
    *others, last = destination.addresses[:ADDRESSES_TRIED]
    for address in others:
        try:
            return _connect_to(address, destination, limits, deadline)
        except (NewConnectionError, Urllib3Timeout):
            continue
    return _connect_to(last, destination, limits, deadline)


def _connect_to(
    address: str, destination: Destination, limits: Limits, deadline: Deadline
) -> tuple[HTTPConnection, socket.socket]:
    seconds = min(limits.connect_seconds, deadline.left_seconds)
    connection: HTTPConnection
    if destination.scheme == "https":
        connection = HTTPSConnection(
            address,
            destination.port,
            timeout=seconds,
            ssl_context=trust(),
            server_hostname=destination.host,
        )
    else:
        connection = HTTPConnection(address, destination.port, timeout=seconds)
    with ExitStack() as undo:
        undo.callback(connection.close)
        connection.connect()
        connected = connection.sock
        if connected is None:
            raise unreachable(destination.host, "closed the connection at once")
        undo.pop_all()
        return connection, connected


@cache
def trust() -> ssl.SSLContext:
    """Return the system's certificate authorities; TLS 1.2 or newer, host names checked."""
    return ssl.create_default_context()


@contextmanager
def _translated(host: str, deadline: Deadline) -> Iterator[None]:
    """Turn the library's failures into the product's; the cause stays for the log."""
    try:
        yield
    except (HTTPError, http.client.HTTPException, OSError) as error:
        raise _meaning(error, host, deadline) from error


def _meaning(error: Exception, host: str, deadline: Deadline) -> OutboundFailed:
    refused = isinstance(error, NewConnectionError)  # to the library a kind of time-out
    slow = isinstance(error, Urllib3Timeout | TimeoutError) and not refused
    if deadline.has_passed or slow:
        return timed_out(host, min(deadline.seconds, max(1, round(deadline.spent_seconds))))
    if isinstance(error, ssl.SSLError):
        return tls_failed(host)
    if refused:
        return unreachable(host, "took no connection")
    return unreachable(host, "broke off or answered with something that is not HTTP")
