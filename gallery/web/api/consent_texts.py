"""Consent texts: those of the product and those that the practice added."""

from http import HTTPStatus

from flask import Response
from pydantic import Field

from gallery.actions.consent_texts import KnownText, add_text, all_texts
from gallery.actions.read_texts import known_text, source_of
from gallery.actions.review_case import packs_of
from gallery.actions.set_practice import practice_profile
from gallery.permissions import Permission
from gallery.runtime import UnitOfWork
from gallery.web.access import api, current_runtime
from gallery.web.api.blueprint import blueprint
from gallery.web.api.document import described
from gallery.web.api.incoming import Incoming, json_body
from gallery.web.api.once import once, reply
from gallery.web.api.text_answers import TextAnswer, TextListAnswer, TextSummary

_TAG = "Consent texts"


class TextBody(Incoming):
    """A new version of a text, as docs/consent-texts.md writes it."""

    source: str = Field(
        min_length=1, description="TOML", json_schema_extra={"contentMediaType": "application/toml"}
    )


@blueprint.get("/consent-texts")
@api(Permission.VIEW_CONSENTS)
@described(tag=_TAG, scope=Permission.VIEW_CONSENTS, answer=TextListAnswer)
def list_texts() -> Response:
    """List every version of every text in every language."""
    with current_runtime().reading() as session:
        texts = [TextSummary.of(known) for known in all_texts(session)]
        return reply(TextListAnswer(consent_texts=texts))


@blueprint.get("/consent-texts/<text_id>/<version>/<language>")
@api(Permission.VIEW_CONSENTS)
@described(tag=_TAG, scope=Permission.VIEW_CONSENTS, answer=TextAnswer, errors=(404,))
def show_text(text_id: str, version: str, language: str) -> Response:
    """Return a text, and what of the practice's legal orders it lacks."""
    with current_runtime().reading() as session:
        known = known_text(session, text_id, version, language)
        chosen = packs_of(practice_profile(session))
        return reply(TextAnswer.about(known, chosen, source_of(session, known)))


@blueprint.post("/consent-texts")
@api(Permission.MANAGE_SETTINGS)
@described(
    tag=_TAG,
    scope=Permission.MANAGE_SETTINGS,
    json=TextBody,
    answer=TextAnswer,
    status=201,
    errors=(400, 409, 413, 415),
    is_post=True,
)
def create_text() -> Response:
    """Add a version of a text, which can never be changed; what it lacks does not stop it."""
    source = json_body(TextBody).source

    def work(uow: UnitOfWork) -> TextAnswer:
        text = add_text(uow, source)
        chosen = packs_of(practice_profile(uow.session))
        return TextAnswer.about(KnownText(text, added_at=uow.now), chosen, source)

    return once(HTTPStatus.CREATED, work)
