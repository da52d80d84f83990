"""Instants and intervals as the standards write them."""

from datetime import UTC, datetime, timedelta

_RESOLUTION = timedelta(microseconds=1)


def utc(instant: datetime) -> str:
    """Write an aware instant in UTC, with a fraction only where it has one (RFC 3339)."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def inclusive_period(start: datetime | None, end: datetime | None) -> dict[str, str] | None:
    """Write a half-open interval as a FHIR Period, whose end is inclusive.

    Returns None for an interval that holds no instant: a Period cannot say so.
    """
    if start is not None and end is not None and end <= start:
        return None
    period = {}
    if start is not None:
        period["start"] = utc(start)
    if end is not None:
        period["end"] = utc(end - _RESOLUTION)
    return period


def earliest(*instants: datetime | None) -> datetime | None:
    """Return the first of the instants that are known."""
    return min((instant for instant in instants if instant is not None), default=None)


def latest(*instants: datetime | None) -> datetime | None:
    """Return the last of the instants that are known."""
    return max((instant for instant in instants if instant is not None), default=None)
