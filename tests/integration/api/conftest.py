"""Callers of the API with some scopes or all, and a case that may be published."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.integration.api.caller import Api
from tests.support.papers import PDF
from tests.support.practice import Practice


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    """Return the OpenAPI document, as any visitor gets it."""
    return dict(client.get("/api/v1/openapi.json").get_json())


@pytest.fixture
def api_as(
    client: FlaskClient, api_token: Callable[..., str], document: dict[str, Any]
) -> Callable[..., Api]:
    """Return a function that gives a caller with some scopes."""
    return lambda *scopes: Api(client, api_token(*scopes), document)


@pytest.fixture
def api(api_as: Callable[..., Api]) -> Api:
    """Return a caller with every scope."""
    return api_as()


@pytest.fixture
def scan() -> Callable[[], tuple[io.BytesIO, str, str]]:
    """Return a function that gives the scan of a signed form as a file part."""
    return lambda: (io.BytesIO(PDF), "signed.pdf", "application/pdf")


@pytest.fixture
def ready_case(api: Api, practice: Practice) -> dict[str, Any]:
    """Return a case that may be published: paired, consented, its pictures made."""
    case = api.open_case()
    api.pair(case["id"])
    api.consent(case["id"])
    practice.work()
    return dict(api.get(f"/cases/{case['id']}").get_json())


@pytest.fixture
def asked_case(api: Api, practice: Practice) -> str:
    """Return the id of a case of which a consent may be asked for: photos, a practice's facts."""
    practice.introduce()
    case_id = str(api.open_case()["id"])
    api.pair(case_id)
    practice.work()
    return case_id
