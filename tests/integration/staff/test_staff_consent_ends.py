"""How a consent stands, what takes its place, and what does not hold."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from gallery.actions.set_practice import set_practice
from gallery.clock import utc_now
from gallery.models import ConsentRecord, LedgerEvent
from gallery.runtime import OPERATOR, Runtime
from tests.integration.staff.staff_page import Page
from tests.integration.staff.test_staff_consents import record
from tests.support.practice import Practice

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

Browser = Callable[[str], FlaskClient]
TODAY = utc_now().date()


def work_under(runtime: Runtime, *packs: str) -> None:
    with runtime.unit_of_work(OPERATOR) as uow:
        set_practice(uow, {"jurisdictions": list(packs)})


def newest(runtime: Runtime) -> ConsentRecord:
    with runtime.reading() as session:
        order = ConsentRecord.recorded_at.desc()
        found = session.execute(select(ConsentRecord).order_by(order)).scalars().first()
        assert found
        return found


@pytest.mark.parametrize(
    ("reason", "told"),
    [("invalidated", "Did not hold"), ("entered_in_error", "Entered in error")],
)
def test_a_consent_that_does_not_hold_is_ended_with_words(
    signed_in: Browser, practice: Practice, reason: str, told: str
) -> None:
    case_id, consent = practice.published_on_consent()
    client, path = signed_in("editor"), f"/staff/consents/{consent.id}/end"
    form = {"end_reason": reason, "words": "Somebody else had signed."}
    page = Page(client.post(path, data=form, follow_redirects=True))
    assert told in page.text
    assert "Somebody else had signed." in page.text
    assert "This gallery" in page.text
    assert "Taken down" in Page(client.get(f"/staff/cases/{case_id}")).text
    assert client.post(path, data=form).status_code == 409


def test_a_consent_that_has_not_begun_can_be_ended(signed_in: Browser, practice: Practice) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    consent = practice.consent(case_id, effective_from=utc_now() + timedelta(days=3))
    client, path = signed_in("editor"), f"/staff/consents/{consent.id}"
    assert 'value="entered_in_error"' in Page(client.get(path)).html
    form = {"end_reason": "entered_in_error", "words": "Of another patient."}
    assert client.post(f"{path}/end", data=form).status_code == 302
    page = Page(client.post(f"{path}/end", data=form))
    assert page.status == 409
    assert "was declared entered in error already" in page.text
    assert newest(practice.runtime).ended_at is not None


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"end_reason": "", "words": "Wrong case."}, "end_reason"),
        ({"end_reason": "boredom", "words": "Wrong case."}, "end_reason"),
        ({"end_reason": "invalidated", "words": " "}, "words"),
        ({"end_reason": "invalidated", "words": "x" * 501}, "words"),
    ],
)
def test_a_consent_is_not_ended_without_a_reason(
    signed_in: Browser, practice: Practice, form: dict[str, str], field: str
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    consent = practice.consent(case_id)
    page = Page(signed_in("editor").post(f"/staff/consents/{consent.id}/end", data=form))
    assert (page.status, field in page.faults) == (422, True)
    assert newest(practice.runtime).ended_at is None


def test_r21_a_spoken_consent_is_offered_only_where_the_pack_allows(
    signed_in: Browser, practice: Practice, runtime: Runtime
) -> None:
    client, case_id = signed_in("editor"), practice.case()
    path = f"/staff/cases/{case_id}/consents/new"
    assert "verbal_witnessed" not in client.get(path).get_data(as_text=True)
    work_under(runtime, "UK")
    assert "Spoken, before a witness (United Kingdom only)" in Page(client.get(path)).text
    spoken: dict[str, Any] = {"signature_method": "verbal_witnessed", "witness": "Nurse Poole"}
    refused = record(client, case_id, jurisdiction="US-CA", **spoken)
    assert "signature_method" in refused.faults
    page = record(client, case_id, jurisdiction="UK", **spoken)
    assert "witness: Nurse Poole" in page.text
    assert "Law United Kingdom" in page.text


def test_a_text_that_is_kept_here_is_named_with_its_fingerprint(
    signed_in: Browser, practice: Practice, runtime: Runtime
) -> None:
    client, case_id = signed_in("editor"), practice.case()
    page = record(client, case_id, text="photo-release/1/es", language="en")
    kept = newest(runtime)
    assert (kept.template, kept.language) == ("photo-release", "es")
    assert str(kept.text_sha256) in page.text
    assert "/staff/texts/photo-release/1/es" in page.links
    record(client, case_id, other_text="Blue form", other_version="2019")
    assert (newest(runtime).template, newest(runtime).template_version) == ("Blue form", "2019")


def test_a_recorded_consent_takes_the_place_of_an_earlier_one(
    signed_in: Browser, practice: Practice, runtime: Runtime
) -> None:
    client, case_id = signed_in("editor"), practice.case()
    record(client, case_id)
    earlier = newest(runtime).id
    page = record(client, case_id, supersedes=earlier)
    assert f"/staff/consents/{earlier}" in page.links
    assert "Replaced by a newer one" in Page(client.get(f"/staff/consents/{earlier}")).text
    again = record(client, case_id, supersedes=earlier)
    assert "supersedes" in again.faults


def test_r17_a_long_consent_is_recorded_with_a_warning(
    signed_in: Browser, practice: Practice, runtime: Runtime
) -> None:
    work_under(runtime, "US-CA")
    client, case_id = signed_in("editor"), practice.case()
    assert "Keep a note" in record(client, case_id).text
    soon = (TODAY + timedelta(days=300)).isoformat()
    assert "Keep a note" not in record(client, case_id, expires_on=soon).text


def test_r25_what_was_given_for_a_consent_is_kept_and_warned_of(
    signed_in: Browser, practice: Practice
) -> None:
    page = record(signed_in("editor"), practice.case(), paid="10 % off")
    assert "10 % off" in page.text
    assert "Something is given for this consent" in page.text


def test_a_consent_that_ends_soon_says_so_and_offers_to_be_renewed(
    signed_in: Browser, practice: Practice
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    consent = practice.consent(case_id, expires_on=TODAY + timedelta(days=4))
    page = Page(signed_in("editor").get(f"/staff/consents/{consent.id}"))
    assert "Expires in" in page.text
    assert [link for link in page.links if f"again={consent.id}" in link]
    reviewer = Page(signed_in("reviewer").get(f"/staff/consents/{consent.id}"))
    assert not [link for link in reviewer.links if "again=" in link]


def test_what_happened_is_on_record(
    signed_in: Browser, practice: Practice, runtime: Runtime
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    consent = practice.consent(case_id)
    form = {"end_reason": "entered_in_error", "words": "It was the wrong case."}
    signed_in("editor").post(f"/staff/consents/{consent.id}/end", data=form)
    with runtime.reading() as session:
        actions = session.execute(select(LedgerEvent.action)).scalars().all()
    assert "consent.entered_in_error" in actions
