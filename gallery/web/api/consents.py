"""Consents and how they end."""

from http import HTTPStatus

from flask import Response, request
from pydantic import Field

from gallery.actions.end_consent import end_consent
from gallery.actions.record_consent import Evidence, record_consent
from gallery.actions.withdraw_consent import withdraw_consent
from gallery.clock import utc_now
from gallery.errors import EvidenceTooLarge, NotFound
from gallery.models import ConsentRecord
from gallery.permissions import Permission
from gallery.runtime import UnitOfWork
from gallery.web.access import api, current_runtime
from gallery.web.api.blueprint import blueprint
from gallery.web.api.case_bodies import EndingBody, WithdrawalBody
from gallery.web.api.consent_answers import ConsentAnswer, WithdrawalAnswer
from gallery.web.api.consent_body import ConsentBody
from gallery.web.api.consent_template import known_version
from gallery.web.api.document import described
from gallery.web.api.incoming import (
    MAX_JSON_BYTES,
    Incoming,
    checked,
    json_body,
    json_value,
    read_multipart,
    refuse_field,
)
from gallery.web.api.once import once, reply
from gallery.web.api.uploads import content_of, file_parts

_TAG = "Consents"


class ConsentForm(Incoming):
    """A signed consent, and the scan that proves it."""

    consent: ConsentBody
    evidence: str = Field(
        default="",
        description="PDF, JPEG, PNG, WebP or HEIC",
        json_schema_extra={"contentMediaType": "application/octet-stream"},
    )


@blueprint.post("/cases/<case_id>/consents")
@api(Permission.RECORD_CONSENTS)
@described(
    tag=_TAG,
    scope=Permission.RECORD_CONSENTS,
    json=ConsentBody,
    form=ConsentForm,
    answer=ConsentAnswer,
    status=201,
    errors=(400, 404, 409, 413, 415),
    is_post=True,
)
def create_consent(case_id: str) -> Response:
    """Record a signed consent with its evidence; as plain JSON one that denies, or was spoken."""
    settings = current_runtime().settings
    if request.is_json:
        body, evidence = json_body(ConsentBody), None
    else:
        body, evidence = _parts(settings.max_upload_bytes)

    def work(uow: UnitOfWork) -> ConsentAnswer:
        version = known_version(uow.session, body.signed_text, body.language)
        terms = body.terms(settings.zone, version)
        consent = record_consent(uow, case_id, terms, evidence)
        return ConsentAnswer.of(consent, uow.now)

    return once(HTTPStatus.CREATED, work)


@blueprint.get("/consents/<consent_id>")
@api(Permission.VIEW_CONSENTS)
@described(tag=_TAG, scope=Permission.VIEW_CONSENTS, answer=ConsentAnswer, errors=(404,))
def show_consent(consent_id: str) -> Response:
    """Return a consent as it stands now."""
    with current_runtime().reading() as session:
        consent = session.get(ConsentRecord, consent_id)
        if consent is None:
            raise NotFound("There is no consent with this id.")
        return reply(ConsentAnswer.of(consent, utc_now()))


@blueprint.post("/consents/<consent_id>/withdrawal")
@api(Permission.WITHDRAW_CONSENTS)
@described(
    tag=_TAG,
    scope=Permission.WITHDRAW_CONSENTS,
    json=WithdrawalBody,
    answer=WithdrawalAnswer,
    errors=(400, 404, 409, 413, 415),
    is_post=True,
)
def create_withdrawal(consent_id: str) -> Response:
    """Withdraw a consent at once, or some of its channels; the body may be left out."""
    body = json_body(WithdrawalBody)

    def work(uow: UnitOfWork) -> WithdrawalAnswer:
        takedowns = withdraw_consent(uow, consent_id, body.reason, body.channels)
        consent = uow.get(ConsentRecord, consent_id, "consent")
        return WithdrawalAnswer.of(consent, takedowns, uow.now)

    return once(HTTPStatus.OK, work)


@blueprint.post("/consents/<consent_id>/ending")
@api(Permission.WITHDRAW_CONSENTS)
@described(
    tag=_TAG,
    scope=Permission.WITHDRAW_CONSENTS,
    json=EndingBody,
    answer=WithdrawalAnswer,
    errors=(400, 404, 409, 413, 415),
    is_post=True,
)
def create_ending(consent_id: str) -> Response:
    """Declare that a consent does not hold: it was not valid, or was entered in error."""
    body = json_body(EndingBody)

    def work(uow: UnitOfWork) -> WithdrawalAnswer:
        takedowns = end_consent(uow, consent_id, body.reason, body.words)
        consent = uow.get(ConsentRecord, consent_id, "consent")
        return WithdrawalAnswer.of(consent, takedowns, uow.now)

    return once(HTTPStatus.OK, work)


def _parts(limit_bytes: int) -> tuple[ConsentBody, Evidence | None]:
    """Return what a multipart body carries; ``consent`` may be a field or a part with a type."""
    read_multipart(limit_bytes, EvidenceTooLarge)
    unknown = sorted(set(request.form) - {"consent"})
    if unknown:
        refuse_field(unknown[0][:60], "There is no such field.")
    files = file_parts({"consent", "evidence"})
    texts: list[str | bytes] = list(request.form.getlist("consent"))
    if "consent" in files:
        texts.append(content_of(files["consent"], "consent", MAX_JSON_BYTES))
    if len(texts) != 1:
        refuse_field("consent", "Send the consent once, as JSON.")
    evidence = None
    if "evidence" in files:
        scan = files["evidence"]
        evidence = Evidence(content_of(scan, "evidence", limit_bytes))
    return checked(ConsentBody, json_value(texts[0])), evidence
