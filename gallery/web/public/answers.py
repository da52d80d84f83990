"""Answers by how long they may be kept: for a moment, or only if asked about at each use."""

from datetime import datetime

from flask import Response, request

from gallery.published import PAGES_KEY

#: Rule R3: nothing public is kept for longer, and never past the nearest expiry.
MAX_CACHE_SECONDS = 60


class Lasting(Response):
    """An answer that may be kept until ``valid_until``; ``scope`` is ``public`` or ``private``."""

    valid_until: datetime
    scope: str

    def keep_from(self, now: datetime) -> bool:
        """Say for how long it may be kept from ``now`` on; tell whether it may be sent at all."""
        seconds = (self.valid_until - now).total_seconds()
        lifetime = min(int(seconds), MAX_CACHE_SECONDS)
        self.headers["Cache-Control"] = f"{self.scope}, max-age={lifetime}"
        return seconds > 0


def revalidated(content: str | bytes, media_type: str) -> Response:
    """Answer with an ETag and ``no-cache``; 304 if the reader has the same content."""
    response = Response(content, content_type=media_type)
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def of_cases(content: str | bytes, media_type: str) -> Response:
    """Answer with what names cases, under the key by which caches are told to forget it."""
    response = revalidated(content, media_type)
    response.headers["Surrogate-Key"] = response.headers["Cache-Tag"] = PAGES_KEY
    return response


def page(html: str, *, is_shared: bool) -> Response:
    """Answer with a page; one that is not shared depends on what this visitor answered."""
    response = of_cases(html, "text/html; charset=utf-8")
    if not is_shared:
        response.headers["Cache-Control"] = "private, no-cache"
        response.vary.add("Cookie")
    return response
