"""Dates and instants as requests give them: a day, or an RFC 3339 instant."""

import re
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Annotated

from pydantic import PlainValidator, WithJsonSchema

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ].+")
_HINT = "give a date such as 2027-06-30, or an RFC 3339 instant with its offset"
_YEARS = range(1900, 2200)


def _parse(value: object) -> date | datetime:
    if not isinstance(value, str):
        raise ValueError(_HINT)  # noqa: TRY004 - pydantic turns ValueError into a named field
    try:
        parsed = _date_or_instant(value.strip())
    except ValueError:
        raise ValueError(_HINT) from None
    if parsed.year not in _YEARS:
        raise ValueError("give a year from 1900 to 2199")
    return parsed


def _date_or_instant(text: str) -> date | datetime:
    if _DAY.fullmatch(text):
        return date.fromisoformat(text)
    if not _INSTANT.fullmatch(text):
        raise ValueError(text)
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(text)
    return instant


Moment = Annotated[
    date | datetime,
    PlainValidator(_parse, json_schema_input_type=str),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "format": "date"},
                {"type": "string", "format": "date-time"},
            ]
        }
    ),
]


def instant_of(moment: date | datetime, zone: tzinfo) -> datetime:
    """Return the instant; a day means its beginning in the practice's ``zone``."""
    if isinstance(moment, datetime):
        return moment
    return datetime.combine(moment, time.min, tzinfo=zone)


def day_of(moment: date | datetime, zone: tzinfo, *, next_day: bool = False) -> date:
    """Return the day in ``zone`` on which the instant lies.

    With ``next_day``, an instant after the day's beginning gives the day after: a permission never
    begins earlier, and a denial never ends earlier, than was signed.
    """
    if not isinstance(moment, datetime):
        return moment
    local = moment.astimezone(zone)
    is_midnight = local.time() == time.min
    return local.date() + timedelta(days=1 if next_day and not is_midnight else 0)
