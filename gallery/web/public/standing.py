"""The last question before an answer leaves: whether all that it is made of holds still.

A view decides, then reads and writes: bytes from the object store, a page from its template. A
withdrawal or an expiry may fall in between, so every answer of the public door is confirmed when
it is complete; one that does not hold is made anew, and is then mostly a refusal (rules R1, R3).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Response, g, make_response

from gallery.errors import NotFound, StorageUnavailable
from gallery.web.public import gallery
from gallery.web.public.answers import Lasting

View = TypeVar("View", bound=Callable[..., Any])
TRIES = 3


def standing(view: View) -> View:
    """Let the view's answer leave only if what it was told stands when the answer is complete."""

    @wraps(view)
    def answer(**arguments: Any) -> Response:
        for _ in range(TRIES):
            response = _confirmed(lambda: make_response(view(**arguments)))
            if response is not None:
                return response
        # Not 503: caches may answer that with the old page (``stale-if-error``, RFC 5861).
        raise NotFound("This address is changing at this moment. Try again in a minute.")

    return cast("View", answer)


def _confirmed(make: Callable[[], Response]) -> Response | None:
    """Make the answer; None if something that it rests on changed meanwhile."""
    g.published = asked = gallery.of_this_process().for_one_answer()
    try:
        response = make()
    except (NotFound, StorageUnavailable):
        if asked.stands() is None:
            return None  # a file that is missing because it was erased is gone, not unknown
        raise
    now = asked.stands()
    if now is None or (isinstance(response, Lasting) and not response.keep_from(now)):
        return None
    return response
