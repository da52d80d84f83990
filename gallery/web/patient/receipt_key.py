"""The key that a signature on the practice's device gave out, kept by that one browser.

The cookie holds it until the receipt closes, for the receipt's address alone. It needs no
signature of its own: ``receipt_page`` asks whether the key is hers and holds.
"""

from datetime import timedelta
from typing import TypeVar

from flask import current_app, request, url_for
from werkzeug.wrappers import Response

from gallery.actions.signing_repeat import REPEATED_WITHIN

_NAME = "gallery-receipt"
_Answer = TypeVar("_Answer", bound=Response)


def keep(answer: _Answer, token: str, my_token: str) -> _Answer:
    """Have the browser hold the key to her page for as long as the receipt is open."""
    return _set(answer, token, my_token, REPEATED_WITHIN)


def kept() -> str:
    """Return the key that this browser holds, empty without one."""
    return request.cookies.get(_NAME, "")


def cleared(answer: _Answer, token: str) -> _Answer:
    """Have the browser forget the key, and the pages it kept in memory for its back button."""
    _set(answer, token, "", timedelta(0))
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def _set(answer: _Answer, token: str, value: str, held_for: timedelta) -> _Answer:
    answer.set_cookie(
        _NAME,
        value,
        max_age=held_for,
        path=url_for("patient.receipt", token=token),
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Strict",
    )
    return answer
