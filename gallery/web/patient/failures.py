"""What she sees when something cannot be done: why, and what to do now, in her language."""

import logging
import traceback
from http import HTTPStatus

from flask import Response, g, jsonify, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from gallery.actions.practice_words import PracticeLook, look_of
from gallery.actions.set_practice import practice_profile
from gallery.errors import GalleryError
from gallery.web.access import current_runtime
from gallery.web.errors import status_of, wants_json
from gallery.web.patient.blueprint import blueprint
from gallery.web.patient.languages import LANGUAGES, readers_words
from gallery.web.patient.words import Failure, Words

logger = logging.getLogger(__name__)

#: The link itself opens nothing any more: no way leads back to it.
_DEAD = (
    "signing_link_",
    "signing_receipt_",
    "my_link_",
    "consent_text_altered",
    "photos_changed",
    "case_is_purged",
)


@blueprint.errorhandler(GalleryError)
def _refused(error: GalleryError) -> ResponseReturnValue:
    status = status_of(error)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.error("request %s: %s", g.get("request_id", "-"), error.code)
    return page(error.code, status)


@blueprint.errorhandler(HTTPException)
def _refused_by_the_server(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    return page(f"http_{status}", status) if status >= 400 else error.get_response()


@blueprint.errorhandler(Exception)
def _unforeseen(error: Exception) -> ResponseReturnValue:
    story = "".join(traceback.format_exception(error))
    secret = str((request.view_args or {}).get("token", "")) or "\0"
    logger.error("request %s failed\n%s", g.get("request_id", "-"), story.replace(secret, "…"))
    return page("internal_error", 500)


def page(code: str, status: int) -> Response:
    """Answer with the words of ``code``, or with those of the status where it has none."""
    is_ours = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    look, locale = (None, None) if is_ours else _practice()
    words = readers_words(locale)
    if wants_json():
        error = {"code": code, "message": _text(words, code, status, look)}
        response = jsonify({"error": error | {"request_id": g.get("request_id", "")}})
    else:
        response = make_response(
            render_template(
                "patient/failure.html",
                words=words,
                look=look,
                title=_words_of(words, code, status).title,
                text=_text(words, code, status, look),
                way_back=_way_back(code, words),
                others=[other for other in LANGUAGES.values() if other is not words],
                may_ask=code != "signing_receipt_closed",
                can_reload=request.method == "GET",
                may_withdraw=code == "signing_link_used" or code.startswith("my_link_"),
                request_id=g.get("request_id", "") if status >= 500 else "",
            )
        )
    response.status_code = status
    return response


def _practice() -> tuple[PracticeLook | None, str | None]:
    """Return how the practice presents itself and its locale, if the database tells."""
    try:
        with current_runtime().reading() as session:
            profile = practice_profile(session)
            return look_of(profile), profile.locale
    except (GalleryError, SQLAlchemyError):
        return None, None


def _words_of(words: Words, code: str, status: int) -> Failure:
    known = words.failures
    return known.get(code) or known.get(str(status)) or known["500" if status >= 500 else "422"]


def _text(words: Words, code: str, status: int, look: PracticeLook | None) -> str:
    name = look.name if look else words.practice
    text = _words_of(words, code, status).text.format(practice=name)
    return text[:1].upper() + text[1:]


def _way_back(code: str, words: Words) -> tuple[str, str] | None:
    """Return the address and the name of the page that this came from, if it still opens."""
    token = (request.view_args or {}).get("token")
    if token is None or code.startswith(_DEAD):
        return None
    if request.path.startswith(url_for("patient.my_page", token=token)):
        return url_for("patient.my_page", token=token), words.back_to_page
    return url_for("patient.form", token=token), words.back_to_form
