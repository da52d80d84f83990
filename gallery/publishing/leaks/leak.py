"""What may leak of a person through a text, and where it was seen."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from gallery.publishing.finding import Severity
from gallery.publishing.leaks.folding import Folded


class LeakKind(StrEnum):
    """Name what leaks; 45 CFR 164.514(b)(2) lists the identifiers that must not remain."""

    NAME = "name"
    CHART_REF = "chart_ref"
    DATE_OF_BIRTH = "date_of_birth"
    DATE = "date"
    EMAIL = "email"
    PHONE = "phone"
    NUMBER = "number"
    AGE_OVER_89 = "age_over_89"
    COORDINATES = "coordinates"
    MONTH = "month"
    AGE = "age"
    URL = "url"
    HANDLE = "handle"
    ADDRESS = "address"


@dataclass(frozen=True)
class Leak:
    """Say what leaks in which text; ``start`` and ``end`` are a half-open range of characters.

    ``place`` is the caller's name of the text, such as ``story``.
    """

    place: str
    kind: LeakKind
    start: int
    end: int
    severity: Severity


@dataclass(frozen=True)
class Seen:
    """Hold what a detector saw in folded text, before it is placed in the source."""

    kind: LeakKind
    start: int
    end: int
    severity: Severity = Severity.BLOCK


def placed(place: str, folded: Folded, seen: Iterator[Seen]) -> Iterator[Leak]:
    """Translate what was seen to ranges of the source."""
    for one in seen:
        start, end = folded.span(one.start, one.end)
        yield Leak(place, one.kind, start, end, one.severity)
