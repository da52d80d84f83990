"""A form that the server was too busy to take comes back whole, and can be sent again."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from gallery.errors import StorageUnavailable
from tests.integration.staff.staff_page import Page

CASE = {
    "chart_ref": "MRN-1",
    "title": 'Veins, "left" & right',
    "procedures": ["sclerotherapy", "microneedling"],
    "area": "legs",
    "story": "Two\nlines",
}


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
def editor(signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    return signed_in("administrator")


def busy(*_arguments: object, **_named: object) -> None:
    raise StorageUnavailable("The database is busy or away.", code="database_busy")


def away(*_arguments: object, **_named: object) -> None:
    raise OperationalError("SELECT", {}, Exception("away"))


@pytest.mark.parametrize(
    ("fails", "said"), [(busy, "Nothing was saved."), (away, "It may have been saved or not")]
)
def test_what_was_entered_is_sent_again_by_one_button(
    editor: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    fails: Callable[..., None],
    said: str,
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("gallery.web.staff.case_form.parse", fails)
        page = Page(editor.post("/staff/cases/new?from=list", data=CASE))
    assert page.status == 503
    assert said in page.text
    assert page.actions == ["/staff/cases/new?from=list"]
    kept = {name: value for name, value in CASE.items() if isinstance(value, str)}
    assert kept.items() <= page.fields.items()
    assert page.html.count('name="procedures"') == 2


def test_no_password_is_kept_and_programs_get_json(
    editor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gallery.web.staff.account.change", busy)
    secret = {"current": "the old one", "password": "kept by nobody", "again": "kept by nobody"}
    answer = editor.post("/staff/password", data=secret)
    assert answer.status_code == 503
    assert "kept by nobody" not in answer.text
    monkeypatch.setattr("gallery.web.staff.settings_form.parse", busy)
    answer = editor.post("/staff/settings", data={"name": "Alder"}, headers={"Accept": "text/html"})
    assert Page(answer).fields["name"] == "Alder"
    told = editor.post("/staff/settings", headers={"Accept": "application/json"})
    assert told.get_json()["error"]["code"] == "database_busy"
