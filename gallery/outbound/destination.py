"""Where a request may go: the guard against requests into the operator's own network (SSRF).

An address is resolved once, every answer is checked, and the connection is made to a checked
answer: a name that points elsewhere a moment later changes nothing.
"""

import queue
import socket
import threading
from dataclasses import dataclass
from ipaddress import ip_address

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from gallery.errors import InvalidInput
from gallery.outbound.addresses import refusal_of
from gallery.outbound.failures import timed_out, unreachable

USUAL_PORTS = frozenset({80, 443, 8080, 8443})
DEFAULT_PORTS = {"http": 80, "https": 443}
LONGEST_URL = 2000
LOOKUP_SECONDS = 5.0
_NEVER = frozenset("\\ ")  # and control characters: parsers disagree about them


@dataclass(frozen=True)
class DestinationRules:
    """Say where requests may go.

    ``trusted_origins`` (scheme://host:port) come from the operator alone, for the service's own
    address and its CDN: for them neither scheme, port nor address is refused.
    """

    trusted_origins: frozenset[str] = frozenset()
    allow_http: bool = False
    ports: frozenset[int] = USUAL_PORTS


@dataclass(frozen=True)
class Destination:
    """Hold a checked destination; ``target`` is path and query, ``addresses`` are to be tried."""

    scheme: str
    host: str
    port: int
    target: str
    addresses: tuple[str, ...] = ()

    @property
    def origin(self) -> str:
        """Return scheme://host:port, the port always written."""
        return f"{self.scheme}://{self._written_host}:{self.port}"

    @property
    def host_header(self) -> str:
        """Return the value of the Host header (RFC 9110 section 7.2)."""
        if self.port == DEFAULT_PORTS[self.scheme]:
            return self._written_host
        return f"{self._written_host}:{self.port}"

    @property
    def _written_host(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


def origin_of(url: str) -> str:
    """Return the origin of ``url`` as scheme://host:port.

    :raises InvalidInput: ``destination_refused``: this is no http or https URL.
    """
    return _read(url).origin


def check_url(url: str, rules: DestinationRules) -> Destination:
    """Check what can be told without a look-up, as when somebody enters an address.

    :raises InvalidInput: ``destination_refused``; the message names the reason.
    """
    destination = _read(url)
    if _is_trusted(destination, rules):
        return destination
    if destination.scheme != "https" and not rules.allow_http:
        raise _refused("it must begin with https://")
    if destination.port not in rules.ports:
        allowed = ", ".join(str(port) for port in sorted(rules.ports))
        raise _refused(f"port {destination.port} is not among {allowed}")
    if _is_address(destination.host):
        _refuse_inside((destination.host,))
    return destination


def find_destination(
    url: str, rules: DestinationRules, seconds: float = LOOKUP_SECONDS
) -> Destination:
    """Check ``url``, look its host up within ``seconds`` and check every address found.

    :raises InvalidInput: ``destination_refused``; the message names the reason.
    :raises OutboundFailed: ``unreachable`` or ``timed_out``: the name could not be looked up.
    """
    asked = check_url(url, rules)
    addresses = _looked_up(asked.host, asked.port, seconds)
    if not _is_trusted(asked, rules):
        _refuse_inside(addresses)
    return Destination(asked.scheme, asked.host, asked.port, asked.target, addresses)


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of ``host`` in the order of preference of the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _looked_up(host: str, port: int, seconds: float) -> tuple[str, ...]:
    """Resolve in a thread of its own: the system's resolver knows no limit of ours."""
    answers: queue.SimpleQueue[list[str] | None] = queue.SimpleQueue()

    def look() -> None:
        try:
            answers.put(resolve(host, port))
        except (OSError, UnicodeError):
            answers.put(None)

    threading.Thread(target=look, name="outbound-look-up", daemon=True).start()
    try:
        found = answers.get(timeout=seconds)
    except queue.Empty:
        raise timed_out(host, seconds) from None
    if not found:
        raise unreachable(host, "is not known to the name servers")
    return tuple(found)


def _read(url: str) -> Destination:
    _check_characters(url)
    try:
        parts = parse_url(url)
    except LocationParseError:
        raise _refused("it is not a URL") from None
    if parts.scheme not in DEFAULT_PORTS:
        raise _refused("it must begin with https:// or http://")
    if parts.auth is not None:
        raise _refused("it holds a user name or password")
    host = _host(parts)
    port = DEFAULT_PORTS[parts.scheme] if parts.port is None else parts.port
    return Destination(parts.scheme, host, port, parts.request_uri)


def _check_characters(url: str) -> None:
    if len(url) > LONGEST_URL:
        raise _refused(f"it is longer than {LONGEST_URL} characters")
    if not url.isascii():
        raise _refused("it holds other characters than ASCII: write the name as xn--")
    if not url.isprintable() or _NEVER & set(url):
        raise _refused("it holds a space, a backslash or a control character")


def _host(parts: Url) -> str:
    host = (parts.host or "").strip("[]").rstrip(".").lower()
    if not host:
        raise _refused("it names no host")
    if "%" in host:
        raise _refused("its host holds a % sign")
    return host


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_trusted(destination: Destination, rules: DestinationRules) -> bool:
    return any(origin_of(trusted) == destination.origin for trusted in rules.trusted_origins)


def _refuse_inside(addresses: tuple[str, ...]) -> None:
    """Refuse a host if any of its addresses is refused: mixed answers are a way to get inside.

    The message names the kind of address only: it must not tell a stranger what is inside.
    """
    for address in addresses:
        try:
            kind = refusal_of(address)
        except ValueError:
            kind = "no plain IP address"
        if kind is not None:
            raise _refused(f"its host leads to {kind}")


def _refused(why: str) -> InvalidInput:
    message = f"This address cannot be used: {why}. Give a public https address."
    return InvalidInput(message, fields={"url": message}, code="destination_refused")
