"""Whether the process is alive and whether it can do its work."""

from collections.abc import Callable, Mapping
from typing import cast

from flask import Response, current_app, jsonify

from gallery.web.access import public
from gallery.web.public.blueprint import blueprint


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    """Say that the process answers; nothing else is asked."""
    return _unstored(jsonify(status="ok"))


@blueprint.get("/readyz")
@public
def readyz() -> Response:
    """Say what the process needs and whether it is there; 503 while something is missing."""
    probe = cast("Callable[[], Mapping[str, bool]]", current_app.extensions["readiness"])
    parts = dict(probe())
    response = _unstored(jsonify(parts))
    response.status_code = 200 if all(parts.values()) else 503
    return response


def _unstored(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
