"""A clock that a test moves; it stands in the place of the only one that the product reads."""

from datetime import UTC, datetime, timedelta, tzinfo

import pytest

TICK = timedelta(microseconds=1)


class FakeClock:
    """Stand in the place of ``datetime`` in ``gallery.clock``.

    It goes on by a microsecond at each reading, so that nothing happens at the same instant
    unless it stands ``still``.
    """

    def __init__(self, start: datetime) -> None:
        self.instant = start
        self.is_still = False

    def now(self, zone: tzinfo) -> datetime:
        if not self.is_still:
            self.instant += TICK
        return self.instant.astimezone(zone)

    def pass_by(self, **length: float) -> None:
        self.instant += timedelta(**length)

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("gallery.clock.datetime", self)


def tomorrow_noon() -> datetime:
    """Return an instant far from any midnight and later than what the machine's clock says."""
    day = datetime.now(UTC).date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
