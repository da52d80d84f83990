"""No staff form is taken without its token, and no other's form from another site."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from gallery.web import access
from gallery.web.access import Access, Door


@pytest.fixture
def database_kind() -> str:
    """Need no second database: tokens are checked before a row is read."""
    return "sqlite"


def _door(doors: dict[str, Access | None], rule: Rule) -> Door | None:
    declared = doors[rule.endpoint]
    return declared.door if declared else None


#: A site asks with what it holds in a body; nothing changes by it.
_ONLY_ASKS = "public.reconcile_site"


def _has_no_session(doors: dict[str, Access | None], rule: Rule) -> bool:
    return rule.endpoint.startswith("public.") or _door(doors, rule) is Door.PATIENT


def _posted(rule: Rule) -> str:
    built = rule.build(dict.fromkeys(rule.arguments, "nothing"))
    assert built is not None
    return built[1]


def test_every_staff_form_needs_its_token(
    app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    client = signed_in("administrator")
    app.config["WTF_CSRF_ENABLED"] = True
    doors = access.declared(app)
    forms = [
        rule
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and not rule.rule.startswith("/api/")
    ]
    forms = [rule for rule in forms if not _has_no_session(doors, rule)]
    of_staff = [rule for rule in forms if _door(doors, rule) is Door.STAFF]
    assert len(of_staff) > 15
    for rule in forms:
        answer = client.post(_posted(rule), headers={"Accept": "application/json"})
        assert answer.status_code == 400, rule.rule
        assert answer.get_json()["error"]["code"] == "form_expired"


def test_every_form_without_a_session_is_refused_from_another_site(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    doors = access.declared(app)
    forms = [
        rule
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
        and _has_no_session(doors, rule)
        and rule.endpoint != _ONLY_ASKS
    ]
    assert len(forms) >= 4
    for rule in forms:
        headers = {"Accept": "application/json", "Sec-Fetch-Site": "cross-site"}
        answer = app.test_client().post(_posted(rule), headers=headers)
        assert answer.status_code == 403, rule.rule
        assert answer.get_json()["error"]["code"] == "foreign_form"
        headers["Sec-Fetch-Site"] = "same-origin"
        assert app.test_client().post(_posted(rule), headers=headers).status_code == 404
