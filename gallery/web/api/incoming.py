"""Turn a request into a checked value, or refuse it naming every field."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, NoReturn, TypeVar

from flask import request
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError
from pydantic_core import ErrorDetails
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from gallery.errors import EvidenceTooLarge, InvalidInput

M = TypeVar("M", bound="Incoming")

MAX_JSON_BYTES = 1024 * 1024
_MULTIPART = "multipart/form-data"


def printable(text: str) -> str:
    """Return ``text`` if it has no control characters but line ends and tabs.

    :raises ValueError: it has some.
    """
    if any(ord(character) < 32 and character not in "\n\r\t" for character in text):
        raise ValueError("control characters are not allowed")
    return text


Code = Annotated[str, StringConstraints(min_length=1, max_length=10), AfterValidator(printable)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(printable)]
Text = Annotated[str, StringConstraints(max_length=500), AfterValidator(printable)]
LongText = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(printable)]


class Incoming(BaseModel):
    """Refuse unknown fields: a misspelt restriction must not be ignored."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


def json_body(model: type[M]) -> M:
    """Return the JSON body as ``model``; it may be left out where no field is required.

    :raises UnsupportedMediaType: it is declared as something else.
    :raises BadRequest: it is not JSON.
    :raises InvalidInput: names the fields that cannot be used.
    """
    request.max_content_length = MAX_JSON_BYTES
    with _body_limit(MAX_JSON_BYTES, EvidenceTooLarge, "request_too_large"):
        content = request.get_data()
    is_optional = not any(field.is_required() for field in model.model_fields.values())
    if is_optional and not content.strip():
        return checked(model, {})
    if not request.is_json:
        raise UnsupportedMediaType("Send the body as application/json.")
    return checked(model, json_value(content))


def query_of(model: type[M]) -> M:
    """Return the query parameters as ``model``.

    :raises InvalidInput: names those that are unknown, repeated or cannot be used.
    """
    return checked(model, _single(request.args))


def form_of(model: type[M], max_file_bytes: int, too_large: type[InvalidInput]) -> M:
    """Return the text parts of a multipart body as ``model``, its files spooled to disk.

    :raises UnsupportedMediaType: the body is not multipart.
    :raises InvalidInput: names the parts that cannot be used; ``too_large``: it is longer than a
        file of ``max_file_bytes`` and its fields.
    """
    read_multipart(max_file_bytes, too_large)
    return checked(model, _single(request.form))


def read_multipart(max_file_bytes: int, too_large: type[InvalidInput]) -> None:
    """Read a multipart body, so that ``request.form`` and ``request.files`` can be used.

    :raises UnsupportedMediaType: the body is not multipart.
    :raises InvalidInput: ``too_large``: it is longer than a file of ``max_file_bytes`` and its
        fields.
    """
    if request.mimetype != _MULTIPART:
        raise UnsupportedMediaType("Send the body as multipart/form-data.")
    request.max_content_length = max_file_bytes + MAX_JSON_BYTES
    with _body_limit(max_file_bytes, too_large, too_large.code):
        _ = request.form


def json_value(content: bytes | str) -> object:
    """Parse JSON; a name that is given twice in an object is refused.

    :raises BadRequest: it is not JSON (RFC 8259) in UTF-8.
    """
    try:
        parsed: object = json.loads(
            content, object_pairs_hook=_named_once, parse_constant=_not_a_number
        )
    except (ValueError, RecursionError):
        raise BadRequest(
            "The body is not JSON (RFC 8259) in UTF-8, or names a field twice."
        ) from None
    return parsed


def checked(model: type[M], value: object) -> M:
    """Return ``value`` as ``model``.

    :raises InvalidInput: names each field that is missing, unknown or cannot be used.
    """
    if not isinstance(value, dict):
        raise InvalidInput("Give an object with named fields.", fields={"body": "Give an object."})
    try:
        return model.model_validate(value)
    except ValidationError as error:
        fields = dict(_problems(error))
    raise InvalidInput(f"Some fields need attention: {', '.join(fields)}.", fields=fields)


def refuse_field(field: str, message: str) -> NoReturn:
    """Refuse one field.

    :raises InvalidInput: always.
    """
    raise InvalidInput(f"{field}: {message}", fields={field: message})


@contextmanager
def _body_limit(limit_bytes: int, too_large: type[InvalidInput], code: str) -> Iterator[None]:
    try:
        yield
    except RequestEntityTooLarge:
        raise too_large(
            f"The request is too large; the most is {limit_bytes} bytes a file or body.", code=code
        ) from None


def _single(values: MultiDict[str, str]) -> dict[str, str]:
    for name in values:
        if len(values.getlist(name)) > 1:
            refuse_field(name[:60], "Give this once.")
    return values.to_dict()


def _named_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    named = dict(pairs)
    if len(named) < len(pairs):
        raise ValueError("repeated name")
    return named


def _not_a_number(_literal: str) -> NoReturn:
    raise ValueError("NaN and Infinity are not JSON")


def _problems(error: ValidationError) -> Iterator[tuple[str, str]]:
    """Yield place and words; what follows from a problem further inside is left out."""
    problems = error.errors(include_url=False)
    outer = {problem["loc"][:depth] for problem in problems for depth in range(len(problem["loc"]))}
    for problem in problems:
        if problem["loc"] not in outer:
            yield _place(problem), _words(problem)


def _place(problem: ErrorDetails) -> str:
    return ".".join(str(part)[:60] for part in problem["loc"]) or "body"


def _words(problem: ErrorDetails) -> str:
    if problem["type"] == "missing":
        return "This field is required."
    if problem["type"] == "extra_forbidden":
        return "There is no such field."
    message = problem["msg"].removeprefix("Value error, ")
    return f"{message[:1].upper()}{message[1:]}."
