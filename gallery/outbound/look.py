"""Go and see whether something is gone: what the service fetched itself is proof, nothing else.

Each address is asked in the ways in which visitors and caches ask: a cache may hold one answer
and not the other.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import product
from typing import NamedTuple

from gallery.errors import InvalidInput
from gallery.outbound.client import Answer, Request, send
from gallery.outbound.destination import DestinationRules
from gallery.outbound.failures import OutboundFailed
from gallery.outbound.marks import LARGEST_PAGE_BYTES, holds_any, unreadable
from gallery.outbound.pages import hidden_by, title_digest

GONE = frozenset({404, 410})
THERE = frozenset({200, 203, 206, 304})
REFUSED = frozenset({401, 403, 451})
BODY_BYTES = 1024  # a picture's status tells; its bytes are not wanted
_NO_CACHE = {"Cache-Control": "no-cache"}
_WITH_AND_WITHOUT_CACHE: tuple[dict[str, str], ...] = ({}, _NO_CACHE)


class Verdict(StrEnum):
    """Say what a look showed; only ``gone`` is proof by itself.

    ``names_nothing`` is proof where an earlier look saw a mark at that address.
    """

    GONE = "gone"
    NAMES_NOTHING = "names_nothing"
    STILL_THERE = "still_there"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Look:
    """Hold one request and what it showed; ``status`` is None if there was no answer.

    ``title_sha256`` is that of a page that could be read, to know the page again.
    """

    address: str
    method: str
    status: int | None
    verdict: Verdict
    words: str
    at: datetime
    title_sha256: str = ""


class _Judged(NamedTuple):
    verdict: Verdict
    words: str
    title_sha256: str = ""


def media_addresses(
    bases: Sequence[str], keys: Sequence[str], extensions: Sequence[str]
) -> list[str]:
    """Return the address of each key in each format at each base (the origin, the CDN)."""
    return [
        f"{base.rstrip('/')}/media/{key}.{extension}"
        for base, key, extension in product(bases, keys, extensions)
    ]


def look_at_media(
    urls: Sequence[str],
    clock: Callable[[], datetime],
    old_etags: Mapping[str, str] | None = None,
    trusted_origins: frozenset[str] = frozenset(),
) -> list[Look]:
    """Look at each address in eight ways; ``old_etags`` maps addresses to what they once sent.

    Where no ETag is known, ``If-None-Match: *`` asks for any (RFC 9110 section 13.1.2).
    """
    etags = old_etags or {}
    rules = DestinationRules(trusted_origins, allow_http=True)
    return [
        _look(Request(method, url, headers, largest_bytes=BODY_BYTES), rules, clock, _judge_media)
        for url in urls
        for method, headers in _ways(etags.get(url, "*"))
    ]


def look_at_list(
    url: str,
    names: Sequence[str],
    clock: Callable[[], datetime],
    trusted_origins: frozenset[str] = frozenset(),
) -> list[Look]:
    """Look whether a feed, sitemap or page of our own, which names what it shows, names none.

    :raises ValueError: there is no name, or an empty one.
    """
    return _look_at_text(url, names, clock, trusted_origins, Verdict.GONE)


def look_at_page(
    url: str,
    marks: Sequence[str],
    clock: Callable[[], datetime],
    trusted_origins: frozenset[str] = frozenset(),
) -> list[Look]:
    """Look whether a page of somebody else is gone, or lives on without any of ``marks``.

    Marks are what only this case has: its slug, media keys, page address, publication ids. The
    page is read as it is sent, up to 5 MB; no script runs. Copies under other names have no mark.

    :raises ValueError: there is no mark, or an empty one: any page would pass.
    """
    return _look_at_text(url, marks, clock, trusted_origins, Verdict.NAMES_NOTHING)


def _look_at_text(
    url: str,
    marks: Sequence[str],
    clock: Callable[[], datetime],
    trusted_origins: frozenset[str],
    without: Verdict,
) -> list[Look]:
    if not marks or not all(mark.strip() for mark in marks):
        raise ValueError("give marks to look for")
    rules = DestinationRules(trusted_origins, allow_http=True)

    def judge(answer: Answer) -> _Judged:
        return _judge_text(answer, marks, without)

    return [
        _look(Request("GET", url, headers, largest_bytes=LARGEST_PAGE_BYTES), rules, clock, judge)
        for headers in _WITH_AND_WITHOUT_CACHE
    ]


def is_proof(looks: Sequence[Look]) -> bool:
    """Tell whether there was a look, and every one showed that it is gone."""
    return bool(looks) and all(look.verdict is Verdict.GONE for look in looks)


def sentence(looks: Sequence[Look]) -> str:
    """Sum looks up: "24 of 24 requests answered 410 at 2026-11-22T10:00:00Z"."""
    if not looks:
        return "nothing was looked at"
    counted = Counter(_in_short(look) for look in looks).most_common()
    parts = [f"{count} of {len(looks)} requests {what}" for what, count in counted]
    last = max(look.at for look in looks).astimezone(UTC)
    return f"{', '.join(parts)} at {last:%Y-%m-%dT%H:%M:%SZ}"


def _in_short(look: Look) -> str:
    if look.status is None:
        return "got no answer"
    if look.verdict in {Verdict.GONE, Verdict.NAMES_NOTHING} and look.status not in GONE:
        return f"answered {look.status} without it"
    return f"answered {look.status}"


def _ways(etag: str) -> Iterator[tuple[str, dict[str, str]]]:
    ways: tuple[tuple[str, dict[str, str]], ...] = (
        ("GET", {}),
        ("HEAD", {}),
        ("GET", {"Range": "bytes=0-0"}),
        ("GET", {"If-None-Match": etag}),
    )
    for (method, headers), more in product(ways, _WITH_AND_WITHOUT_CACHE):
        yield method, {**headers, **more}


def _look(
    request: Request,
    rules: DestinationRules,
    clock: Callable[[], datetime],
    judge: Callable[[Answer], _Judged],
) -> Look:
    way = " with ".join([request.method, *_written(request.headers)])
    try:
        answer = send(request, rules)
    except (InvalidInput, OutboundFailed) as error:
        words = f"{way}: {error.message}"
        return Look(request.url, request.method, None, Verdict.UNSURE, words, clock())
    verdict, words, title = judge(answer)
    words = f"{way} answered {answer.status}: {words}"
    return Look(request.url, request.method, answer.status, verdict, words, clock(), title)


def _written(headers: Mapping[str, str]) -> list[str]:
    written = " and ".join(f"{name}: {value}" for name, value in headers.items())
    return [written] if written else []


def _judge_media(answer: Answer) -> _Judged:
    if answer.status in THERE:
        return _Judged(Verdict.STILL_THERE, "it is still there")
    return _judge_status(answer.status)


def _judge_status(status: int) -> _Judged:
    if status in GONE:
        return _Judged(Verdict.GONE, "it is gone")
    if status in REFUSED:
        return _Judged(Verdict.UNSURE, "refused, which is no proof: others may be let in")
    if 300 <= status < 400:
        return _Judged(Verdict.UNSURE, "sent elsewhere, which is no proof")
    return _Judged(Verdict.UNSURE, "no proof")


def _judge_text(answer: Answer, marks: Sequence[str], without: Verdict) -> _Judged:
    if answer.status != 200:
        return _judge_status(answer.status)
    if holds_any(answer, marks):
        return _Judged(
            Verdict.STILL_THERE, "it is still shown or named there", title_digest(answer)
        )
    why = unreadable(answer)
    if why is None and without is Verdict.NAMES_NOTHING:
        why = hidden_by(answer)
    if why is not None:
        return _Judged(Verdict.UNSURE, why)
    return _Judged(without, "the page lives on and names nothing of it", title_digest(answer))
