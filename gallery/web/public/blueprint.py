"""The public door: what visitors and other sites read without signing in."""

from flask import Blueprint, Response

blueprint = Blueprint("public", __name__)


@blueprint.after_request
def keep_answers_fresh(response: Response) -> Response:
    """Let nothing be stored unasked: a withdrawal must show at the next request."""
    if response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-cache"
    return response
