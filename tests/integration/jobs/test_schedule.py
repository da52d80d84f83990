"""What is due without anybody asking, by a clock that is moved."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from gallery.config import Settings
from gallery.jobs import enqueue_due
from gallery.jobs.handlers import HANDLERS
from gallery.models import Job, Priority
from gallery.runtime import Runtime
from tests.support.fake_clock import FakeClock

EVERY_FEW_MINUTES = {"settle_expiries"}
HOURLY = {"give_notices", "see_pages"}
NIGHTLY = {"checkpoint_ledger", "look_for_names", "reconcile"}
#: In California, where it is half past two in the morning and eight hours earlier than in London.
BEFORE_NIGHT = datetime(2031, 1, 15, 10, 30, tzinfo=UTC)


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, time_zone="America/Los_Angeles")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    made = FakeClock(BEFORE_NIGHT)
    made.install(monkeypatch)
    return made


def due(runtime: Runtime) -> set[str]:
    """Add what is due; what was added once must not be due at the same moment again."""
    kinds = enqueue_due(runtime)
    assert len(kinds) == len(set(kinds))
    assert enqueue_due(runtime) == []
    return set(kinds)


def test_everything_is_due_once_at_the_first_start_and_has_a_handler(
    runtime: Runtime, clock: FakeClock
) -> None:
    kinds = due(runtime)
    assert kinds == EVERY_FEW_MINUTES | HOURLY | NIGHTLY
    assert kinds <= set(HANDLERS)
    with runtime.reading() as session:
        jobs = list(session.execute(select(Job)).scalars())
    assert {job.kind for job in jobs if job.priority == Priority.NIGHTLY} == NIGHTLY
    assert len(jobs) == len(kinds)
    assert clock.instant > BEFORE_NIGHT


def test_what_is_regular_is_due_again_when_its_time_has_passed(
    runtime: Runtime, clock: FakeClock
) -> None:
    clock.pass_by(hours=1)  # after three: the next night is far
    due(runtime)
    clock.pass_by(minutes=4, seconds=59)
    assert due(runtime) == set()
    clock.pass_by(seconds=1)
    assert due(runtime) == EVERY_FEW_MINUTES
    clock.pass_by(minutes=54, seconds=59)
    assert due(runtime) == EVERY_FEW_MINUTES
    clock.pass_by(seconds=1)
    assert due(runtime) == HOURLY


def test_what_is_nightly_is_due_at_three_where_the_practice_is(
    runtime: Runtime, clock: FakeClock
) -> None:
    due(runtime)
    for hour in (10, 34):  # 2:59:59 and 3:00:00, tonight and tomorrow
        clock.instant = BEFORE_NIGHT.replace(hour=0, minute=0)
        clock.pass_by(hours=hour, minutes=59, seconds=59)
        assert not due(runtime) & NIGHTLY
        clock.pass_by(seconds=1)
        assert due(runtime) & NIGHTLY == NIGHTLY
