"""A run names nothing where everything fits together, and leaves a record of itself."""

from datetime import timedelta

from sqlalchemy import select

from gallery.actions.delete_case import delete_case
from gallery.actions.read_reconcile import last_runs
from gallery.actions.remove_photo import remove_photo
from gallery.actions.unpublish_case import unpublish_case
from gallery.clock import utc_now
from gallery.models import LedgerEvent, Photo
from gallery.runtime import OPERATOR
from tests.integration.reconcile.conftest import Installation


def test_nothing_is_named_with_three_published_cases(
    installation: Installation, healthy: list[str]
) -> None:
    assert installation.found() == []
    assert installation.found(is_quick=True) == []
    assert installation.outcome.remaining == 0
    assert installation.outcome.objects > 3 * 2 * 3


def test_each_run_is_kept_and_told_to_the_ledger(installation: Installation) -> None:
    installation.found()
    first = installation.outcome.run_id
    installation.found(is_repair=True)
    with installation.runtime.reading() as session:
        newest, oldest = last_runs(session, 5)
        events = session.execute(
            select(LedgerEvent).where(LedgerEvent.action == "reconcile.ran")
        ).scalars()
        assert [event.subject_id for event in events] == [first, newest.id]
    assert (oldest.id, oldest.is_repair, newest.is_repair) == (first, False, True)
    assert set(newest.counts.values()) == {0}


def test_a_withdrawal_is_no_fault_before_nor_after_its_jobs_ran(
    installation: Installation,
) -> None:
    _, consent = installation.practice.published_on_consent()
    installation.practice.withdraw(consent.id)
    assert installation.found() == []
    installation.practice.work()
    assert installation.found() == []


def test_photos_added_after_a_withdrawal_keep_their_renditions(
    installation: Installation,
) -> None:
    case_id, consent = installation.practice.published_on_consent()
    installation.practice.withdraw(consent.id)
    installation.practice.work()
    later = installation.practice.photo(case_id, "before", view="PA")
    installation.practice.work()
    assert installation.renditions(later.id)
    assert installation.found() == []


def test_a_deleted_case_is_no_fault_before_nor_after_its_jobs_ran(
    installation: Installation, healthy: list[str]
) -> None:
    with installation.runtime.unit_of_work(OPERATOR) as uow:
        unpublish_case(uow, healthy[0])
    with installation.runtime.unit_of_work(OPERATOR) as uow:
        delete_case(uow, healthy[0])
    assert installation.found() == []
    installation.practice.work()
    assert installation.found() == []


def test_a_photo_taken_out_by_staff_is_no_fault(installation: Installation) -> None:
    case_id = installation.practice.case()
    photo = installation.practice.photo(case_id, "before")
    with installation.runtime.unit_of_work(OPERATOR) as uow:
        remove_photo(uow, photo.id)
    assert installation.found() == []
    installation.practice.work()
    assert installation.found() == []


def test_takedowns_past_their_deadline_are_told_and_are_no_fault(
    installation: Installation,
) -> None:
    _, consent = installation.practice.published_on_consent()
    takedowns = installation.practice.withdraw(consent.id)
    later = utc_now() + timedelta(days=30)
    found = installation.found(at=later)
    assert {one.identity for one in found} == {takedown.id for takedown in takedowns}
    assert {one.kind for one in found} == {"takedown_overdue"}
    assert installation.outcome.remaining == 0


def test_what_waits_to_be_rendered_is_no_fault(installation: Installation) -> None:
    case_id = installation.practice.case()
    installation.practice.pair(case_id)
    with installation.runtime.reading() as session:
        assert {row.state for row in session.execute(select(Photo)).scalars()} == {"processing"}
    assert installation.found() == []
