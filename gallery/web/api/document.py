"""The OpenAPI 3.1 document, made from the same models that check requests and write answers.

The library only describes: it would take a malformed body for an empty one, and answer in a form
of its own. Requests are checked in ``incoming.py``.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Response
from pydantic import BaseModel, ConfigDict, Field
from spectree import Response as Answers
from spectree import SecurityScheme, SpecTree
from spectree.models import SecureType, SecuritySchemeData

from gallery.permissions import Permission
from gallery.web.api.failures import ErrorAnswer

View = TypeVar("View", bound=Callable[..., Response])

_BEARER = SecuritySchemeData(
    type=SecureType.HTTP,
    scheme="bearer",
    description="A token made with `gallery tokens add NAME --scope SCOPE`.",
)
_ALWAYS = {
    401: "There is no token, or it is not valid",
    403: "The token lacks the scope",
}
_PHRASES = {
    400: "The body is not JSON",
    404: "An id names nothing",
    409: "The present state does not allow it",
    413: "A file or body is over the limit, which the message states",
    415: "The body has another content type, or the file is of no accepted kind",
    422: "Input cannot be used; `error.fields` names each field",
}
_IDEMPOTENCY = "Repeat a request with the same key within 24 hours to get the same answer."


class PostHeaders(BaseModel):
    """Headers of every POST."""

    model_config = ConfigDict(validate_by_name=True)

    idempotency_key: str = Field(
        default_factory=str, alias="Idempotency-Key", max_length=200, description=_IDEMPOTENCY
    )


#: Operation -> media types of the file that it answers with: the library knows models alone.
_FILES: dict[str, tuple[str, ...]] = {}


def _own_name(model: type[Any]) -> str:
    return model.__name__


def _nested_name(_parent: str, child: str) -> str:
    return child


document = SpecTree(
    "flask",
    mode="strict",
    annotations=False,
    page_templates={},
    title="Gallery staff API",
    version="1",
    description="Cases, photos, consents, publications and takedowns of one practice.",
    validation_error_model=ErrorAnswer,
    naming_strategy=_own_name,
    nested_naming_strategy=_nested_name,
    security_schemes=[SecurityScheme(name="bearer", data=_BEARER)],
    security={"bearer": []},
)


def described(
    *,
    tag: str,
    scope: Permission | None = None,
    answer: type[BaseModel] | None = None,
    status: int = 200,
    errors: tuple[int, ...] = (),
    query: type[BaseModel] | None = None,
    json: type[BaseModel] | None = None,
    form: type[BaseModel] | None = None,
    files: tuple[str, ...] = (),
    is_post: bool = False,
    is_public: bool = False,
) -> Callable[[View], View]:
    """Return a decorator that puts a view into the document and leaves its work alone.

    ``files`` names the media types of an answer that is a file.
    """
    refusals = {} if is_public else _ALWAYS | {code: _PHRASES[code] for code in (*errors, 422)}
    answers = Answers(
        **{f"HTTP_{status}": answer},
        **{f"HTTP_{code}": (ErrorAnswer, words) for code, words in refusals.items()},
    )
    security: list[dict[str, list[str]]] = [{}] if is_public else [{"bearer": [str(scope)]}]

    def describe(view: View) -> View:
        if files:
            _FILES[view.__name__] = files
        register = document.validate(
            query=query,
            json=json,
            form=form,
            headers=PostHeaders if is_post else None,
            resp=answers,
            tags=(tag,),
            security=security,
            operation_id=view.__name__,
            skip_validation=True,
        )
        return cast("View", register(view))

    return describe


def openapi_document() -> dict[str, Any]:
    """Return the document of the running application."""
    described_by_library: dict[str, Any] = document.spec
    schemas = described_by_library["components"]["schemas"]
    for operations in described_by_library["paths"].values():
        for operation in operations.values():
            _mark_optional_body(operation, schemas)
            _tell_of_file(operation)
    return described_by_library


def _mark_optional_body(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Say that a body may be left out where no field of it is required."""
    body = operation.get("requestBody", {})
    json_content = body.get("content", {}).get("application/json")
    if json_content is not None:
        name = json_content["schema"]["$ref"].rpartition("/")[2]
        body["required"] = bool(schemas[name].get("required"))


def _tell_of_file(operation: dict[str, Any]) -> None:
    """Say of which media types an answer is; OpenAPI 3.1 gives a file no schema."""
    media_types = _FILES.get(operation["operationId"])
    if media_types is not None:
        operation["responses"]["200"]["content"] = {name: {} for name in media_types}
