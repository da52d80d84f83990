"""No staff form is taken without its token."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gallery.web import access
from gallery.web.access import Door


@pytest.fixture
def database_kind() -> str:
    """Need no second database: tokens are checked before a row is read."""
    return "sqlite"


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
    of_staff = [r for r in forms if (d := doors[r.endpoint]) is not None and d.door is Door.STAFF]
    assert len(of_staff) > 15
    for rule in forms:
        built = rule.build(dict.fromkeys(rule.arguments, "nothing"))
        assert built is not None
        answer = client.post(built[1], headers={"Accept": "application/json"})
        assert answer.status_code == 400, rule.rule
        assert answer.get_json()["error"]["code"] == "form_expired"
