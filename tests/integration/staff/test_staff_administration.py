"""Settings, team, tokens, activity."""

import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from gallery.actions.set_practice import practice_profile
from gallery.models import Takedown
from gallery.runtime import Runtime
from tests.integration.staff.staff_page import Page
from tests.support.practice import Practice

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

Browser = Callable[[str], FlaskClient]
SETTINGS = {
    "name": "Alder Vein & Skin",
    "tagline": "Vein care",
    "accent": "#335577",
    "disclosure": "Results differ.",
    "locale": "es",
    "mark": "text",
    "watermark_text": "Alder",
    "watermark_position": "bottom-left",
    "watermark_width": "30",
    "watermark_shade": "70",
    "jurisdictions": "US-CA",
    "consent_text": "photo-release",
    "postal_address": "12 Elm Street, Culver City",
}


def logo() -> io.BytesIO:
    buffer = io.BytesIO()
    Image.new("RGBA", (80, 20), (0, 0, 0, 128)).save(buffer, "PNG")
    buffer.seek(0)
    return buffer


def test_settings_are_saved(signed_in: Browser, runtime: Runtime) -> None:
    page = Page(
        signed_in("administrator").post("/staff/settings", data=SETTINGS, follow_redirects=True)
    )
    assert "The settings are saved" in page.text
    with runtime.reading() as session:
        profile = practice_profile(session)
        assert (profile.name, profile.locale) == ("Alder Vein & Skin", "es")
        assert (profile.watermark_width_ratio, profile.watermark_opacity) == (0.3, 0.7)


def test_what_consents_need_to_know_is_kept(signed_in: Browser, runtime: Runtime) -> None:
    client = signed_in("administrator")
    told = {"withdrawal_contact": "consent@alder.example", "storage_countries": "United States"}
    client.post("/staff/settings", data={**SETTINGS, **told})
    page = Page(client.get("/staff/settings"))
    assert ("jurisdictions", "US-CA") in page.ticked
    assert ("jurisdictions", "EU") not in page.ticked
    assert page.fields["withdrawal_contact"] == "consent@alder.example"
    assert "consents of 366 days at most" in page.text
    with runtime.reading() as session:
        assert practice_profile(session).storage_countries == "United States"


def test_a_logo_takes_the_place_of_the_text_and_back(signed_in: Browser, runtime: Runtime) -> None:
    client = signed_in("administrator")
    client.post("/staff/settings", data={**SETTINGS, "mark": "logo", "logo": (logo(), "l.png")})
    assert ("mark", "logo") in Page(client.get("/staff/settings")).ticked
    client.post("/staff/settings", data={**SETTINGS, "mark": "logo"})
    assert ("mark", "logo") in Page(client.get("/staff/settings")).ticked
    client.post("/staff/settings", data=SETTINGS)
    assert ("mark", "text") in Page(client.get("/staff/settings")).ticked


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"accent": "red"}, "accent"),
        ({"website_url": "javascript:alert(1)"}, "website_url"),
        ({"watermark_width": "90"}, "watermark_width"),
        ({"watermark_shade": ""}, "watermark_shade"),
        ({"watermark_text": "名"}, "watermark_text"),
        ({"mark": "logo"}, "logo"),
        ({"jurisdictions": ""}, "jurisdictions"),
        ({"jurisdictions": "ATLANTIS"}, "jurisdictions"),
        ({"consent_text": "none"}, "consent_text"),
        ({"postal_address": "x" * 301}, "postal_address"),
    ],
)
def test_a_bad_setting_is_told_beside_its_field(
    signed_in: Browser, change: dict[str, str], field: str
) -> None:
    page = Page(signed_in("administrator").post("/staff/settings", data={**SETTINGS, **change}))
    assert page.status == 422
    assert field in page.faults
    assert page.fields["tagline"] == "Vein care"


