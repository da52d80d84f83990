"""The public door: what visitors and other sites read without signing in."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request

from gallery.web.public.standing import standing

# What pages of other sites read from a browser; their errors too, so that they can tell gone
# from broken.
SHARED_ENDPOINTS = frozenset({"public.media", "public.json_cases"})


class _Door(Blueprint):
    """Let no view answer without that last question, none that is added later either."""

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Callable[..., Any] | None = None,
        provide_automatic_options: bool | None = None,  # noqa: FBT001 - as Flask has it
        **options: Any,
    ) -> None:
        confirmed = standing(view_func) if view_func else None
        super().add_url_rule(rule, endpoint, confirmed, provide_automatic_options, **options)


blueprint = _Door("public", __name__)


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
