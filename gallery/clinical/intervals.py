"""Time since treatment, as an ISO 8601 duration: public pages never show a date (rule R15)."""

import re

from gallery.errors import InvalidInput

_ISO = re.compile(r"^P(?:(\d{1,3})D|(\d{1,3})W|(\d{1,3})M|(\d{1,2})Y)\Z")
_UNITS = ("day", "week", "month", "year")
_DAYS = (1, 7, 30, 365)

CHOICES = ("P1D", "P1W", "P2W", "P4W", "P6W", "P8W", "P3M", "P4M", "P6M", "P12M", "P2Y")


def interval_of(text: str | None) -> str | None:
    """Return the duration in one unit, such as ``P6W``, or None for an empty text.

    :raises InvalidInput: code ``bad_interval``: not a whole number of days, weeks, months, years.
    """
    if text is None or not text.strip():
        return None
    cleaned = text.strip().upper()
    match = _ISO.match(cleaned)
    if match is None or int(next(group for group in match.groups() if group)) == 0:
        message = f"interval is {text[:20]!r}; give an ISO 8601 duration such as P6W or P3M."
        raise InvalidInput(message, fields={"interval": message}, code="bad_interval")
    return cleaned


def interval_parts(iso: str) -> tuple[int, str] | None:
    """Return the count and the unit (day, week, month, year), or None for another text."""
    match = _ISO.match(iso)
    if match is None:
        return None
    found = zip(match.groups(), _UNITS, strict=True)
    return next((int(group), unit) for group, unit in found if group)


def interval_label(iso: str) -> str:
    """Return words for a duration: ``P6W`` is "6 weeks"."""
    parts = interval_parts(iso)
    if parts is None:
        return ""
    count, unit = parts
    return f"{count} {unit}{'' if count == 1 else 's'}"


def interval_days(iso: str) -> int:
    """Return the rough length in days, for sorting only."""
    match = _ISO.match(iso)
    if match is None:
        return 0
    pairs = zip(match.groups(), _DAYS, strict=True)
    return sum(int(group) * days for group, days in pairs if group)
