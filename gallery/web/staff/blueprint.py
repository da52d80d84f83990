"""The staff door's blueprint, and what every one of its pages shares."""

from base64 import b64encode
from collections.abc import Callable

from flask import Blueprint, Response, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user as signed_in_user

from gallery.actions.read_to_do import count_to_do
from gallery.clock import utc_now
from gallery.models import PracticeProfile
from gallery.permissions import Permission
from gallery.web.access import current_actor, current_runtime
from gallery.web.staff import notices, words

blueprint = Blueprint("staff", __name__)

#: Where somebody with a one-time password may go before choosing an own one.
OPEN_BEFORE_FIRST_PASSWORD = frozenset(
    {"staff.password", "staff.change_password", "staff.sign_out", "staff.sign_in"}
)


@blueprint.before_request
def ask_for_an_own_password() -> ResponseReturnValue | None:
    """Send whoever still has a one-time password to choose an own one."""
    if request.endpoint in OPEN_BEFORE_FIRST_PASSWORD or not signed_in_user.is_authenticated:
        return None
    if getattr(signed_in_user, "must_change_password", False):
        return redirect(url_for("staff.password"))
    return None


@blueprint.after_request
def keep_nothing(response: Response) -> Response:
    """Leave no page or picture of a patient in a shared computer's cache."""
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.context_processor
def shared() -> dict[str, object]:
    """Give templates the words, and a way to hide what the reader may not do."""
    return {
        "can": can,
        "to_do_count": to_do_count,
        "notices": notices.take,
        "practice_name": practice_name,
        "reader": signed_in_user,
        "words": words,
    }


def practice_name() -> str:
    """Return the name to head each page with."""
    with current_runtime().reading() as session:
        profile = session.get(PracticeProfile, 1)
        return profile.name if profile else "Gallery"


def to_do_count() -> int:
    """Return how many things wait, counted once a page."""
    if "to_do_count" not in g:
        with current_runtime().reading() as session:
            g.to_do_count = count_to_do(session, utc_now())
    return int(g.to_do_count)


def can(*names: str) -> bool:
    """Tell whether the signed-in user has every permission named as in ``Permission``."""
    if not signed_in_user.is_authenticated:
        return False
    held = current_actor().permissions
    return all(Permission[name] in held for name in names)


def _filter(name: str, function: Callable[..., str]) -> None:
    blueprint.add_app_template_filter(function, name)


_filter("instant", words.instant)
_filter("day", words.day)
_filter("iso", words.iso)
_filter("file_size", words.file_size)
_filter("base64", lambda content: b64encode(content).decode())
