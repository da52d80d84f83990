"""Consents: recording what was signed, and taking it back."""

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gallery.actions.find_cases import load_case
from gallery.actions.manage_sites import list_sites
from gallery.actions.record_consent import Evidence, record_consent
from gallery.actions.view_evidence import evidence_of
from gallery.actions.withdraw_consent import withdraw_consent as withdraw
from gallery.errors import Conflict, GalleryError, InvalidInput
from gallery.permissions import Permission
from gallery.web.access import current_actor, current_runtime, staff
from gallery.web.staff import case_answer, consent_form, consent_page
from gallery.web.staff.blueprint import blueprint
from gallery.web.staff.forms import FormReader, FormState
from gallery.web.staff.notices import tell


@blueprint.get("/cases/<case_id>/consents/new")
@staff(Permission.RECORD_CONSENTS)
def new_consent(case_id: str) -> ResponseReturnValue:
    """Show an empty form for a consent."""
    return _form(case_id, consent_form.BLANK)


@blueprint.post("/cases/<case_id>/consents/new")
@staff(Permission.RECORD_CONSENTS)
def add_consent(case_id: str) -> ResponseReturnValue:
    """Record a signed consent with its evidence."""
    try:
        with current_runtime().unit_of_work(current_actor()) as uow:
            case = load_case(uow.session, case_id)
            fields = consent_form.channel_fields(list_sites(uow.session))
            terms = consent_form.parse(request.form, case, fields)
            consent = record_consent(uow, case_id, terms, _evidence())
    except (InvalidInput, Conflict) as error:
        return _form(case_id, consent_form.refused(request.form, error), error)
    tell("The consent is recorded.")
    return redirect(url_for("staff.consent", consent_id=consent.id))


@blueprint.get("/consents/<consent_id>")
@staff(Permission.VIEW_CONSENTS)
def consent(consent_id: str) -> ResponseReturnValue:
    """Show a consent, how to take it back, and what was cleared after that."""
    return _page(consent_id, FormState())


@blueprint.get("/consents/<consent_id>/evidence")
@staff(Permission.VIEW_CONSENTS)
def evidence(consent_id: str) -> ResponseReturnValue:
    """Send the signed form as it was taken in; the reading is put on record."""
    content, media_type = evidence_of(current_runtime(), current_actor(), consent_id)
    response = Response(content, mimetype=media_type)
    ending = media_type.rpartition("/")[2]
    response.headers["Content-Disposition"] = f'attachment; filename="{consent_id}.{ending}"'
    return response


@blueprint.post("/consents/<consent_id>/withdrawal")
@staff(Permission.WITHDRAW_CONSENTS)
def withdraw_consent(consent_id: str) -> ResponseReturnValue:
    """Take a consent back, whole or on the channels that were ticked."""
    read = FormReader(request.form)
    reason = read.text("reason", label="Reason", longest=500) or None
    channels = tuple(request.form.getlist("channels"))
    try:
        if request.form.get("extent") == "some" and not channels:
            read.faults["channels"] = "Tick the channels to withdraw."
        read.finish()
        with current_runtime().unit_of_work(current_actor()) as uow:
            wanted = channels if request.form.get("extent") == "some" else ()
            withdraw(uow, consent_id, reason, wanted)
    except (InvalidInput, Conflict) as error:
        return _page(consent_id, FormState.refused(request.form, error), error)
    tell("Withdrawn. It is no longer shown there as of now.")
    return redirect(url_for("staff.consent", consent_id=consent_id, _anchor="takedowns"))


def _evidence() -> Evidence | None:
    file = request.files.get("evidence")
    if file is None or not file.filename:
        return None
    return Evidence(file.read())


def _form(case_id: str, form: FormState, error: GalleryError | None = None) -> ResponseReturnValue:
    runtime = current_runtime()
    with runtime.reading() as session:
        page = consent_page.for_form(session, case_id)
    status = case_answer.status_of(error) if error else 200
    return render_template(
        "staff/new_consent.html", page=page, form=form, choices=consent_form
    ), status


def _page(
    consent_id: str, form: FormState, error: GalleryError | None = None
) -> ResponseReturnValue:
    runtime = current_runtime()
    with runtime.reading() as session:
        page = consent_page.build(session, runtime, consent_id)
    status = case_answer.status_of(error) if error else 200
    return render_template("staff/consent.html", page=page, form=form), status
