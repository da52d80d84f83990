"""The patient's blueprint; its headers are set by the path, in ``gallery.web.headers``."""

from flask import Blueprint, Response

blueprint = Blueprint("patient", __name__)


def file(content: bytes, media_type: str, *, saved_as: str | None = None) -> Response:
    """Answer with a picture or a document that nothing may run in; ``saved_as`` downloads it."""
    response = Response(content, content_type=media_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if saved_as:
        response.headers["Content-Disposition"] = f'attachment; filename="{saved_as}"'
    return response
