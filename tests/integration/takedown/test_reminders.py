"""Reminders: of places that end before their consent, of copies by hand before their deadline."""

from datetime import timedelta

from sqlalchemy import select

from gallery.actions.give_notice import SCOPE_EXPIRING, channels_told_of, give_notices
from gallery.actions.open_takedowns import MANUAL_DEADLINE
from gallery.actions.place_case import place_case
from gallery.consent.terms import ScopeTerms
from gallery.models import LedgerEvent
from gallery.runtime import OPERATOR, SYSTEM
from tests.integration.takedown.conftest import OtherSite, Scene
from tests.support.fake_clock import FakeClock
from tests.support.practice import scopes

DAY = timedelta(days=1)


def told(scene: Scene, kind: str) -> list[tuple[int, str]]:
    """Give what is due; return the threshold of each notice of a kind and what it is about."""
    with scene.runtime.unit_of_work(SYSTEM) as uow:
        given = [notice for notice in give_notices(uow) if notice.kind == kind]
        channels = channels_told_of(uow.session, given)
        return [(row.threshold_days, channels.get(row.id, row.subject_id)) for row in given]


def test_a_place_that_ends_before_its_consent_is_told_by_its_name(
    scene: Scene, clock: FakeClock
) -> None:
    case_id = scene.practice.case()
    scene.practice.pair(case_id)
    ends_on = (clock.instant + 40 * DAY).date()
    asked = (
        ScopeTerms(channel="website_gallery", decision="permit", ends_on=ends_on),
        ScopeTerms(channel="print", decision="deny", ends_on=ends_on),
        ScopeTerms(channel="in_office", decision="permit"),
    )
    consent = scene.practice.consent(case_id, scopes=asked)
    ends_at = next(one.ends_at for one in consent.scopes if one.channel == "website_gallery")
    assert ends_at is not None
    seen = []
    for days_left in (31, 30, 29, 7, 1):
        clock.instant = ends_at - days_left * DAY
        seen += told(scene, SCOPE_EXPIRING)
    assert seen == [(30, "website_gallery"), (7, "website_gallery")]
    with scene.runtime.reading() as session:
        query = select(LedgerEvent).where(LedgerEvent.action == "consent.expiring_notice")
        events = session.execute(query.order_by(LedgerEvent.position)).scalars().all()
    assert {event.subject_id for event in events} == {consent.id}
    assert [event.details for event in events] == [
        {"days": days, "channel": "website_gallery"} for days in (30, 7)
    ]


def test_a_place_that_was_withdrawn_or_lasts_as_long_is_not_told_of(
    scene: Scene, clock: FakeClock
) -> None:
    case_id = scene.practice.case()
    scene.practice.pair(case_id)
    ends_on = (clock.instant + 5 * DAY).date()
    asked = tuple(
        ScopeTerms(channel=name, decision="permit", ends_on=ends_on)
        for name in ("website_gallery", "in_office")
    )
    consent = scene.practice.consent(case_id, scopes=asked, expires_on=ends_on)
    other = scene.practice.consent(case_id, scopes=asked[:1])
    assert told(scene, SCOPE_EXPIRING) == [(7, "website_gallery")], "of the longer one alone"
    scene.practice.withdraw(consent.id)
    scene.practice.withdraw(other.id)
    clock.pass_by(seconds=60)
    assert told(scene, SCOPE_EXPIRING) == []


def test_a_copy_with_an_address_is_told_of_before_its_deadline(
    scene: Scene, other_site: OtherSite, clock: FakeClock
) -> None:
    case_id = scene.practice.case()
    scene.practice.pair(case_id)
    consent = scene.practice.consent(case_id, scopes=scopes(social__instagram="permit"))
    scene.practice.work()
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        place_case(uow, case_id, "social:instagram", f"{other_site.server.url}/p/1", None)
    scene.practice.withdraw(consent.id)
    scene.practice.work()
    task = scene.tasks(case_id)["social:instagram"]
    assert task.next_look_at is not None
    assert told(scene, "takedown_due") == []
    clock.instant = task.created_at + MANUAL_DEADLINE - 2 * DAY
    assert (2, task.id) in told(scene, "takedown_due")
    clock.instant = task.created_at + MANUAL_DEADLINE
    assert (0, task.id) in told(scene, "takedown_due")
