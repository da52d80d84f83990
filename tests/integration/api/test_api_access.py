"""Who may call what: the document's scopes are the gate's, and both hold for every operation."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from gallery.permissions import Permission
from gallery.web.access import Door, declared
from tests.integration.api.caller import Api

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield method, path with unknown ids, and scope of every operation that needs one."""
    for template, operations in document["paths"].items():
        path = re.sub(r"\{\w+\}", "0" * 20, template).removeprefix("/api/v1")
        for method, operation in operations.items():
            for requirement in operation["security"]:
                for scope in requirement.get("bearer", ()):
                    yield method.upper(), path, scope


def test_every_route_is_in_the_document_and_nothing_else(
    app: Flask, document: dict[str, Any]
) -> None:
    routes = {
        (re.sub(r"<(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {
        (path, method) for path, operations in document["paths"].items() for method in operations
    }
    assert described == routes
    assert len(routes) > 15


def test_the_document_names_the_scope_that_the_gate_asks_for(
    app: Flask, document: dict[str, Any]
) -> None:
    asked = {
        endpoint.removeprefix("api."): access.permission
        for endpoint, access in declared(app).items()
        if access is not None and access.door is Door.API
    }
    named = {
        operation["operationId"]: Permission(operation["security"][0]["bearer"][0])
        for operations in document["paths"].values()
        for operation in operations.values()
        if operation["security"] != [{}]
    }
    assert named == asked


def test_no_operation_answers_without_a_token(api: Api, document: dict[str, Any]) -> None:
    for token in (None, "gal_not-a-token-at-all"):
        api.token = token
        for method, path, _scope in _operations(document):
            response = api(method, path)
            assert response.status_code == 401, path
            assert response.headers["WWW-Authenticate"] == "Bearer"


def test_no_operation_answers_without_its_scope(
    api_as: Callable[..., Api], document: dict[str, Any]
) -> None:
    every = {permission.value for permission in Permission}
    callers = {scope: api_as(*(every - {scope})) for scope in every}
    for method, path, scope in _operations(document):
        response = callers[scope](method, path)
        assert response.status_code == 403, (method, path)
        assert response.get_json()["error"]["code"] == "scope_missing"


def test_one_scope_is_enough_for_its_operations(
    api_as: Callable[..., Api], document: dict[str, Any]
) -> None:
    for method, path, scope in _operations(document):
        assert api_as(scope)(method, path).status_code not in {401, 403}, (method, path)


def test_chart_references_are_told_only_to_readers(api_as: Callable[..., Api]) -> None:
    assert api_as("cases:write").open_case()["chart_ref"] is None
    assert api_as("cases:write", "cases:read").open_case()["chart_ref"] == "MRN-004711"
