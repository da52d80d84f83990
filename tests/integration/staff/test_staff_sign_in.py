"""Signing in and out, throttling, and the first password."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gallery.actions.manage_staff import add_user
from gallery.runtime import OPERATOR, Runtime
from tests.integration.staff.staff_page import Page
from tests.support.installation import PASSWORD

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def enter(client: FlaskClient, email: str, password: str = PASSWORD, onward: str = "") -> Page:
    form = {"email": email, "password": password, "next": onward}
    return Page(client.post("/staff/sign-in", data=form, follow_redirects=True))


def test_the_right_password_leads_to_the_cases(
    client: FlaskClient, add_staff: Callable[[str], str]
) -> None:
    page = enter(client, add_staff("editor"))
    assert page.status == 200
    assert "No cases yet" in page.text


def test_a_wrong_password_is_refused_and_the_address_is_kept(
    client: FlaskClient, add_staff: Callable[[str], str]
) -> None:
    page = enter(client, add_staff("editor"), "wrong")
    assert page.status == 401
    assert "do not fit" in page.text
    assert page.fields["email"] == "editor@practice.example"


def test_the_throttle_says_how_long_it_holds(
    client: FlaskClient, add_staff: Callable[[str], str]
) -> None:
    email = add_staff("editor")
    for _ in range(5):
        assert enter(client, email, "wrong").status == 401
    response = client.post("/staff/sign-in", data={"email": email, "password": PASSWORD})
    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= 900
    assert "Try again in 15 minutes, at " in Page(response).text


@pytest.mark.parametrize(
    ("onward", "place"),
    [
        ("/staff/cases/new", "/staff/cases/new"),
        ("/staff/?q=vein", "/staff/?q=vein"),
        ("//evil.example", "/staff/"),
        ("/\\evil.example", "/staff/"),
        ("https://evil.example/", "/staff/"),
        ("/\t/evil.example", "/staff/"),
        ("javascript:alert(1)", "/staff/"),
    ],
)
def test_next_leads_only_to_this_site(
    client: FlaskClient, add_staff: Callable[[str], str], onward: str, place: str
) -> None:
    form = {"email": add_staff("editor"), "password": PASSWORD, "next": onward}
    assert client.post("/staff/sign-in", data=form).headers["Location"] == place


def test_a_visitor_is_sent_to_sign_in_and_back(client: FlaskClient) -> None:
    answer = client.get("/staff/cases/new", headers={"Accept": "text/html"})
    assert answer.status_code == 302
    assert Page(client.get(answer.headers["Location"])).fields["next"] == "/staff/cases/new"


def test_signing_out_ends_the_session_on_the_server(
    app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    client = signed_in("editor")
    with client.session_transaction("/staff/") as session:
        token = session["_user_id"]
    answer = client.post("/staff/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    with client.session_transaction("/staff/") as session:
        session["_user_id"] = token
    assert client.get("/staff/", headers={"Accept": "text/html"}).status_code == 302


def test_a_one_time_password_must_be_changed_first(client: FlaskClient, runtime: Runtime) -> None:
    with runtime.unit_of_work(OPERATOR) as uow:
        user, once = add_user(uow, "new@practice.example", "editor")
    assert "Choose your own password" in enter(client, user.email, once).text
    assert client.get("/staff/").headers["Location"] == "/staff/password"
    form = {"current": once, "password": "another good phrase", "again": "another good phrase"}
    page = Page(client.post("/staff/password", data=form, follow_redirects=True))
    assert "The password is changed" in page.text
    assert client.get("/staff/").status_code == 200


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"current": PASSWORD, "password": "one phrase here", "again": "another"}, "again"),
        (
            {"current": "wrong", "password": "one phrase here", "again": "one phrase here"},
            "current",
        ),
        ({"current": PASSWORD, "password": PASSWORD, "again": PASSWORD}, "password"),
        ({"current": PASSWORD, "password": "short", "again": "short"}, "password"),
    ],
)
def test_a_bad_change_of_password_is_told_beside_its_field(
    signed_in: Callable[[str], FlaskClient], form: dict[str, str], field: str
) -> None:
    page = Page(signed_in("editor").post("/staff/password", data=form))
    assert page.status == 422
    assert list(page.faults) == [field]
