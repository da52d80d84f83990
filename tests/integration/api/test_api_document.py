"""The document itself."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import BaseModel

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def test_it_is_valid_openapi_3_1_and_needs_no_token(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    OpenAPIV31SpecValidator(document).validate()


def test_every_input_refuses_unknown_fields(document: dict[str, Any]) -> None:
    inputs = [name for name in document["components"]["schemas"] if name.endswith("Body")]
    assert len(inputs) > 8
    for name in inputs:
        assert document["components"]["schemas"][name]["additionalProperties"] is False, name


def test_files_are_described_as_such(document: dict[str, Any]) -> None:
    post = document["paths"]["/api/v1/cases/{case_id}/photos"]["post"]
    assert set(post["requestBody"]["content"]) == {"multipart/form-data"}
    form = document["components"]["schemas"]["PhotoUploadForm"]
    assert form["properties"]["file"]["contentMediaType"] == "application/octet-stream"
    assert set(form["required"]) == {"file", "role", "view"}


def test_a_body_may_be_left_out_where_it_requires_nothing(document: dict[str, Any]) -> None:
    paths = document["paths"]
    withdrawal = paths["/api/v1/consents/{consent_id}/withdrawal"]["post"]
    assert withdrawal["requestBody"]["required"] is False
    assert paths["/api/v1/cases"]["post"]["requestBody"]["required"] is True


#: Asked by POST because an address may not hold the question.
READ_BY_POST = {"/api/v1/cases/search"}


def test_a_post_takes_an_idempotency_key_unless_it_only_reads(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            names = {parameter["name"] for parameter in operation["parameters"]}
            changes = method == "post" and path not in READ_BY_POST
            assert ("Idempotency-Key" in names) == changes, path


def test_an_answer_that_is_a_file_names_its_media_types(document: dict[str, Any]) -> None:
    path = "/api/v1/consents/{consent_id}/exports/{kind}"
    content = document["paths"][path]["get"]["responses"]["200"]["content"]
    assert set(content) >= {"application/fhir+json", "application/ld+json", "application/pdf"}


def test_no_two_shapes_have_one_name(document: dict[str, Any]) -> None:
    """The document keeps one schema for each name: of two, one would be described wrongly."""
    names = Counter(kind.__name__ for kind in _shapes(BaseModel) if _is_ours(kind))
    assert len(names) > 40
    assert [name for name, count in names.items() if count > 1] == []


def _shapes(parent: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for kind in parent.__subclasses__():
        yield kind
        yield from _shapes(kind)


def _is_ours(kind: type[BaseModel]) -> bool:
    return kind.__module__.startswith("gallery.web.api")
