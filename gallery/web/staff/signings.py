"""Asking a patient to sign: the form, the link shown once, handing over this very device."""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gallery.actions.find_cases import consents_of, load_case
from gallery.actions.read_requests import requests_of
from gallery.actions.request_consent import cancel_request, request_consent
from gallery.actions.signing_link import request_behind
from gallery.clock import utc_now
from gallery.consent.offer import offer_from
from gallery.errors import Conflict, GalleryError, InvalidInput
from gallery.models import SigningRequest
from gallery.permissions import Permission
from gallery.runtime import UnitOfWork
from gallery.web.access import current_actor, current_runtime, end_session, staff
from gallery.web.staff import (
    case_answer,
    handover,
    packs_in_use,
    signing_form,
    signing_page,
    text_choices,
    words,
)
from gallery.web.staff.blueprint import blueprint
from gallery.web.staff.forms import FormState
from gallery.web.staff.notices import tell, warn


@blueprint.get("/cases/<case_id>/signing-requests/new")
@staff(Permission.RECORD_CONSENTS)
def new_request(case_id: str) -> ResponseReturnValue:
    """Show what would be laid before the patient, or an earlier consent to be renewed."""
    with current_runtime().reading() as session:
        page = signing_page.build(session, case_id, again=request.args.get("again"))
    return render_template("staff/new_request.html", page=page, choices=signing_form)


@blueprint.post("/cases/<case_id>/signing-requests/new")
@staff(Permission.RECORD_CONSENTS)
def ask_to_sign(case_id: str) -> ResponseReturnValue:
    """Make the link, and show it this once."""
    try:
        with current_runtime().unit_of_work(current_actor()) as uow:
            made, token = _make(uow, case_id)
            notes = _notes(uow, made)
    except (InvalidInput, Conflict) as error:
        return _refused(case_id, signing_form.refused(request.form, error), error)
    link = handover.signing_link(token, made.expires_at)
    return render_template(
        "staff/request_made.html", case_id=case_id, link=link, token=token, notes=notes
    )


@blueprint.post("/signing-requests/<request_id>/cancellation")
@staff(Permission.RECORD_CONSENTS)
def cancel_signing(request_id: str) -> ResponseReturnValue:
    """Take a request back before it is signed."""
    with current_runtime().reading() as session:
        row = session.get(SigningRequest, request_id)
        onward = case_answer.place(row.case_id, "consents") if row else ""
    try:
        with current_runtime().unit_of_work(current_actor()) as uow:
            cancel_request(uow, request_id)
    except Conflict as error:
        warn(error.message)
    else:
        tell("The request is cancelled: its link opens nothing any more.")
    return redirect(onward)


@blueprint.post("/signing-requests/hand-over")
@staff(Permission.RECORD_CONSENTS)
def hand_over() -> ResponseReturnValue:
    """Sign out here, and go on to the patient's form: she holds a device without staff access."""
    token = request.form.get("token", "")
    with current_runtime().reading() as session:
        request_behind(session, token, utc_now())
    end_session()
    response = make_response(redirect(url_for("patient.form", token=token, device="practice"), 303))
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _make(uow: UnitOfWork, case_id: str) -> tuple[SigningRequest, str]:
    case = load_case(uow.session, case_id)
    consents, requests = consents_of(uow.session, case_id), requests_of(uow.session, case_id)
    asked = signing_form.parse(
        request.form,
        case,
        signing_page.fields_for(uow.session, consents, requests),
        text_choices.choices(uow.session),
        signing_page.replaceable(consents),
    )
    text_id, version, language = asked.text
    return request_consent(
        uow,
        case_id,
        asked.offer,
        text_id=text_id,
        version=version,
        language=language,
        supersedes_id=asked.supersedes_id,
    )


def _notes(uow: UnitOfWork, made: SigningRequest) -> list[str]:
    """Return what deserves a second look: something is paid (R25), or it lasts long (R17)."""
    offer = offer_from(made.offer)
    today = words.local(uow.now).date()
    chosen = packs_in_use.chosen_packs(uow.session)
    notes = list(packs_in_use.duration_notes(chosen, today, offer.expires_on))
    return [words.PAID_WARNING, *notes] if offer.remuneration else notes


def _refused(case_id: str, form: FormState, error: GalleryError) -> ResponseReturnValue:
    with current_runtime().reading() as session:
        page = signing_page.build(session, case_id, form=form)
    body = render_template("staff/new_request.html", page=page, choices=signing_form)
    return body, case_answer.status_of(error)
