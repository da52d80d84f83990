"""Sites that show our cases: told by signed messages, then looked at (rule R5)."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from standardwebhooks.webhooks import Webhook

from gallery.actions.manage_sites import add_site, set_site
from gallery.actions.read_to_do import to_do
from gallery.actions.report_takedown import report_takedown
from gallery.actions.see_pages import SEEN, see_pages
from gallery.consent.terms import ScopeTerms
from gallery.models import LedgerEvent, Site
from gallery.outbound.webhook import RETRY_DELAYS
from gallery.runtime import OPERATOR
from tests.integration.takedown.conftest import MENU, OtherSite, Scene
from tests.support.fake_clock import FakeClock


def test_r5_a_site_is_clear_only_when_its_pages_name_the_case_no_more(
    scene: Scene, other_site: OtherSite, clock: FakeClock
) -> None:
    case_id, consent = scene.practice.published_on_consent()
    scene.show_on(f"{other_site.server.url}/our-results")
    other_site.show(scene.keys(case_id)[0])
    scene.practice.withdraw(consent.id)
    scene.practice.work()
    task = scene.tasks(case_id)["site:website"]
    assert task.state == "pending"
    assert "it is still shown or named there" in (task.proof or "")

    other_site.show()
    clock.pass_by(seconds=11)
    scene.practice.work()
    task = scene.tasks(case_id)["site:website"]
    assert task.state == "verified_gone"
    assert "4 of 4 requests answered 200 without it" in (task.proof or "")
    assert "It was seen there last at 2" in (task.proof or "")


def test_r5_a_page_that_was_never_seen_to_name_the_case_proves_nothing(
    scene: Scene, other_site: OtherSite, clock: FakeClock
) -> None:
    case_id, consent = scene.practice.published_on_consent()
    scene.show_on(f"{other_site.server.url}/our-results")
    other_site.body = MENU + '<img src="/uploads/leg-1.jpg">'  # a copy under the site's own name
    see_pages(scene.runtime)
    scene.practice.withdraw(consent.id)
    scene.practice.work()
    for days in (0, 2):
        clock.pass_by(seconds=days * 86_400)
        scene.practice.work()
        task = scene.tasks(case_id)["site:website"]
        assert (task.state, task.finished_at) == ("names_nothing", None), "nor failed when late"
        assert "None of its pages was seen to name the case" in (task.proof or "")
    with scene.runtime.reading() as session:
        waiting = [row.surface for row, _ in to_do(session, clock.instant).takedowns]
    assert waiting == ["site:website"]
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        report_takedown(uow, task.id, "Its webmaster took the pictures down.", None)


@pytest.mark.parametrize(
    ("title", "again", "state"),
    [
        ("Our results", "", "verified_gone"),
        ("Are you over 18?", "", "names_nothing"),
        ("Our results", '<input type="password">', "pending"),
    ],
    ids=["same page", "another page", "sign-in"],
)
def test_r5_what_was_seen_while_it_was_public_lets_its_absence_prove(
    scene: Scene, other_site: OtherSite, title: str, again: str, state: str
) -> None:
    case_id, consent = scene.practice.published_on_consent()
    scene.practice.work()
    pages = [f"{other_site.server.url}/{name}" for name in ("results", "more")]
    scene.show_on(*pages)
    scene.see(other_site, case_id)
    see_pages(scene.runtime)
    other_site.body = other_site.body.replace("Our results", title) + again
    scene.practice.withdraw(consent.id)
    scene.practice.work()
    assert scene.tasks(case_id)["site:website"].state == state
    with scene.runtime.reading() as session:
        seen = session.execute(select(LedgerEvent).where(LedgerEvent.action == SEEN)).scalars()
        assert sorted(str(event.details["address"]) for event in seen) == sorted(pages), "once each"


def test_r5_a_sight_of_an_earlier_publication_is_none_of_the_next(
    scene: Scene, other_site: OtherSite, clock: FakeClock
) -> None:
    case_id, consent = scene.practice.published_on_consent()
    scene.practice.work()
    scene.show_on(f"{other_site.server.url}/our-results")
    scene.see(other_site, case_id)
    scene.practice.withdraw(consent.id)
    scene.practice.work()
    clock.pass_by(seconds=60)
    anew = scene.practice.consent(case_id, signed_at=clock.instant)
    scene.practice.publish(case_id)
    scene.practice.work()
    scene.practice.withdraw(anew.id)
    scene.practice.work()
    assert scene.tasks(case_id)["site:website"].state == "names_nothing"


def test_r5_a_page_that_cannot_be_read_is_no_proof(scene: Scene, other_site: OtherSite) -> None:
    case_id, consent = scene.practice.published_on_consent()
    scene.show_on(f"{other_site.server.url}/our-results")
    other_site.status = 503
    scene.practice.withdraw(consent.id)
    scene.practice.work()
    assert scene.tasks(case_id)["site:website"].state == "pending"


def test_r5_a_site_is_told_by_a_signed_message(
    scene: Scene, other_site: OtherSite, secret: str
) -> None:
    case_id, consent = scene.practice.published_on_consent()
    scene.practice.work()
    scene.see(other_site, case_id)
    told_before = len(other_site.hooks)
    scene.practice.withdraw(consent.id)
    scene.practice.work()
    told = [(asked.body, asked.headers) for asked in other_site.hooks[told_before:]]
    messages = [Webhook(secret).verify(body, headers) for body, headers in told]
    assert [message["type"] for message in messages] == ["consent.withdrawn", "takedown.verified"]
    slug = scene.page(case_id).rpartition("/")[2]
    assert messages[0]["data"]["slug"] == slug
    assert messages[0]["data"]["reason"] == "consent_withdrawn"
    assert "Jane" not in json.dumps(messages)
    assert scene.tasks(case_id)["site:website"].state == "verified_gone"


def test_a_message_is_sent_again_on_the_schedule_under_the_same_id(
    scene: Scene, other_site: OtherSite, secret: str, clock: FakeClock
) -> None:
    case_id, consent = scene.practice.published_on_consent()
    scene.practice.work()
    scene.see(other_site, case_id)
    before = len(other_site.hooks)
    other_site.hook_statuses = [503, 204, 500]  # between them the site hears that it is clear
    scene.practice.withdraw(consent.id)
    scene.practice.work()
    for delay in RETRY_DELAYS[1:3]:
        asked = len(other_site.hooks)
        clock.pass_by(seconds=delay.total_seconds() * 0.9)
        scene.practice.work()
        assert len(other_site.hooks) == asked, "not before its time"
        clock.instant += delay * 0.4 + timedelta(seconds=1)
        scene.practice.work()
    names = [asked.headers["webhook-id"] for asked in other_site.hooks[before:]]
    withdrawn = [one for one in scene.messages() if one.event_type == "consent.withdrawn"]
    assert names.count(f"msg_{withdrawn[0].id}") == 3
    assert (withdrawn[0].state, withdrawn[0].attempts) == ("delivered", 3)


def test_a_site_that_answers_410_is_not_called_again(
    scene: Scene, other_site: OtherSite, secret: str
) -> None:
    case_id, consent = scene.practice.published_on_consent()
    scene.practice.work()
    scene.see(other_site, case_id)
    before = len(other_site.hooks)
    other_site.hook_statuses = [410]
    scene.practice.withdraw(consent.id)
    scene.practice.work()
    with scene.runtime.reading() as session:
        assert session.execute(select(Site)).scalars().one().webhook_disabled_at is not None
    assert len(other_site.hooks) == before + 1
    assert scene.tasks(case_id)["site:website"].state == "verified_gone", "we look all the same"


def test_r5_a_site_whose_pages_nobody_named_is_not_said_to_be_clear(
    scene: Scene, other_site: OtherSite
) -> None:
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        set_site(uow, "website", pages=(), webhook_url=f"{other_site.server.url}/hook")
    case_id, consent = scene.practice.published_on_consent()
    scene.practice.withdraw(consent.id)
    scene.practice.work()
    task = scene.tasks(case_id)["site:website"]
    assert task.state == "acknowledged", "it answered the message, which is no proof"
    assert "None of the site's pages is on record" in (task.proof or "")
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        report_takedown(uow, task.id, "Its webmaster took the page down and told us.", None)
    assert scene.tasks(case_id)["site:website"].state == "manual_done"


def test_r5_looking_at_our_own_list_alone_verifies_nothing(scene: Scene) -> None:
    case_id, consent = scene.practice.published_on_consent()
    scene.practice.withdraw(consent.id)
    scene.practice.work()
    task = scene.tasks(case_id)["site:website"]
    assert (task.state, task.next_look_at) == ("no_known_page", None)
    assert "No website that reads it is on record" in (task.proof or "")
    assert task.finished_at is not None, "nobody is asked to report on a site that is not there"


def test_r5_what_was_sent_to_a_website_stays_open_until_somebody_reports(scene: Scene) -> None:
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        add_site(uow, "Partner", ())
    channels = ("website_embed:website", "website_embed:partner")
    case_id = scene.practice.case()
    scene.practice.pair(case_id)
    asked = tuple(ScopeTerms(channel=name, decision="permit") for name in channels)
    consent = scene.practice.consent(case_id, scopes=asked)
    scene.practice.work()
    scene.practice.publish(case_id, *channels)
    scene.practice.withdraw(consent.id)
    scene.practice.work()
    tasks = scene.tasks(case_id)
    assert {tasks[f"site:{key}"].state for key in ("website", "partner")} == {"pending"}
