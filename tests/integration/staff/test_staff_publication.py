"""Publishing, what stands against it, taking down, and the work behind it."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from gallery.models import ConsentRecord, Job
from gallery.runtime import OPERATOR, Runtime
from tests.integration.staff.staff_page import Page
from tests.support.practice import Practice

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

Browser = Callable[[str], FlaskClient]
WEBSITE = {"channels": "website_gallery"}


def ready(practice: Practice) -> str:
    case_id = practice.case()
    practice.pair(case_id)
    practice.consent(case_id)
    practice.work()
    return case_id


def test_a_case_is_published_and_its_public_page_is_linked(
    signed_in: Browser, practice: Practice
) -> None:
    case_id, client = ready(practice), signed_in("reviewer")
    path = f"/staff/cases/{case_id}/publication"
    page = Page(client.post(path, data=WEBSITE, follow_redirects=True))
    assert "Published: Website gallery." in page.text
    (public,) = {link for link in page.links if link.startswith("/cases/")}
    assert client.get(public).status_code == 200


def test_r1_what_blocks_is_listed_with_where_to_fix_it(
    signed_in: Browser, practice: Practice
) -> None:
    case_id = practice.case(provider=None)
    practice.pair(case_id, interval=None)
    page = Page(signed_in("reviewer").post(f"/staff/cases/{case_id}/publication", data=WEBSITE))
    assert page.status == 409
    assert "block the publication" in page.text
    assert "There is no consent on record." in page.text
    places = {link.rpartition("#")[2] for link in page.links if "#" in link}
    assert {"facts", "photos", "consents"} <= places


def test_a_blocked_channel_is_not_offered(signed_in: Browser, practice: Practice) -> None:
    page = Page(signed_in("reviewer").get(f"/staff/cases/{practice.case()}"))
    assert 'name="channels"' not in page.html
    assert "Blocked by" in page.text


def test_nothing_is_ticked_for_publication(signed_in: Browser, practice: Practice) -> None:
    page = Page(signed_in("reviewer").get(f"/staff/cases/{ready(practice)}"))
    assert 'name="channels" value="website_gallery"' in page.html
    assert not page.ticked & {("channels", "website_gallery")}


def test_publishing_nowhere_is_told(signed_in: Browser, practice: Practice) -> None:
    page = Page(signed_in("reviewer").post(f"/staff/cases/{ready(practice)}/publication"))
    assert page.status == 422
    assert "Name at least one channel." in page.text


def test_taking_down_ends_the_public_page(signed_in: Browser, practice: Practice) -> None:
    case_id, client = practice.published(), signed_in("reviewer")
    (public,) = {
        link
        for link in Page(client.get(f"/staff/cases/{case_id}")).links
        if link.startswith("/cases/")
    }
    client.post(f"/staff/cases/{case_id}/publication/end", data=WEBSITE)
    assert client.get(public).status_code == 410


def test_an_editor_may_not_publish(signed_in: Browser, practice: Practice) -> None:
    case_id, client = ready(practice), signed_in("editor")
    assert "A reviewer publishes" in Page(client.get(f"/staff/cases/{case_id}")).text
    path = f"/staff/cases/{case_id}/publication"
    assert client.post(path, data=WEBSITE).status_code == 403


def test_progress_is_told_until_the_work_is_done(signed_in: Browser, practice: Practice) -> None:
    case_id, client = practice.case(), signed_in("viewer")
    practice.photo(case_id, "before")
    path = f"/staff/cases/{case_id}/progress"
    told = client.get(path).get_json()
    assert (told["is_running"], told["photos_ready"], told["photos_total"]) == (True, 0, 1)
    practice.work()
    told = client.get(path).get_json()
    assert (told["is_running"], told["photos_ready"]) == (False, 1)


def test_a_failed_job_is_tried_again(
    signed_in: Browser, practice: Practice, runtime: Runtime
) -> None:
    practice.photo(practice.case(), "before")
    with runtime.unit_of_work(OPERATOR) as uow:
        job = uow.session.execute(select(Job)).scalar_one()
        job.state, job.attempts, job.error_message = "failed", 5, "The store did not answer."
    client = signed_in("editor")
    page = Page(client.get("/staff/jobs?state=failed"))
    assert "The store did not answer." in page.text
    (path,) = [action for action in page.actions if action.endswith("/retry")]
    assert "tried again" in Page(client.post(path, follow_redirects=True)).text
    with runtime.reading() as session:
        assert session.execute(select(Job.state)).scalar_one() == "queued"


def test_the_steps_lead_from_facts_to_publication(signed_in: Browser, practice: Practice) -> None:
    client, case_id = signed_in("administrator"), practice.case()
    path = f"/staff/cases/{case_id}"
    assert "Photos , next" in Page(client.get(path)).text
    practice.photo(case_id, "before")
    practice.photo(case_id, "after")
    assert "Pairs , next" in Page(client.get(path)).text
    client.post(f"{path}/pairs/suggested")
    assert "Consent , next" in Page(client.get(path)).text
    practice.consent(case_id)
    practice.work()
    assert "Publish , next" in Page(client.get(path)).text


def test_a_case_whose_consent_was_replaced_can_be_published_again(
    signed_in: Browser, practice: Practice, runtime: Runtime
) -> None:
    case_id, client = practice.published(), signed_in("reviewer")
    with runtime.unit_of_work(OPERATOR) as uow:
        uow.session.execute(select(ConsentRecord)).scalar_one().ended_at = uow.now
    page = Page(client.get(f"/staff/cases/{case_id}"))
    assert "Hidden A consent that it stood on has ended." in page.text
    assert not [link for link in page.links if link.startswith("/cases/")]
    practice.consent(case_id)
    assert "Publish it again on the new one." in Page(client.get(f"/staff/cases/{case_id}")).text
    client.post(f"/staff/cases/{case_id}/publication", data=WEBSITE)
    assert "Hidden" not in Page(client.get(f"/staff/cases/{case_id}")).text