def test_a_one_time_password_is_shown_once(app: Flask, signed_in: Browser) -> None:
    client = signed_in("administrator")
    form = {"email": "nurse@practice.example", "role": "editor"}
    page = Page(client.post("/staff/team", data=form))
    (password,) = re.findall(r'secret__text"[^>]* value="([^"]+)"', page.html)
    assert password not in Page(client.get("/staff/team")).html
    entry = {"email": form["email"], "password": password}
    answer = app.test_client().post("/staff/sign-in", data=entry)
    assert answer.status_code == 302


def test_an_account_is_closed_and_its_sessions_end(signed_in: Browser) -> None:
    administrator, editor = signed_in("administrator"), signed_in("editor")
    page = Page(administrator.get("/staff/team"))
    (path,) = [action for action in page.actions if action.endswith("/deactivation")]
    assert "The account is closed" in Page(administrator.post(path, follow_redirects=True)).text
    assert editor.get("/staff/", headers={"Accept": "text/html"}).status_code == 302


def test_another_role_acts_at_once(signed_in: Browser) -> None:
    administrator, editor = signed_in("administrator"), signed_in("editor")
    page = Page(administrator.get("/staff/team"))
    (path,) = [action for action in page.actions if action.endswith("/role")]
    administrator.post(path, data={"role": "viewer"})
    assert editor.get("/staff/cases/new").status_code == 403


def test_a_known_address_is_refused(signed_in: Browser) -> None:
    form = {"email": "administrator@practice.example", "role": "editor"}
    page = Page(signed_in("administrator").post("/staff/team", data=form))
    assert page.status == 422
    assert page.fields["email"] == form["email"]


def test_a_token_is_shown_once_and_revoked(app: Flask, signed_in: Browser) -> None:
    client, form = signed_in("administrator"), {"name": "website", "scopes": "cases:read"}
    page = Page(client.post("/staff/tokens", data=form))
    (token,) = re.findall(r'value="(gal_[^"]+)"', page.html)
    listed = Page(client.get("/staff/tokens"))
    assert token not in listed.html
    bearer = {"Authorization": f"Bearer {token}"}
    assert app.test_client().get("/api/v1/cases", headers=bearer).status_code == 200
    (path,) = [action for action in listed.actions if action.endswith("/revocation")]
    client.post(path)
    assert app.test_client().get("/api/v1/cases", headers=bearer).status_code == 401


@pytest.mark.parametrize("form", [{"name": "", "scopes": "cases:read"}, {"name": "x"}])
def test_a_token_needs_a_name_and_a_scope(signed_in: Browser, form: dict[str, str]) -> None:
    assert signed_in("administrator").post("/staff/tokens", data=form).status_code == 422


def test_activity_says_who_did_what(signed_in: Browser, practice: Practice) -> None:
    case_id = practice.case()
    client = signed_in("reviewer")
    page = Page(client.get(f"/staff/activity?case={case_id}"))
    assert "Case opened" in page.text
    assert "Operator" in page.text
    everything = Page(client.get("/staff/activity"))
    assert "signed in" in everything.text
    assert "Spider veins on the outer thigh" in everything.text, "the case by its title"


def test_activity_is_told_in_words(signed_in: Browser, practice: Practice) -> None:
    case_id, consent = practice.published_on_consent()
    practice.withdraw(consent.id)
    practice.work()
    with practice.runtime.reading() as session:
        proof = session.execute(select(Takedown.proof).where(Takedown.surface == "origin"))
        assert re.search(r"\dT\d\d:", proof.scalar_one() or ""), "an instant as machines write it"
    text = Page(signed_in("reviewer").get(f"/staff/activity?case={case_id}")).text
    assert "channels: all places, consents: 1" in text
    assert "in force \u2192 withdrawn" in text
    assert "photos: 2" in text
    for code in ("False", "website_gallery", "in_force", consent.id):
        assert code not in text
    assert not re.search(r"\d{4}-\d\d-\d", text), "no day as machines write it"


@pytest.mark.parametrize("path", ["settings", "team", "tokens", "activity"])
def test_administration_is_closed_to_others(signed_in: Browser, path: str) -> None:
    client = signed_in("editor")
    assert client.get(f"/staff/{path}").status_code == 403
    assert f"/staff/{path}" not in Page(client.get("/staff/")).links
