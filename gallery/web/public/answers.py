"""Answers that may be kept only if they are checked again at each use."""

from flask import Response, request


def revalidated(content: str | bytes, media_type: str) -> Response:
    """Answer with an ETag and ``no-cache``; 304 if the reader has the same content."""
    response = Response(content, content_type=media_type)
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def page(html: str, *, is_shared: bool) -> Response:
    """Answer with a page; one that is not shared depends on what this visitor answered."""
    response = revalidated(html, "text/html; charset=utf-8")
    if not is_shared:
        response.headers["Cache-Control"] = "private, no-cache"
        response.vary.add("Cookie")
    return response
