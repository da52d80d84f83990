"""What is public, or kept for the public, without a consent (rules R1, R4, R6)."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from gallery.actions.end_consent import end_consent
from gallery.actions.settle_expiries import settle_expiries
from gallery.clock import utc_now
from gallery.consent.terms import ScopeTerms
from gallery.models import Job, LedgerEvent, Publication, Takedown
from gallery.runtime import OPERATOR
from tests.integration.reconcile.conftest import Installation
from tests.support.fake_clock import FakeClock
from tests.support.practice import scopes

ONE_DATABASE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
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


@ONE_DATABASE
@pytest.mark.parametrize("ending", ["expired", "scope_ended", "entered_in_error"])
def test_r6_whatever_ended_the_last_permission_leaves_no_renditions(
    installation: Installation, ending: str
) -> None:
    practice, runtime = installation.practice, installation.runtime
    case_id = practice.case()
    practice.pair(case_id)
    soon = (utc_now() + timedelta(days=3)).date() if ending == "scope_ended" else None
    scope = ScopeTerms(channel="website_gallery", decision="permit", ends_on=soon)
    consent = practice.consent(case_id, scopes=(scope,))
    practice.work()
    days = {"expired": 400, "scope_ended": 10}.get(ending, 0)
    if ending == "entered_in_error":
        with runtime.unit_of_work(OPERATOR) as uow:
            end_consent(uow, consent.id, "entered_in_error", "Another patient's form.")
            uow.session.execute(update(Job).values(state="failed"))
    later = utc_now() + timedelta(days=days)
    found = installation.found(at=later)
    assert {(one.what, one.identity) for one in found} == {
        ("renditions", photo.id) for photo in installation.photos(case_id)
    }
    assert installation.repaired(at=later) == []


@ONE_DATABASE
def test_r6_nothing_is_made_once_a_consent_took_the_place_that_permits_nothing(
    installation: Installation,
) -> None:
    practice = installation.practice
    case_id = practice.case()
    practice.pair(case_id)
    consent = practice.consent(case_id)
    practice.work()
    practice.consent(case_id, supersedes=consent.id, scopes=scopes(website_gallery="deny"))
    practice.work()
    assert [installation.renditions(one.id) for one in installation.photos(case_id)] == [[], []]


@ONE_DATABASE
def test_r6_an_expiry_erases_what_was_never_published_too(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = installation.practice.case()
    installation.practice.pair(case_id)
    consent = installation.practice.consent(case_id)
    installation.practice.work()
    before, after = installation.photos(case_id)
    clock = FakeClock(consent.expires_at - timedelta(seconds=1))
    clock.install(monkeypatch)
    assert settle_expiries(installation.runtime) == 0
    clock.pass_by(seconds=1)
    assert settle_expiries(installation.runtime) == 1
    assert settle_expiries(installation.runtime) == 0
    assert [*installation.renditions(before.id), *installation.renditions(after.id)] == []
    installation.practice.consent_again(case_id, expires_on=consent.expires_on + LONG_AFTER)
    installation.practice.publish(case_id)
    installation.practice.work()
    assert installation.renditions(after.id), "another consent has them made again"


@ONE_DATABASE
def test_r6_what_a_consent_needs_that_begins_later_is_kept(installation: Installation) -> None:
    case_id, consent = installation.practice.published_on_consent()
    later = consent.expires_at + timedelta(days=3)
    installation.practice.consent(
        case_id,
        effective_from=consent.expires_at + timedelta(days=9),
        expires_on=(consent.expires_at + timedelta(days=99)).date(),
    )
    found = installation.found(at=later)
    assert {one.what for one in found} == {"publication"}, "of the renditions nothing is said"


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
