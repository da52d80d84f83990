"""Laying a consent before a patient, and the links to her own page."""

from http import HTTPStatus

from flask import Response, url_for

from gallery.actions.find_cases import load_case
from gallery.actions.issue_patient_link import issue_patient_link, revoke_patient_links
from gallery.actions.read_requests import requests_of
from gallery.actions.request_consent import cancel_request, request_consent
from gallery.clock import utc_now
from gallery.permissions import Permission
from gallery.runtime import UnitOfWork
from gallery.web.access import api, current_actor, current_runtime
from gallery.web.api.blueprint import blueprint
from gallery.web.api.consent_template import known_version
from gallery.web.api.document import described
from gallery.web.api.incoming import json_body, refuse_field
from gallery.web.api.once import nothing, once, reply
from gallery.web.api.signing_answers import (
    NewSigningRequestAnswer,
    PatientLinkAnswer,
    SigningRequestAnswer,
    SigningRequestListAnswer,
)
from gallery.web.api.signing_bodies import SigningRequestBody

_TAG = "Signing"


@blueprint.post("/cases/<case_id>/signing-requests")
@api(Permission.RECORD_CONSENTS)
@described(
    tag=_TAG,
    scope=Permission.RECORD_CONSENTS,
    json=SigningRequestBody,
    answer=NewSigningRequestAnswer,
    status=201,
    errors=(400, 404, 409, 413, 415),
    is_post=True,
)
def create_signing_request(case_id: str) -> Response:
    """Make the link under which the patient reads and signs; it is told this once."""
    body = json_body(SigningRequestBody)

    def work(uow: UnitOfWork) -> NewSigningRequestAnswer:
        case = load_case(uow.session, case_id)
        request, token = request_consent(
            uow,
            case_id,
            body.offer(case, uow.runtime.settings.zone),
            text_id=body.template.id,
            version=_version(uow, body),
            language=body.language,
            supersedes_id=body.supersedes,
        )
        url = _address("patient.form", token)
        return NewSigningRequestAnswer.of(request, uow.now, url=url)

    return once(HTTPStatus.CREATED, work)


@blueprint.get("/cases/<case_id>/signing-requests")
@api(Permission.VIEW_CONSENTS)
@described(tag=_TAG, scope=Permission.VIEW_CONSENTS, answer=SigningRequestListAnswer, errors=(404,))
def list_signing_requests(case_id: str) -> Response:
    """List what was laid before the patient of a case, newest first, without the links."""
    now = utc_now()
    with current_runtime().reading() as session:
        load_case(session, case_id)
        rows = requests_of(session, case_id)
        answers = [SigningRequestAnswer.of(row, now) for row in rows]
        return reply(SigningRequestListAnswer(signing_requests=answers))


@blueprint.delete("/signing-requests/<request_id>")
@api(Permission.RECORD_CONSENTS)
@described(tag=_TAG, scope=Permission.RECORD_CONSENTS, status=204, errors=(404, 409))
def cancel_signing_request(request_id: str) -> Response:
    """Take a request back before it is signed: its link opens nothing any more."""
    with current_runtime().unit_of_work(current_actor()) as uow:
        cancel_request(uow, request_id)
    return nothing()


@blueprint.post("/cases/<case_id>/patient-links")
@api(Permission.RECORD_CONSENTS)
@described(
    tag=_TAG,
    scope=Permission.RECORD_CONSENTS,
    answer=PatientLinkAnswer,
    status=201,
    errors=(404,),
    is_post=True,
)
def create_patient_link(case_id: str) -> Response:
    """Make a link to the patient's own page, where she sees and withdraws; told this once."""

    def work(uow: UnitOfWork) -> PatientLinkAnswer:
        link, token = issue_patient_link(uow, load_case(uow.session, case_id).subject_id)
        url = _address("patient.my_page", token)
        return PatientLinkAnswer(id=link.id, url=url, created_at=link.created_at)

    return once(HTTPStatus.CREATED, work)


@blueprint.delete("/cases/<case_id>/patient-links")
@api(Permission.RECORD_CONSENTS)
@described(tag=_TAG, scope=Permission.RECORD_CONSENTS, status=204, errors=(404,))
def revoke_links(case_id: str) -> Response:
    """Take back every link to the patient's page, of whatever case it was made for."""
    with current_runtime().unit_of_work(current_actor()) as uow:
        revoke_patient_links(uow, load_case(uow.session, case_id).subject_id)
    return nothing()


def _version(uow: UnitOfWork, body: SigningRequestBody) -> str:
    version = known_version(uow.session, body.template, body.language)
    if version is None:
        refuse_field("template", "There is no such text: GET /consent-texts lists those there are.")
    return version


def _address(endpoint: str, token: str) -> str:
    return current_runtime().settings.base_url + url_for(endpoint, token=token)
