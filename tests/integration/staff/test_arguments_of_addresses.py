"""No argument of an address makes the service fail, whatever stands in it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.practice import Practice

#: SQLite takes NUL and integers of any length as they come.
pytestmark = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)

WEB = Path(__file__).parents[3] / "gallery" / "web"
ASKED = re.compile(r'(?:args|asked)\.get\("(\w+)"')
#: Read by a loop, or together in one search.
OTHERS = {"state", "procedure", "area", "q", "provider", "sort"}
VALUES = ("\0", "a\0b", "9" * 30, "9" * 5000)


def names() -> set[str]:
    """Return every argument that a page reads."""
    sources = [path.read_text(encoding="utf-8") for path in WEB.rglob("*.py")]
    return OTHERS.union(*(ASKED.findall(source) for source in sources))


def addresses(app: Flask, prefix: str, known: dict[str, str]) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(prefix) and "GET" in (rule.methods or ()):
            with app.test_request_context():
                values: dict[str, Any] = {name: known.get(name, "en") for name in rule.arguments}
                yield app.url_map.bind("localhost").build(rule.endpoint, values)


@pytest.fixture
def known(practice: Practice) -> dict[str, str]:
    case_id, consent = practice.published_on_consent()
    return {"case_id": case_id, "consent_id": consent.id, "key": "website", "kind": "receipt"}


def test_no_argument_of_a_staff_page_fails(
    app: Flask, signed_in: Callable[[str], FlaskClient], known: dict[str, str]
) -> None:
    assert {"case", "before", "find", "again", "start", "next", "show", "page"} <= names()
    client = signed_in("administrator")
    failed = [
        (path, value[:4])
        for path in addresses(app, "/staff", known)
        for value in VALUES
        if client.get(path, query_string=dict.fromkeys(names(), value)).status_code >= 500
    ]
    assert not failed


def test_no_argument_of_the_api_or_a_public_page_fails(
    app: Flask, client: FlaskClient, api_token: Callable[..., str], known: dict[str, str]
) -> None:
    headers = {"Authorization": f"Bearer {api_token()}"}
    document = client.get("/api/v1/openapi.json").get_json()
    asked = [
        (path if path.startswith("/api") else f"/api/v1{path}", one["name"])
        for path, methods in document["paths"].items()
        for one in methods.get("get", {}).get("parameters", ())
        if one["in"] == "query"
    ]
    public = ("/", "/cases", "/feeds/website/cases.json", "/sitemap.xml")
    asked += [(path, name) for path in public for name in sorted(names())]
    assert ("/api/v1/audit", "case") in asked
    failed = [
        (path, name, value[:4])
        for path, name in asked
        for value in VALUES
        if client.get(path, query_string={name: value}, headers=headers).status_code >= 500
    ]
    assert not failed
