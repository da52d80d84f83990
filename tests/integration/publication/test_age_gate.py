"""R19: no byte of a picture that shows nudity leaves before the visitor confirmed her age."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gallery.actions.edit_case import edit_case
from gallery.actions.find_cases import load_case
from gallery.actions.manage_sites import add_site, set_site
from gallery.models import ConsentRecord, MediaKey
from gallery.runtime import OPERATOR
from gallery.web import access
from gallery.web.access import Door
from tests.support.fake_clock import FakeClock
from tests.support.practice import Practice
from tests.support.ways_to_ask import WAYS

_KEY = re.compile(r"/media/([0-9a-f]{32})")


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
def adult(practice: Practice) -> tuple[str, ConsentRecord]:
    """Return the slug of a public case that shows nudity, and its consent."""
    case_id = practice.case(shows_nudity=True)
    practice.pair(case_id)
    consent = practice.consent(case_id)
    practice.work()
    practice.publish(case_id)
    with practice.runtime.reading() as session:
        return load_case(session, case_id).slug, consent


def pictures(practice: Practice) -> Iterator[str]:
    with practice.runtime.reading() as session:
        for key in session.query(MediaKey).all():
            yield from (f"/media/{key.key}.{ending}" for ending in ("avif", "webp", "jpg"))


def confirm(client: FlaskClient, slug: str, answer: str = "adult") -> None:
    told = client.post(f"/cases/{slug}/age", data={"answer": answer})
    assert (told.status_code, told.headers["Location"]) == (303, f"/cases/{slug}")


def public_pages(app: Flask, slug: str) -> Iterator[str]:
    """Yield every address that anybody may read and that needs no key of a picture."""
    filled = {"slug": slug, "site_key": "website", "filename": "css/tokens.css"}
    doors = access.declared(app)
    for rule in app.url_map.iter_rules():
        door = doors[rule.endpoint]
        if door and door.door is Door.PUBLIC and "GET" in (rule.methods or ()):
            if rule.endpoint == "public.procedure":
                filled = {**filled, "slug": "sclerotherapy"}
            if rule.endpoint != "public.media":
                yield rule.build({name: filled[name] for name in rule.arguments})[1]  # type: ignore[index]
            filled = {**filled, "slug": slug}


def test_r19_no_byte_leaves_before_the_answer(
    practice: Practice, client: FlaskClient, adult: tuple[str, ConsentRecord]
) -> None:
    asked = [client.open(path, method=m, headers=h) for path in pictures(practice) for m, h in WAYS]
    assert len(asked) > 30
    for answer in asked:
        assert answer.status_code == 403
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers
        assert b"JFIF" not in answer.data


def test_r19_no_page_feed_or_list_names_a_picture(
    app: Flask, client: FlaskClient, adult: tuple[str, ConsentRecord]
) -> None:
    addresses = list(public_pages(app, adult[0]))
    assert {"/", f"/cases/{adult[0]}", "/sitemap.xml", "/feeds/website/cases.json"} <= {*addresses}
    for address in addresses:
        with client.get(address) as answer:
            assert _KEY.search(answer.get_data(as_text=True)) is None, address
    page = client.get(f"/cases/{adult[0]}")
    assert "This case shows nudity" in page.text
    assert '<meta name="rating" content="adult">' in page.text
    assert f"/cases/{adult[0]}" in client.get("/").text, "it is listed, without pictures"
    assert client.get("/feeds/website/cases.json").get_json()["items"] == []


def test_r19_an_answer_opens_the_pictures_to_this_browser_alone(
    practice: Practice, app: Flask, client: FlaskClient, adult: tuple[str, ConsentRecord]
) -> None:
    confirm(client, adult[0])
    page = client.get(f"/cases/{adult[0]}")
    assert _KEY.search(page.text)
    assert 'property="og:image"' not in page.text
    assert "contentUrl" not in page.text
    for path in pictures(practice):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"].startswith("private, max-age=")
        assert "Cookie" in answer.headers["Vary"]
    for address in ("/", f"/cases/{adult[0]}"):
        answer = client.get(address)
        assert _KEY.search(answer.text)
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert "Cookie" in answer.headers["Vary"]
        other = app.test_client().get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert other.status_code == 200
        assert _KEY.search(other.text) is None


def test_r19_the_answer_can_be_taken_back_and_names_nobody(
    app: Flask, client: FlaskClient, adult: tuple[str, ConsentRecord]
) -> None:
    another = app.test_client()
    confirm(client, adult[0])
    confirm(another, adult[0])
    first, second = client.get_cookie("gallery-age"), another.get_cookie("gallery-age")
    assert first is not None
    assert second is not None
    assert first.value == second.value
    assert (first.http_only, first.max_age, first.expires) == (True, None, None)
    confirm(client, adult[0], "hide")
    assert _KEY.search(client.get(f"/cases/{adult[0]}").text) is None


@pytest.mark.parametrize(("later", "is_open"), [(0, True), (1, True), (2, False)])
def test_r19_an_answer_ends_on_the_day_after_next(
    practice: Practice,
    client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    adult: tuple[str, ConsentRecord],
    later: int,
    *,
    is_open: bool,
) -> None:
    clock = FakeClock(datetime.now(UTC))
    clock.install(monkeypatch)
    confirm(client, adult[0])
    clock.pass_by(days=later)
    wanted = 200 if is_open else 403
    assert {client.get(path).status_code for path in pictures(practice)} == {wanted}


@pytest.mark.parametrize("value", ["", "adult", "2026-11-26", "2026-11-26.AAAA", "x" * 3000])
def test_r19_a_forged_answer_opens_nothing(
    practice: Practice, client: FlaskClient, adult: tuple[str, ConsentRecord], value: str
) -> None:
    client.set_cookie("gallery-age", value)
    assert {client.get(path).status_code for path in pictures(practice)} == {403}


def test_r19_no_other_site_answers_for_the_visitor(
    client: FlaskClient, adult: tuple[str, ConsentRecord]
) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        answer = client.post(f"/cases/{adult[0]}/age", data={"answer": "adult"}, headers=headers)
        assert answer.status_code == 403
        assert "Set-Cookie" not in answer.headers
    assert client.post("/cases/unknown/age", data={"answer": "adult"}).status_code == 404


def test_r5_a_withdrawal_is_told_whatever_the_visitor_answered(
    practice: Practice, client: FlaskClient, app: Flask, adult: tuple[str, ConsentRecord]
) -> None:
    confirm(client, adult[0])
    practice.withdraw(adult[1].id)
    for visitor in (client, app.test_client()):
        assert {visitor.get(path).status_code for path in pictures(practice)} == {410}
        assert visitor.get(f"/cases/{adult[0]}").status_code == 410
        assert visitor.post(f"/cases/{adult[0]}/age").status_code == 410


def test_r19_a_site_gets_such_cases_only_if_it_asked(
    practice: Practice, client: FlaskClient
) -> None:
    case_id = practice.published()
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        key = add_site(uow, "Open", (), ("website_gallery",)).key
        set_site(uow, key, pages=(), webhook_url=None, shows_adult=True)
        edit_case(uow, case_id, {"shows_nudity": True})
    practice.work()
    open_feed = client.get(f"/feeds/{key}/cases.json").get_json()
    (item,) = open_feed["items"]
    assert item["_case"]["rating"] == "adult"
    assert open_feed["_tombstones"] == []
    assert client.get(item["image"]).status_code == 403, "the gate is at the picture, too"
    closed = json.loads(client.get("/feeds/website/cases.json").data)
    assert closed["items"] == []
    (gone,) = closed["_tombstones"]
    assert (gone["id"], gone["reason"]) == (item["id"], "rated_adult")


def test_r19_a_case_that_turns_out_to_show_nudity_is_behind_the_gate_at_once(
    practice: Practice, client: FlaskClient
) -> None:
    case_id = practice.published()
    open_before = list(pictures(practice))
    assert {client.get(path).status_code for path in open_before} == {200}
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        assert edit_case(uow, case_id, {"shows_nudity": True}).state == "published"
    assert {client.get(path).status_code for path in open_before} == {403}
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        edit_case(uow, case_id, {"shows_nudity": False})
    assert {client.get(path).status_code for path in open_before} == {200}


def test_r5_cases_with_nudity_take_no_place_from_a_tombstone(
    practice: Practice, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gallery.web.public.feeds.MAX_TOMBSTONES", 1)
    _, consent = practice.published_on_consent()
    practice.withdraw(consent.id)
    practice.published(shows_nudity=True)
    practice.published(shows_nudity=True)
    told = client.get("/feeds/website/cases.json").get_json()["_tombstones"]
    assert [entry["reason"] for entry in told] == ["consent_withdrawn", "rated_adult"]
