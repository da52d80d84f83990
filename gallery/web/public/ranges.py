"""Conditions and byte ranges of one immutable file (RFC 9110 §13 and §14)."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from werkzeug.datastructures import Headers
from werkzeug.http import parse_etags, parse_if_range_header, parse_range_header
from werkzeug.sansio.http import is_resource_modified


class Verdict(Enum):
    """Say which kind of answer the conditions allow."""

    WHOLE = auto()
    PART = auto()
    NOT_MODIFIED = auto()
    PRECONDITION_FAILED = auto()
    UNSATISFIABLE = auto()


@dataclass(frozen=True)
class Span:
    """Name the bytes to send, both ends included."""

    start: int
    end: int

    @property
    def size_bytes(self) -> int:
        """Return how many bytes the span holds."""
        return self.end - self.start + 1


def judge(
    method: str,
    headers: Headers,
    etag: str,
    last_modified: datetime,
    size_bytes: int,
) -> tuple[Verdict, Span]:
    """Weigh a GET or HEAD against the file; ``etag`` comes without quotes.

    The span covers the whole file unless the verdict is ``PART``. Only a GET can ask for a
    part (RFC 9110 §14.2).
    """
    whole = Span(0, size_bytes - 1)
    if _match_fails(headers.get("If-Match"), etag):
        return Verdict.PRECONDITION_FAILED, whole
    if _is_known(headers, etag, last_modified):
        return Verdict.NOT_MODIFIED, whole
    is_ranged = method == "GET" and "Range" in headers
    if is_ranged and _if_range_holds(headers.get("If-Range"), etag, last_modified):
        return _ranged(headers["Range"], whole)
    return Verdict.WHOLE, whole


def _match_fails(if_match: str | None, etag: str) -> bool:
    tags = parse_etags(if_match)
    return bool(tags) and not (tags.star_tag or tags.is_strong(etag))


def _is_known(headers: Headers, etag: str, last_modified: datetime) -> bool:
    return not is_resource_modified(
        http_if_none_match=headers.get("If-None-Match"),
        http_if_modified_since=headers.get("If-Modified-Since"),
        etag=f'"{etag}"',
        last_modified=last_modified,
    )


def _if_range_holds(if_range: str | None, etag: str, last_modified: datetime) -> bool:
    if not if_range:
        return True
    if if_range.strip().startswith("W/"):
        return False  # a weak tag never proves equal bytes (RFC 9110 §13.1.5)
    condition = parse_if_range_header(if_range)
    if condition.date is not None:
        return condition.date == last_modified.replace(microsecond=0)
    return condition.etag == etag


def _ranged(header: str, whole: Span) -> tuple[Verdict, Span]:
    asked = parse_range_header(header)
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return Verdict.WHOLE, whole  # a range that is not understood is ignored (§14.2)
    start, stop = asked.ranges[0]
    if start < 0:
        return Verdict.PART, Span(max(0, whole.size_bytes + start), whole.end)
    if start > whole.end:
        return Verdict.UNSATISFIABLE, whole
    return Verdict.PART, Span(start, whole.end if stop is None else min(stop - 1, whole.end))
