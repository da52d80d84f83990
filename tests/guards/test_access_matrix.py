"""Every endpoint by every kind of caller: who gets in is what is declared, and nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from gallery.errors import ConfigurationError
from gallery.permissions import ROLE_PERMISSIONS, Role
from gallery.web import access
from gallery.web.access import Access, Door
from tests.support.installation import unattached_app


@pytest.fixture
def database_kind() -> str:
    """Need no second database: the gate asks the same of both."""
    return "sqlite"


def _address(rule: Rule) -> str:
    return rule.build({name: _filler(rule, name) for name in rule.arguments}, append_unknown=False)[
        1
    ]  # type: ignore[index]


def _filler(rule: Rule, name: str) -> object:
    return 1 if type(rule._converters[name]).__name__ == "IntegerConverter" else "nothing"


def _requests(app: Flask, door: Door) -> list[tuple[Rule, str, Access]]:
    table = access.declared(app)
    found = []
    for rule in app.url_map.iter_rules():
        declaration = table[rule.endpoint]
        assert declaration is not None
        if declaration.door is door:
            found += [(rule, m, declaration) for m in (rule.methods or set()) - {"OPTIONS", "HEAD"}]
    return found


def _ask(client: FlaskClient, rule: Rule, method: str, **headers: str) -> int:
    response = client.open(
        _address(rule), method=method, headers={"Accept": "application/json", **headers}
    )
    return response.status_code


def test_every_endpoint_declares_its_access(app: Flask) -> None:
    assert all(declaration is not None for declaration in access.declared(app).values())
    doors = {str(d.door) for d in access.declared(app).values() if d}
    assert doors == {"public", "patient", "staff", "api"}


def test_a_visitor_gets_into_nothing_but_public_endpoints(app: Flask) -> None:
    for door in (Door.STAFF, Door.API):
        for rule, method, _ in _requests(app, door):
            assert _ask(app.test_client(), rule, method) == 401, (method, rule.rule)


def test_a_strangers_token_opens_nothing_of_a_patient(app: Flask) -> None:
    asked = _requests(app, Door.PATIENT)
    assert len(asked) > 8
    for rule, method, declaration in asked:
        assert declaration.permission is None
        assert _ask(app.test_client(), rule, method) == 404, (method, rule.rule)


def test_neither_session_nor_bearer_token_opens_a_patients_page(
    app: Flask, signed_in: Callable[[str], FlaskClient], api_token: Callable[..., str]
) -> None:
    browser, bearer = signed_in("administrator"), {"Authorization": f"Bearer {api_token()}"}
    for path in ("/consents/nothing", "/my/nothing"):
        assert browser.get(path).status_code == 404
        assert app.test_client().get(path, headers=bearer).status_code == 404


@pytest.mark.parametrize("role", list(Role))
def test_staff_get_in_by_permission_only(
    app: Flask, signed_in: Callable[[str], FlaskClient], role: Role
) -> None:
    client = signed_in(role.value)
    ending = {"staff.sign_out"}
    for rule, method, declaration in _requests(app, Door.STAFF):
        if rule.endpoint in ending:
            continue
        status = _ask(client, rule, method)
        assert status < 500, (method, rule.rule)
        if declaration.permission in ROLE_PERMISSIONS[role]:
            assert status not in {401, 403}, (role, method, rule.rule)
        else:
            assert status == 403, (role, method, rule.rule)


def test_tokens_get_in_by_scope_only(app: Flask, api_token: Callable[..., str]) -> None:
    narrow, wide = api_token("account:write"), api_token()
    for rule, method, _ in _requests(app, Door.API):
        refused = _ask(app.test_client(), rule, method, Authorization=f"Bearer {narrow}")
        assert refused == 403, (method, rule.rule)
        passed = _ask(app.test_client(), rule, method, Authorization=f"Bearer {wide}")
        assert passed not in {401, 403}, (method, rule.rule)
        assert passed < 500, (method, rule.rule)


def test_a_token_opens_no_staff_page_and_a_session_no_api(
    app: Flask, signed_in: Callable[[str], FlaskClient], api_token: Callable[..., str]
) -> None:
    bearer = {"Authorization": f"Bearer {api_token()}"}
    for rule, method, _ in _requests(app, Door.STAFF):
        assert _ask(app.test_client(), rule, method, **bearer) == 401, rule.rule
    browser = signed_in("administrator")
    for rule, method, _ in _requests(app, Door.API):
        assert _ask(browser, rule, method) == 401, rule.rule


def test_an_endpoint_without_a_declaration_stops_the_start_up() -> None:
    app = Flask("undeclared", static_folder="static")
    app.add_url_rule("/open", "open", lambda: "open")
    with pytest.raises(ConfigurationError, match="open"):
        access.install(app)


def test_an_endpoint_registered_later_is_closed(tmp_path: Path) -> None:
    app = unattached_app(tmp_path)
    app.add_url_rule("/later", "later", lambda: "open")
    assert _ask(app.test_client(), next(app.url_map.iter_rules("later")), "GET") == 403
