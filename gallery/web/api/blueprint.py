"""The blueprint that the API's views hang on, and its own document."""

from collections.abc import Mapping

from flask import Blueprint, Response, jsonify

from gallery.errors import NotFound
from gallery.web.access import public
from gallery.web.api.document import described, openapi_document

blueprint = Blueprint("api", __name__)


@blueprint.url_value_preprocessor
def refuse_unprintable_ids(_endpoint: str | None, values: Mapping[str, str] | None) -> None:
    """Refuse ids with control characters, which a database may not even compare.

    :raises NotFound: always, for such an id.
    """
    if any(not value.isprintable() for value in (values or {}).values()):
        raise NotFound("There is nothing with this id.")


@blueprint.get("/openapi.json")
@public
@described(tag="Document", is_public=True)
def openapi() -> Response:
    """Return the OpenAPI 3.1 document of this API; it holds no data."""
    return jsonify(openapi_document())
