"""The public door: what visitors and other sites read without signing in."""

from flask import Blueprint, Response, request

# What pages of other sites read from a browser; their errors too, so that they can tell gone
# from broken.
SHARED_ENDPOINTS = frozenset({"public.media", "public.json_cases"})

blueprint = Blueprint("public", __name__)


@blueprint.after_request
def keep_answers_fresh(response: Response) -> Response:
    """Let nothing be stored unasked: a withdrawal must show at the next request."""
    if response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.after_request
def share_with_other_sites(response: Response) -> Response:
    """Let any site's pages read pictures and feeds; no cookie is sent or needed."""
    if request.endpoint in SHARED_ENDPOINTS:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
