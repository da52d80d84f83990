"""Asking a patient to sign: the form, the link shown once, the tablet handed over."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from gallery.actions.set_practice import set_practice
from gallery.clock import utc_now
from gallery.consent.offer import offer_from
from gallery.consent.policy import is_about
from gallery.models import ConsentRecord, PatientLink, Photo, SigningRequest
from gallery.runtime import OPERATOR, Runtime
from tests.integration.staff.staff_page import Page
from tests.support.patient import sign
from tests.support.practice import Practice, scopes

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

Browser = Callable[[str], FlaskClient]
TOLD = {"postal_address": "12 Elm Street", "withdrawal_contact": "consent@alder.example"}


@pytest.fixture
def case_id(practice: Practice) -> str:
    """Return a case with a pair, of a practice that has told what its texts ask for."""
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        set_practice(uow, TOLD)
    made = practice.case()
    practice.pair(made)
    return made


def path_of(case_id: str) -> str:
    return f"/staff/cases/{case_id}/signing-requests/new"


def preset(page: Page) -> dict[str, list[str]]:
    """Return the form as it stands when nobody has touched it."""
    chosen = re.search(r'<option value="([^"]+/[^"]+)" selected', page.html)
    form: dict[str, list[str]] = {name: [value] for name, value in page.fields.items() if value}
    for name, value in page.ticked:
        form.setdefault(name, []).append(value)
    form["text"] = [chosen[1] if chosen else "photo-release/1/en"]
    return form


def ask(client: FlaskClient, case_id: str, **changes: Any) -> Page:
    form = preset(Page(client.get(path_of(case_id)))) | changes
    return Page(client.post(path_of(case_id), data=MultiDict(form)))


def link_on(page: Page) -> str:
    found = re.search(r'value="http[^"]*/consents/([\w-]+)"', html.unescape(page.html))
    assert found, page.text[:600]
    return found[1]


def kept(runtime: Runtime) -> list[SigningRequest]:
    with runtime.reading() as session:
        return list(session.execute(select(SigningRequest)).scalars())


def test_the_photos_and_what_they_show_are_offered_for_a_year(
    signed_in: Browser, practice: Practice, case_id: str, runtime: Runtime
) -> None:
    with runtime.unit_of_work(OPERATOR) as uow:
        photo = uow.session.execute(select(Photo)).scalars().first()
        assert photo
        photo.identifiability = "distinctive_mark"
    page = Page(signed_in("editor").get(path_of(case_id)))
    assert sum(name == "photos" for name, _ in page.ticked) == 2
    assert {("identifiability", "distinctive_mark"), ("demographics", "age_band")} <= page.ticked
    assert ("channels", "website_gallery") in page.ticked
    assert ("channels", "paid_ads") not in page.ticked
    year = utc_now().date().year + 1
    assert page.fields["expires_on"].startswith(str(year))


def test_the_link_is_shown_once_with_a_code_and_opens_her_form(
    signed_in: Browser, case_id: str, client: FlaskClient, runtime: Runtime
) -> None:
    editor = signed_in("editor")
    page = ask(editor, case_id)
    token = link_on(page)
    assert page.status == 200
    assert 'src="data:image/png;base64,' in page.html
    assert client.get(f"/consents/{token}").status_code == 200
    assert token not in editor.get(f"/staff/cases/{case_id}").get_data(as_text=True)
    (request,) = kept(runtime)
    assert token not in request.token_hash


def test_r1_a_photo_that_is_unticked_is_not_covered_and_not_offered_again(
    signed_in: Browser, case_id: str, practice: Practice, runtime: Runtime
) -> None:
    editor = signed_in("editor")
    shown, *_ = preset(Page(editor.get(path_of(case_id))))["photos"]
    token = link_on(ask(editor, case_id, photos=[shown], future_photos=["1"]))
    consent_id = practice.sign(token).consent_id
    later = practice.photo(case_id, "before", view="PA")
    with runtime.reading() as session:
        consent = session.get_one(ConsentRecord, consent_id).as_value()
        photos = session.execute(select(Photo)).scalars().all()
        covered = {photo.id for photo in photos if is_about(consent, photo.as_value())}
    assert covered == {shown, later.id}
    again = Page(editor.get(f"{path_of(case_id)}?again={consent_id}"))
    assert {value for name, value in again.ticked if name == "photos"} == covered


def test_a_named_place_is_offered(signed_in: Browser, case_id: str, runtime: Runtime) -> None:
    ask(signed_in("editor"), case_id, other_kind=["social"], other_name=["Pinterest"])
    assert "social:pinterest" in offer_from(kept(runtime)[0].offer).channels


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"channels": []}, "channels"),
        ({"channels": ["telepathy"]}, "channels"),
        ({"photos": [], "future_photos": []}, "photos"),
        ({"photos": []}, "photos"),
        ({"photos": ["nothing"]}, "photos"),
        ({"expires_on": [utc_now().date().isoformat()]}, "expires_on"),
        ({"expires_on": ["soon"]}, "expires_on"),
        ({"text": ["none/1/en"]}, "text"),
        ({"other_name": ["vimeo"]}, "other_kind"),
        ({"remuneration": ["x" * 201]}, "remuneration"),
    ],
)
def test_a_fault_stands_beside_its_field_and_nothing_is_lost(
    signed_in: Browser, case_id: str, runtime: Runtime, change: dict[str, Any], field: str
) -> None:
    page = ask(signed_in("editor"), case_id, purposes=["To teach"], **change)
    assert page.status == 422
    assert field in page.faults
    assert "To teach" in page.html
    assert kept(runtime) == []


def test_what_the_practice_has_not_told_leads_to_the_settings(
    signed_in: Browser, practice: Practice, runtime: Runtime
) -> None:
    with runtime.unit_of_work(OPERATOR) as uow:
        set_practice(uow, dict.fromkeys(TOLD))
    case_id = practice.case()
    practice.pair(case_id)
    client = signed_in("administrator")
    shown = Page(client.get(path_of(case_id)))
    assert "/staff/settings#consents" in shown.links
    page = ask(client, case_id)
    assert page.status == 422
    assert "postal address" in page.faults["text"]
    assert kept(runtime) == []


def test_a_text_that_lacks_what_the_law_asks_says_so(signed_in: Browser, case_id: str) -> None:
    page = Page(signed_in("editor").get(path_of(case_id)))
    assert "photo-release-au, version 1, English" in page.text
    assert "US-HIPAA: An expiry date" in page.text


def test_r25_something_given_for_a_consent_is_warned_of(signed_in: Browser, case_id: str) -> None:
    client = signed_in("editor")
    assert "Something is given" not in ask(client, case_id).text.split("The link to sign")[-1]
    page = ask(client, case_id, remuneration=["A free session"])
    assert "Something is given for this consent" in page.text
    assert "Something is given for it" in Page(client.get(f"/staff/cases/{case_id}")).text


def test_r17_a_consent_longer_than_the_pack_allows_is_warned_of(
    signed_in: Browser, case_id: str, runtime: Runtime
) -> None:
    with runtime.unit_of_work(OPERATOR) as uow:
        set_practice(uow, {"jurisdictions": ["US-HIPAA", "US-CA"]})
    client = signed_in("editor")
    assert "366 days at most" in Page(client.get(path_of(case_id))).text
    later = (utc_now() + timedelta(days=800)).date().isoformat()
    assert "Keep a note that she did" in ask(client, case_id, expires_on=[later]).text


def test_handing_over_signs_the_member_of_staff_out(signed_in: Browser, case_id: str) -> None:
    client = signed_in("editor")
    token = link_on(ask(client, case_id))
    answer = client.post("/staff/signing-requests/hand-over", data={"token": token})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/consents/{token}?device=practice"
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert client.get(f"/consents/{token}").status_code == 200
    assert client.get("/staff/").status_code == 401


def test_handing_over_with_an_unknown_link_signs_nobody_out(signed_in: Browser) -> None:
    client = signed_in("editor")
    answer = client.post("/staff/signing-requests/hand-over", data={"token": "nothing"})
    assert answer.status_code == 404
    assert client.get("/staff/").status_code == 200


def test_a_request_is_followed_until_it_is_signed(
    signed_in: Browser, case_id: str, client: FlaskClient
) -> None:
    editor = signed_in("editor")
    token = link_on(ask(editor, case_id))
    case = f"/staff/cases/{case_id}"
    assert "Not opened yet" in Page(editor.get(case)).text
    client.get(f"/consents/{token}")
    assert "Opened, not signed" in Page(editor.get(case)).text
    assert sign(client, token, channels=["website_gallery"], demographics=[]).status_code == 303
    page = Page(editor.get(case))
    assert "Opened, not signed" not in page.text
    assert "In force" in page.text


def test_a_cancelled_link_opens_nothing_and_can_be_asked_again(
    signed_in: Browser, case_id: str, client: FlaskClient, runtime: Runtime
) -> None:
    editor = signed_in("editor")
    token = link_on(ask(editor, case_id, purposes=["To teach nurses"]))
    (request,) = kept(runtime)
    path = f"/staff/signing-requests/{request.id}/cancellation"
    page = Page(editor.post(path, follow_redirects=True))
    assert "Cancelled" in page.text
    assert client.get(f"/consents/{token}").status_code == 410
    (again,) = [link for link in page.links if "again=" in link]
    assert "To teach nurses" in editor.get(again).get_data(as_text=True)
    assert "cancelled already" in Page(editor.post(path, follow_redirects=True)).text


def test_an_expired_link_is_told_as_such(
    signed_in: Browser, case_id: str, runtime: Runtime
) -> None:
    editor = signed_in("editor")
    ask(editor, case_id)
    with runtime.unit_of_work(OPERATOR) as uow:
        row = uow.session.execute(select(SigningRequest)).scalar_one()
        row.expires_at = utc_now()
    assert "Expired unsigned" in Page(editor.get(f"/staff/cases/{case_id}")).text


def test_a_renewal_offers_what_was_permitted_and_takes_its_place(
    signed_in: Browser, practice: Practice, case_id: str, client: FlaskClient
) -> None:
    earlier = practice.consent(
        case_id, scopes=scopes(website_gallery="permit", social__vimeo="permit", print="deny")
    )
    editor = signed_in("editor")
    consent = Page(editor.get(f"/staff/consents/{earlier.id}"))
    (renew,) = [link for link in consent.links if "again=" in link]
    page = Page(editor.get(renew))
    assert {value for name, value in page.ticked if name == "channels"} == {
        "website_gallery",
        "social:vimeo",
    }
    form: MultiDict[str, str] = MultiDict(preset(page) | {"supersedes": [earlier.id]})
    token = link_on(Page(editor.post(path_of(case_id), data=form)))
    chosen = {"channels": ["website_gallery"], "demographics": []}
    assert sign(client, token, **chosen).status_code == 303
    assert "Replaced by a newer one" in Page(editor.get(f"/staff/consents/{earlier.id}")).text


def test_the_patient_gets_a_link_to_her_page_and_it_can_be_taken_back(
    signed_in: Browser, case_id: str, client: FlaskClient, runtime: Runtime, practice: Practice
) -> None:
    practice.consent(case_id)
    editor = signed_in("editor")
    page = Page(editor.post(f"/staff/cases/{case_id}/patient-links"))
    found = re.search(r'value="http[^"]*(/my/[\w-]+)"', page.html)
    assert found
    assert client.get(found[1]).status_code == 200
    assert "1 link given out" in Page(editor.get(f"/staff/cases/{case_id}")).text
    editor.post(f"/staff/cases/{case_id}/patient-links/revocation")
    assert client.get(found[1]).status_code == 410
    with runtime.reading() as session:
        assert session.execute(select(PatientLink.revoked_at)).scalar_one() is not None


def test_only_who_records_consents_may_ask(signed_in: Browser, case_id: str, app: Flask) -> None:
    for role in ("viewer", "reviewer"):
        client = signed_in(role)
        assert client.get(path_of(case_id)).status_code == 403
        assert path_of(case_id) not in Page(client.get(f"/staff/cases/{case_id}")).links
