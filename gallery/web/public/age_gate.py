"""The age gate: a visitor confirms once, and then gets pictures that show nudity (rule R19).

The answer is a signed date in a cookie: it is the same for everybody who answered on that day, so
that it names nobody, and it ends with the browser's session or on the day after next.
"""

from datetime import timedelta

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
    is_secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    if request.form.get("answer") == CONFIRMED:
        today = _signer().sign(utc_now().date().isoformat()).decode()
        answer.set_cookie(_name(), today, secure=is_secure, httponly=True, samesite="Lax")
    else:
        answer.delete_cookie(_name(), secure=is_secure, httponly=True, samesite="Lax")
    return answer


def is_confirmed() -> bool:
    """Tell whether this visitor confirmed to be 18 or older, today or yesterday (UTC)."""
    try:
        day = _signer().unsign(request.cookies.get(_name(), "")).decode()
    except BadSignature:
        return False
    today = utc_now().date()
    return day in {today.isoformat(), (today - timedelta(days=1)).isoformat()}


def _signer() -> Signer:
    return Signer(current_app.config["SECRET_KEY"], salt="age-gate")


def _name() -> str:
    is_secure = current_app.config["SESSION_COOKIE_SECURE"]
    return "__Host-gallery-age" if is_secure else "gallery-age"
