"""R19 on another site: its visitors confirm their age on a page that shows nothing of a case."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gallery.actions.manage_sites import add_site, set_site
from gallery.actions.record_consent import ScopeTerms
from gallery.models import ConsentRecord
from gallery.runtime import OPERATOR
from tests.integration.publication.test_age_gate import pictures
from tests.support.practice import Practice

CHANNEL = "website_embed:clinic"
PAGE = "https://www.clinic.test/veins?view=1#second"
ASKED = "/sites/clinic/age"


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
def embedded(practice: Practice) -> ConsentRecord:
    """Publish a case with nudity for another site alone; return its consent."""
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        add_site(uow, "Clinic", ("https://WWW.clinic.test:443",))
        pages = ("https://blog.clinic.test/cases",)
        set_site(uow, "clinic", pages=pages, webhook_url=None, shows_adult=True)
    case_id = practice.case(shows_nudity=True)
    practice.pair(case_id)
    consent = practice.consent(case_id, scopes=(ScopeTerms(channel=CHANNEL, decision="permit"),))
    practice.work()
    practice.publish(case_id, CHANNEL)
    practice.work()
    return consent


@pytest.mark.usefixtures("embedded")
def test_r19_a_case_of_another_site_names_where_to_confirm(
    practice: Practice, client: FlaskClient
) -> None:
    (item,) = client.get("/feeds/clinic/cases.json").get_json()["items"]
    assert "url" not in item
    asked_at = item["_case"]["confirm_age_url"]
    assert asked_at.endswith(ASKED)
    assert {client.get(path).status_code for path in pictures(practice)} == {403}
    page = client.get(asked_at, query_string={"back": PAGE})
    assert "/media/" not in page.text
    assert "18 or older" in page.text
    (form,) = re.findall(r'action="([^"]+)"', page.text)
    answer = client.post(form, data={"answer": "adult"}, follow_redirects=True)
    assert f'href="{PAGE}" target="_top"' in answer.text
    assert {client.get(path).status_code for path in pictures(practice)} == {200}
    client.post(form, data={"answer": "hide"})
    assert {client.get(path).status_code for path in pictures(practice)} == {403}


def test_r5_a_withdrawal_is_told_whatever_a_visitor_of_the_site_answered(
    practice: Practice, client: FlaskClient, embedded: ConsentRecord
) -> None:
    client.post(ASKED, data={"answer": "adult"})
    practice.withdraw(embedded.id)
    assert {client.get(path).status_code for path in pictures(practice)} == {410}


@pytest.mark.usefixtures("embedded")
def test_r19_the_answer_goes_with_what_the_same_site_embeds(
    app: Flask, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", value=True)
    visitor = app.test_client()
    told = visitor.post(ASKED, data={"answer": "adult"}).headers.getlist("Set-Cookie")
    ours, theirs = sorted(told, key=len)
    assert ours.startswith("__Host-gallery-age=")
    assert ours.endswith("Secure; HttpOnly; Path=/; SameSite=Lax")
    name, _, rest = theirs.partition(";")
    assert rest == " Secure; HttpOnly; Path=/; SameSite=None; Partitioned"
    only = {"Cookie": name}
    other = app.test_client(use_cookies=False)
    assert {other.get(path, headers=only).status_code for path in pictures(practice)} == {200}


@pytest.mark.usefixtures("embedded")
@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/",
        "https://www.clinic.test.evil.example/",
        "https://www.clinic.test@evil.example/",
        "https://www.clinic.test\\@evil.example/",
        "https://www.clinic.test:8443/",
        "http://www.clinic.test/",
        "//evil.example/",
        "/cases",
        "javascript:alert(1)//www.clinic.test",
    ],
)
def test_it_leads_back_to_the_sites_own_addresses_only(client: FlaskClient, back: str) -> None:
    for method in ("GET", "POST"):
        answer = client.open(ASKED, method=method, query_string={"back": back})
        assert answer.status_code == 422
        assert "evil.example/" not in answer.text
        assert "Set-Cookie" not in answer.headers


@pytest.mark.usefixtures("embedded")
def test_only_the_sites_own_pages_may_frame_it(client: FlaskClient) -> None:
    policy = client.get(ASKED).headers["Content-Security-Policy"]
    theirs = "frame-ancestors https://www.clinic.test https://blog.clinic.test"
    assert policy.endswith(theirs)
    assert client.post(ASKED, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.get("/sites/website/age").status_code == 404, "it takes no such cases"
