"""What is public, or kept for the public, without a consent (rules R1, R4, R6)."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from gallery.clock import utc_now
from gallery.models import Job, LedgerEvent, Publication, Takedown
from gallery.runtime import OPERATOR
from tests.integration.reconcile.conftest import Installation

LONG_AFTER = timedelta(days=400)


def publications(installation: Installation) -> list[Publication]:
    with installation.runtime.reading() as session:
        return list(session.execute(select(Publication)).scalars())


def test_r1_a_publication_whose_consent_expired_is_named_with_the_reason(
    installation: Installation, healthy: list[str]
) -> None:
    ids = {row.id for row in publications(installation)}
    found = installation.found(at=utc_now() + LONG_AFTER)
    assert {(one.kind, one.what) for one in found} == {("published_without_consent", "publication")}
    assert {one.identity for one in found} == ids
    assert all("consent_expired" in one.words for one in found)


def test_r1_a_repair_ends_it_and_clears_every_surface(installation: Installation) -> None:
    case_id = installation.practice.published()
    later = utc_now() + LONG_AFTER
    installation.found(is_repair=True, at=later)
    assert (installation.outcome.repaired, installation.outcome.remaining) == (1, 0)
    [publication] = publications(installation)
    assert (publication.ended_at, publication.end_reason) == (later, "consent_ended")
    with installation.runtime.reading() as session:
        event = session.execute(
            select(LedgerEvent).where(LedgerEvent.action == "reconcile.repaired")
        ).scalar_one()
        opened = session.execute(select(Takedown.event_id).distinct()).scalars().all()
        jobs = session.execute(select(Job.kind).where(Job.state == "queued")).scalars().all()
    assert (event.case_id, event.details["count"]) == (case_id, 1)
    assert opened == [event.id]
    assert "erase_renditions" in jobs


def test_r4_a_withdrawal_that_left_its_publication_open_is_named(
    installation: Installation, healthy: list[str]
) -> None:
    case_id, consent = installation.practice.published_on_consent()
    installation.practice.withdraw(consent.id)
    with installation.past_the_guards() as execute:
        execute("UPDATE publications SET ended_at = NULL WHERE case_id = ?", case_id)
    [found] = installation.found()
    assert (found.kind, found.what) == ("published_without_consent", "publication")
    assert "consent_withdrawn" in found.words
    assert installation.repaired() == []
    photos = installation.photos(case_id)
    assert [installation.renditions(photo.id) for photo in photos] == [[], []]


def test_r6_renditions_that_a_withdrawal_should_have_erased_are_named_and_erased(
    installation: Installation, healthy: list[str]
) -> None:
    case_id, consent = installation.practice.published_on_consent()
    installation.practice.withdraw(consent.id)
    with installation.runtime.unit_of_work(OPERATOR) as uow:
        uow.session.execute(update(Job).values(state="failed"))
    photos = installation.photos(case_id)
    found = installation.found()
    assert {(one.kind, one.what) for one in found} == {("published_without_consent", "renditions")}
    assert {one.identity for one in found} == {photo.id for photo in photos}
    assert installation.repaired() == []
    assert [installation.renditions(photo.id) for photo in photos] == [[], []]


def test_r6_renditions_that_another_consent_still_permits_are_not_named(
    installation: Installation,
) -> None:
    case_id, consent = installation.practice.published_on_consent()
    installation.practice.consent(case_id)
    installation.practice.withdraw(consent.id)
    installation.practice.consent_again(case_id)
    with installation.runtime.unit_of_work(OPERATOR) as uow:
        uow.session.execute(update(Job).values(state="failed"))
    assert installation.found() == []


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_what_is_published_in_the_future_of_a_clock_set_back_is_not_named(
    installation: Installation,
) -> None:
    installation.practice.published()
    found = installation.found(at=utc_now() - timedelta(days=30))
    assert [one for one in found if one.kind == "published_without_consent"] == []
