"""What waits for staff: brought up, counted in the menu, ticked off."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from gallery.actions.give_notice import give_notices
from gallery.actions.manage_sites import add_site, set_site
from gallery.actions.report_takedown import report_takedown
from gallery.actions.set_practice import set_practice
from gallery.clock import utc_now
from gallery.consent.terms import ScopeTerms
from gallery.models import (
    Job,
    Notice,
    ReconcileRun,
    SigningRequest,
    Site,
    Takedown,
    WebhookDelivery,
)
from gallery.runtime import OPERATOR, Runtime
from tests.integration.staff.staff_page import Page
from tests.support.patient import lay_before
from tests.support.practice import Practice

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

Browser = Callable[[str], FlaskClient]


def notify(runtime: Runtime) -> None:
    with runtime.unit_of_work(OPERATOR) as uow:
        give_notices(uow)


def menu(client: FlaskClient) -> str:
    return Page(client.get("/staff/")).text.partition("Menu")[2].partition("Cases")[0]


def expiring(practice: Practice, days: int = 6) -> tuple[str, str]:
    """Return a case, and its consent that ends in some days."""
    case_id = practice.case()
    practice.pair(case_id)
    soon = (utc_now() + timedelta(days=days)).date()
    consent = practice.consent(case_id, expires_on=soon)
    return case_id, consent.id


def test_an_empty_list_says_so_and_counts_nothing(signed_in: Browser) -> None:
    client = signed_in("editor")
    assert "Nothing waits" in Page(client.get("/staff/to-do")).text
    assert not any(letter.isdigit() for letter in menu(client))


def test_a_consent_that_ends_soon_is_brought_up_to_be_renewed(
    signed_in: Browser, practice: Practice
) -> None:
    case_id, consent_id = expiring(practice)
    notify(practice.runtime)
    client = signed_in("editor")
    page = Page(client.get("/staff/to-do"))
    assert "Expires in" in page.text
    assert f"/staff/cases/{case_id}/signing-requests/new?again={consent_id}" in page.links
    assert "To do 1" in menu(client)


def test_a_place_that_ends_before_its_consent_is_named(
    signed_in: Browser, practice: Practice
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    soon = (utc_now() + timedelta(days=6)).date()
    asked = ScopeTerms(channel="website_gallery", decision="permit", ends_on=soon)
    practice.consent(case_id, scopes=(asked,))
    notify(practice.runtime)
    client = signed_in("editor")
    page = Page(client.get("/staff/to-do"))
    assert "Website gallery alone" in page.text
    assert "To do 1" in menu(client)


def test_a_consent_that_was_withdrawn_since_waits_no_more(
    signed_in: Browser, practice: Practice
) -> None:
    _, consent_id = expiring(practice)
    notify(practice.runtime)
    practice.withdraw(consent_id)
    page = Page(signed_in("editor").get("/staff/to-do"))
    assert "Renew" not in page.text


def test_ticking_off_takes_it_from_the_list(signed_in: Browser, practice: Practice) -> None:
    expiring(practice)
    notify(practice.runtime)
    with practice.runtime.reading() as session:
        notice = session.execute(select(Notice.id)).scalar_one()
    client = signed_in("reviewer")
    page = Page(client.post(f"/staff/notices/{notice}/done", follow_redirects=True))
    assert "Nothing waits" in page.text
    assert client.post("/staff/notices/nothing/done").status_code == 404


def test_a_late_surface_leads_to_where_it_is_reported(
    signed_in: Browser, practice: Practice
) -> None:
    _, consent = practice.published_on_consent()
    practice.withdraw(consent.id)
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        row = uow.session.execute(select(Takedown)).scalars().first()
        assert row
        row.deadline_at = utc_now() - timedelta(minutes=1)
        path = f"/staff/takedowns/{row.id}"
    notify(practice.runtime)
    page = Page(signed_in("editor").get("/staff/to-do"))
    assert "Late: being cleared" in page.text
    assert path in page.links


def test_a_page_that_names_nothing_is_to_be_looked_at(
    signed_in: Browser, practice: Practice
) -> None:
    _, consent = practice.published_on_consent()
    practice.withdraw(consent.id)
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        site = select(Takedown).where(Takedown.surface == "site:website")
        row = uow.session.execute(site).scalar_one()
        row.state, row.attempts = "names_nothing", 1
        path = f"/staff/takedowns/{row.id}"
    client = signed_in("editor")
    assert "Look and report" in Page(client.get("/staff/to-do")).text
    page = Page(client.get(path)).text
    assert "Look for yourself" in page
    assert "Seen so far" in page


def test_a_link_that_ends_soon_unsigned_is_brought_up(
    signed_in: Browser, practice: Practice
) -> None:
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        set_practice(uow, {"postal_address": "12 Elm St", "withdrawal_contact": "a@b.example"})
    case_id = practice.case()
    practice.pair(case_id)
    lay_before(practice, case_id)
    client = signed_in("editor")
    assert "Nothing waits" in Page(client.get("/staff/to-do")).text
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        made = uow.session.execute(select(SigningRequest)).scalar_one()
        made.expires_at = utc_now() + timedelta(hours=3)
    assert "Asked, and not signed yet" in Page(client.get("/staff/to-do")).text


def test_a_case_with_something_to_put_right_names_it(
    signed_in: Browser, practice: Practice
) -> None:
    case_id = practice.case(provider=None)
    practice.pair(case_id)
    practice.consent(case_id)
    practice.work()
    page = Page(signed_in("viewer").get("/staff/to-do"))
    assert page.status == 403
    page = Page(signed_in("editor").get("/staff/to-do"))
    assert "Name the provider" in page.text
    assert f"/staff/cases/{case_id}#publication" in page.links


def test_a_case_whose_pictures_are_being_made_does_not_wait(
    signed_in: Browser, practice: Practice
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    practice.consent(case_id)
    client = signed_in("editor")
    assert "Needs review" in Page(client.get(f"/staff/cases/{case_id}")).text
    assert "Nothing waits" in Page(client.get("/staff/to-do")).text


def test_failed_work_failed_messages_and_failed_checks_are_brought_up(
    signed_in: Browser, practice: Practice
) -> None:
    now = utc_now()
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        site = add_site(uow, "Alder", ("https://alder.example",))
        message = WebhookDelivery(
            site_id=site.id, event_type="case.updated", data={}, state="failed", attempts=10
        )
        message.created_at = message.finished_at = now
        message.last_words = "It answered 503."
        failed = Job(kind="render_photo", payload={}, state="failed", run_after=now, created_at=now)
        failed.error_message = "The object store was away."
        counts = {"altered_bytes": 2, "takedown_overdue": 5}
        run = ReconcileRun(actor="system", is_repair=False, counts=counts, findings=[])
        run.started_at = run.finished_at = now
        uow.session.add_all([message, failed, run])
    client = signed_in("editor")
    page = Page(client.get("/staff/to-do"))
    for told in ("It answered 503.", "The object store was away.", "2 discrepancies"):
        assert told in page.text
    assert "To do 3" in menu(client)


def test_a_site_that_answered_410_waits_until_it_is_enabled(
    signed_in: Browser, runtime: Runtime
) -> None:
    with runtime.unit_of_work(OPERATOR) as uow:
        add_site(uow, "Alder", ("https://alder.example",))
        set_site(uow, "alder", pages=(), webhook_url="https://alder.example/hook")
        closed = uow.session.execute(select(Site).where(Site.key == "alder")).scalar_one()
        closed.webhook_disabled_at = utc_now()
    client = signed_in("administrator")
    assert "It answered 410" in Page(client.get("/staff/to-do")).text
    client.post("/staff/sites/alder/enabling")
    assert "Nothing waits" in Page(client.get("/staff/to-do")).text


def test_what_people_take_down_waits_from_the_first_day_until_it_is_clear(
    signed_in: Browser, practice: Practice
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    places = ("website_gallery", "website_embed:website", "print", "social:instagram")
    asked = tuple(ScopeTerms(channel=place, decision="permit") for place in places)
    consent = practice.consent(case_id, scopes=asked)
    practice.work()
    practice.publish(case_id, *places)
    practice.withdraw(consent.id)
    client = signed_in("editor")
    assert "To do 2" in menu(client), "print and the post; what the service clears is no task yet"
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        tasks = {row.surface: row for row in uow.session.execute(select(Takedown)).scalars()}
        tasks["site:website"].attempts = 1
        report_takedown(uow, tasks["print"].id, "All leaflets were collected and shredded.", None)
    page = Page(client.get("/staff/to-do"))
    assert [
        f"/staff/takedowns/{tasks[name].id}" in page.links
        for name in ("social:instagram", "site:website", "print", "origin")
    ] == [True, True, False, False]
    assert "Tick off" not in page.text
    assert "To do 2" in menu(client)
