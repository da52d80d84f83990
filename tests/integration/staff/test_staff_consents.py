"""Recording a consent as signed, withdrawing it, and what the pages say of it."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from gallery.actions import keep_evidence
from gallery.clock import utc_now
from gallery.imaging.refusals import busy
from gallery.models import ConsentRecord, ConsentScope, LedgerEvent
from gallery.runtime import Runtime
from tests.integration.staff.staff_page import Page
from tests.support.fake_clock import FakeClock, tomorrow_noon
from tests.support.papers import PDF
from tests.support.practice import Practice, scopes

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

Browser = Callable[[str], FlaskClient]
TODAY = utc_now().date()
FORM: dict[str, Any] = {
    "signer_name": "Jane Q. Example",
    "signed_on": (TODAY - timedelta(days=2)).isoformat(),
    "expires_on": (TODAY + timedelta(days=400)).isoformat(),
    "signature_method": "wet_scan",
    "grantor": "self",
    "jurisdiction": "US-CA",
    "language": "en",
    "coverage": "future",
    "scope.website_gallery": "permit",
    "scope.paid_ads": "deny",
    "scope.other": "",
}


def record(client: FlaskClient, case_id: str, **changes: object) -> Page:
    evidence = {"evidence": (io.BytesIO(PDF), "Jane Doe.pdf")}
    form = {name: value for name, value in {**FORM, **evidence, **changes}.items() if value != "-"}
    path = f"/staff/cases/{case_id}/consents/new"
    return Page(client.post(path, data=form, follow_redirects=True))


def kept(runtime: Runtime) -> dict[str, str]:
    with runtime.reading() as session:
        rows = session.execute(select(ConsentScope.channel, ConsentScope.decision))
        return {row.channel: row.decision for row in rows}


def test_nothing_is_ticked_beforehand(signed_in: Browser, practice: Practice) -> None:
    page = Page(signed_in("editor").get(f"/staff/cases/{practice.case()}/consents/new"))
    told = {name for name, _ in page.ticked}
    assert told == set()


def test_a_consent_is_recorded_channel_by_channel(
    signed_in: Browser, practice: Practice, runtime: Runtime
) -> None:
    page = record(signed_in("editor"), practice.case(), demographics_allowed="age_band")
    assert page.status == 200
    assert "In force" in page.text
    assert "Jane Q. Example" in page.text
    assert kept(runtime) == {"website_gallery": "permit", "paid_ads": "deny"}


def test_r1_photos_that_are_not_ticked_are_not_covered_by_later_ones(
    signed_in: Browser, practice: Practice, runtime: Runtime
) -> None:
    case_id = practice.case()
    first, _ = (practice.photo(case_id, role) for role in ("before", "after"))
    page = record(signed_in("editor"), case_id, coverage="chosen_later", photos=first.id)
    assert "1 photo, and those added after it was recorded" in page.text
    with runtime.reading() as session:
        consent = session.execute(select(ConsentRecord)).scalar_one().as_value()
    assert consent.photos == {first.id}
    assert consent.covers_later


def test_another_channel_is_named(signed_in: Browser, practice: Practice, runtime: Runtime) -> None:
    other = {"scope.other": "permit", "other_kind": "social", "other_name": "Pinterest"}
    record(signed_in("editor"), practice.case(), **other)
    assert kept(runtime)["social:pinterest"] == "permit"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"signer_name": ""}, "signer_name"),
        ({"expires_on": ""}, "expires_on"),
        ({"expires_on": TODAY.isoformat()}, "expires_on"),
        ({"expires_on": "soon"}, "expires_on"),
        ({"signed_on": (TODAY + timedelta(days=9)).isoformat()}, "signed_on"),
        ({"scope.website_gallery": "", "scope.paid_ads": ""}, "scopes"),
        ({"scope.website_gallery": "perhaps"}, "scope.website_gallery"),
        ({"grantor": "guardian"}, "authority_text"),
        ({"grantor": "guardian", "authority_text": "Court order"}, "subject_name"),
        ({"signature_method": "verbal_witnessed"}, "witness"),
        ({"coverage": "chosen"}, "photos"),
        ({"coverage": "chosen_later"}, "photos"),
        ({"coverage": "-"}, "coverage"),
        ({"coverage": "now"}, "photos"),
        ({"scope.other": "permit"}, "other_name"),
        ({"evidence": (io.BytesIO(b"MZ"), "x.exe")}, "evidence"),
        ({"evidence": "-"}, "evidence"),
    ],
)
def test_r3_a_fault_stands_beside_its_field(
    signed_in: Browser, practice: Practice, runtime: Runtime, change: dict[str, Any], field: str
) -> None:
    page = record(signed_in("editor"), practice.case(), **change)
    assert page.status == 422
    assert field in page.faults
    assert page.fields["signer_name"] == {**FORM, **change}["signer_name"]
    assert kept(runtime) == {}


def test_r4_withdrawing_takes_two_clicks_and_lists_what_is_cleared(
    signed_in: Browser, practice: Practice
) -> None:
    case_id, browser = practice.published(), signed_in("editor")
    links = Page(browser.get(f"/staff/cases/{case_id}")).links
    (first,) = [link for link in links if link.endswith("#withdrawal")]
    (second,) = [a for a in Page(browser.get(first)).actions if a.endswith("/withdrawal")]
    page = Page(browser.post(second, data={"extent": "all"}, follow_redirects=True))
    assert "Clearing after the withdrawal" in page.text
    assert "This gallery" in page.text
    assert "Website gallery Withdrawn" in page.text
    assert "Taken down" in Page(browser.get(f"/staff/cases/{case_id}")).text


def test_r4_one_channel_is_withdrawn_and_the_others_stand(
    signed_in: Browser, practice: Practice
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    consent = practice.consent(case_id, scopes=scopes(website_gallery="permit", print="permit"))
    form = {"extent": "some", "channels": "print", "reason": "Changed her mind"}
    path = f"/staff/consents/{consent.id}/withdrawal"
    page = Page(signed_in("reviewer").post(path, data=form, follow_redirects=True))
    assert "Print Withdrawn" in page.text
    assert "Website gallery Permitted" in page.text


def test_r4_a_paper_of_the_day_of_a_withdrawal_needs_its_time(
    signed_in: Browser, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = FakeClock(tomorrow_noon())
    clock.install(monkeypatch)
    case_id, browser = practice.case(), signed_in("editor")
    practice.pair(case_id)
    practice.withdraw(practice.consent(case_id).id)
    clock.pass_by(minutes=5)
    local = utc_now().astimezone(practice.runtime.settings.zone)
    today = {"signed_on": local.date().isoformat()}
    page = record(browser, case_id, **today)
    assert page.status == 422
    assert {"signed_on", "as_evidence"} <= set(page.faults)
    assert "Let her sign again" in page.text
    page = record(browser, case_id, **today, as_evidence="on")
    assert "Website gallery Withdrawn" in page.text
    page = record(browser, case_id, **today, signed_time=local.strftime("%H:%M"))
    assert "Website gallery Permitted" in page.text


def test_some_channels_without_any_is_told(signed_in: Browser, practice: Practice) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    consent = practice.consent(case_id, scopes=scopes(website_gallery="permit", print="permit"))
    path = f"/staff/consents/{consent.id}/withdrawal"
    page = Page(signed_in("editor").post(path, data={"extent": "some"}))
    assert page.status == 422
    assert "channels" in page.faults


def test_withdrawing_twice_is_told(signed_in: Browser, practice: Practice) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    consent = practice.consent(case_id)
    practice.withdraw(consent.id)
    answer = signed_in("editor").post(f"/staff/consents/{consent.id}/withdrawal", data={})
    assert answer.status_code == 409
    assert "withdrawn already" in Page(answer).text


def test_a_viewer_sees_that_there_is_consent_but_not_whose(
    signed_in: Browser, practice: Practice
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    consent, client = practice.consent(case_id), signed_in("viewer")
    page = Page(client.get(f"/staff/cases/{case_id}"))
    assert "In force" in page.text
    assert "Jane Q. Example" not in page.text
    assert client.get(f"/staff/consents/{consent.id}").status_code == 403


def test_a_condition_is_kept_and_told(signed_in: Browser, practice: Practice) -> None:
    page = record(signed_in("editor"), practice.case(), conditions="eyes_masked")
    assert "Only with the eyes covered" in page.text


def test_opening_the_evidence_is_put_on_record(
    signed_in: Browser, practice: Practice, runtime: Runtime
) -> None:
    case_id = practice.case()
    practice.photo(case_id, "before")
    consent = practice.consent(case_id)
    answer = signed_in("editor").get(f"/staff/consents/{consent.id}/evidence")
    assert (answer.data, answer.mimetype) == (PDF, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    with runtime.reading() as session:
        events = session.execute(select(LedgerEvent.action)).scalars().all()
    assert "evidence.viewed" in events


def test_a_busy_server_keeps_the_form_as_it_was_typed(
    signed_in: Browser, practice: Practice, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_: object) -> None:
        raise busy(20)

    monkeypatch.setattr(keep_evidence, "inspect_paper", slow)
    page = record(signed_in("editor"), practice.case())
    assert page.status == 503
    assert 'value="Jane Q. Example"' in page.html
    assert "The server was too busy" in page.text
    assert kept(runtime) == {}
