"""The age gate: a visitor confirms once, and then gets pictures that show nudity (rule R19).

The answer is a signed date in a cookie: it is the same for everybody who answered on that day, so
that it names nobody, and it ends with the browser's session or on the day after next.

Two cookies hold it. The first goes with requests of pages of the gallery's own site alone
(``SameSite=Lax``). The second is set where another site embeds the question, and goes with the
pictures that this same site embeds: browsers keep it apart for each embedding site, so that it is
left where third-party cookies are blocked (``Partitioned``, CHIPS).
"""

from datetime import timedelta
from typing import TypedDict

from flask import Response, current_app, make_response, redirect, request, url_for
from itsdangerous import BadSignature, Signer

from gallery.clock import utc_now
from gallery.web.access import public, refuse_foreign_form
from gallery.web.public import gallery
from gallery.web.public.blueprint import blueprint

CONFIRMED = "adult"


@blueprint.post("/cases/<slug>/age")
@public
def answer_age(slug: str) -> Response:
    """Keep the visitor's answer, or forget it, and lead back to the case."""
    refuse_foreign_form()
    gallery.current().case(slug)
    answer = make_response(redirect(url_for("public.case", slug=slug), 303))
    keep_answer(answer)
    return answer


def keep_answer(response: Response, *, is_embedded: bool = False) -> None:
    """Have the browser keep, or forget, what the form of this request says."""
    for cookie in _cookies() if is_embedded else _cookies()[:1]:
        if request.form.get("answer") == CONFIRMED:
            today = _signer().sign(utc_now().date().isoformat()).decode()
            response.set_cookie(value=today, **cookie)
        else:
            response.delete_cookie(**cookie)


def is_confirmed() -> bool:
    """Tell whether this visitor confirmed to be 18 or older, today or yesterday (UTC)."""
    today = utc_now().date()
    accepted = {today.isoformat(), (today - timedelta(days=1)).isoformat()}
    return any(_day(request.cookies.get(cookie["key"], "")) in accepted for cookie in _cookies())


def _day(kept: str) -> str | None:
    try:
        return _signer().unsign(kept).decode()
    except BadSignature:
        return None


def _signer() -> Signer:
    return Signer(current_app.config["SECRET_KEY"], salt="age-gate")


class _Cookie(TypedDict):
    key: str
    secure: bool
    httponly: bool
    samesite: str
    partitioned: bool


def _cookies() -> tuple[_Cookie, ...]:
    """Return the cookie of our own pages, then the embedded one, which exists with TLS alone."""
    if not current_app.config["SESSION_COOKIE_SECURE"]:
        return (_cookie("gallery-age", "Lax", is_secure=False),)
    return (
        _cookie("__Host-gallery-age", "Lax"),
        _cookie("__Host-gallery-age-embedded", "None", is_partitioned=True),
    )


def _cookie(
    key: str, samesite: str, *, is_secure: bool = True, is_partitioned: bool = False
) -> _Cookie:
    return _Cookie(
        key=key, secure=is_secure, httponly=True, samesite=samesite, partitioned=is_partitioned
    )
