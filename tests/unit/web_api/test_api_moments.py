"""Dates and instants: what is understood, and which way it is rounded."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic import TypeAdapter, ValidationError

from gallery.web.api.moments import Moment, day_of, instant_of

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
ADAPTER: TypeAdapter[date | datetime] = TypeAdapter(Moment)


def test_a_day_and_an_instant_are_told_apart() -> None:
    assert type(ADAPTER.validate_python("2027-06-30")) is date
    parsed = ADAPTER.validate_python("2027-06-30T12:00:00Z")
    assert parsed == datetime(2027, 6, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2027-02-30",
        "20270630",
        "2027-W01-1",
        "2027-06-30T12:00:00",
        "0001-01-01",
        "9999-12-31T23:59:59-12:00",
        "2027-06-30\x00",
        1798761600,
        None,
        True,
    ],
)
def test_what_could_mean_something_else_is_refused(text: object) -> None:
    with pytest.raises(ValidationError):
        ADAPTER.validate_python(text)


def test_a_day_begins_in_the_practices_zone() -> None:
    assert instant_of(date(2027, 6, 30), LOS_ANGELES) == datetime(2027, 6, 30, 7, tzinfo=UTC)
    noon = datetime(2027, 6, 30, 12, tzinfo=UTC)
    assert instant_of(noon, LOS_ANGELES) is noon


def test_an_instant_within_a_day_is_rounded_as_asked() -> None:
    evening_before = datetime(2027, 6, 30, tzinfo=UTC)  # 17:00 on the 29th in Los Angeles
    assert day_of(evening_before, LOS_ANGELES) == date(2027, 6, 29)
    assert day_of(evening_before, LOS_ANGELES, next_day=True) == date(2027, 6, 30)
    midnight = datetime(2027, 6, 30, 7, tzinfo=UTC)
    assert day_of(midnight, LOS_ANGELES, next_day=True) == date(2027, 6, 30)
    assert day_of(date(2027, 6, 30), LOS_ANGELES, next_day=True) == date(2027, 6, 30)
