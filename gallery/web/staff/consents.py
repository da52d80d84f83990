"""Consents: recording what was signed on paper, ending one, and showing each."""

from collections.abc import Iterator

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from gallery.actions.end_consent import LONGEST_WORDS, end_consent
from gallery.actions.find_cases import consents_of, load_case
from gallery.actions.record_consent import ConsentTerms, Evidence, record_consent
from gallery.actions.view_evidence import evidence_of
from gallery.actions.withdraw_consent import withdraw_consent as withdraw
from gallery.errors import (
    Conflict,
    GalleryError,
    ImagingUnavailable,
    InvalidInput,
    StorageUnavailable,
)
from gallery.permissions import Permission
from gallery.runtime import UnitOfWork
from gallery.web.access import current_actor, current_runtime, staff
from gallery.web.staff import (
    case_answer,
    consent_form,
    consent_form_page,
    consent_page,
    packs_in_use,
    signing_page,
    text_choices,
    words,
)
from gallery.web.staff.blueprint import blueprint
from gallery.web.staff.forms import FormReader, FormState
from gallery.web.staff.notices import tell, warn


@blueprint.get("/cases/<case_id>/consents/new")
@staff(Permission.RECORD_CONSENTS)
def new_consent(case_id: str) -> ResponseReturnValue:
    """Show an empty form for a consent."""
    return _form(case_id)


@blueprint.post("/cases/<case_id>/consents/new")
@staff(Permission.RECORD_CONSENTS)
def add_consent(case_id: str) -> ResponseReturnValue:
    """Record a signed consent with its evidence."""
    try:
        with current_runtime().unit_of_work(current_actor()) as uow:
            terms = _terms(uow, case_id)
            consent = record_consent(uow, case_id, terms, sent_document("evidence"))
            notes = list(_notes(uow, terms))
    except (InvalidInput, Conflict, ImagingUnavailable, StorageUnavailable) as error:
        return _form(case_id, consent_form.refused(request.form, error), error)
    tell("The consent is recorded.")
    for note in notes:
        warn(note)
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
    return download(content, media_type, f"{consent_id}.{media_type.rpartition('/')[2]}")


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


@blueprint.post("/consents/<consent_id>/end")
@staff(Permission.WITHDRAW_CONSENTS)
def declare_void(consent_id: str) -> ResponseReturnValue:
    """Say that a consent does not hold: it was never valid, or entered in error."""
    read = FormReader(request.form)
    reason = read.choice("end_reason", words.END_REASONS, label="Why", needed=True) or ""
    said = read.text("words", label="What happened", longest=LONGEST_WORDS, needed=True)
    try:
        read.finish()
        with current_runtime().unit_of_work(current_actor()) as uow:
            end_consent(uow, consent_id, reason, said)
    except (InvalidInput, Conflict) as error:
        return _page(consent_id, FormState.refused(request.form, error), error)
    tell("The consent is ended. Whatever no other consent covers is no longer shown.")
    return redirect(url_for("staff.consent", consent_id=consent_id))


def sent_document(name: str) -> Evidence | None:
    """Return the document that was sent with a form, if there is one."""
    file: FileStorage | None = request.files.get(name)
    if file is None or not file.filename:
        return None
    return Evidence(file.read())


def download(content: bytes, media_type: str, file_name: str) -> Response:
    """Answer with a file to be saved, never shown in the page's own place."""
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _terms(uow: UnitOfWork, case_id: str) -> ConsentTerms:
    case = load_case(uow.session, case_id)
    consents = consents_of(uow.session, case_id)
    fields = signing_page.fields_for(uow.session, consents, ())
    texts = text_choices.choices(uow.session)
    earlier = signing_page.replaceable(consents)
    return consent_form.parse(request.form, case, fields, texts, earlier)


def _notes(uow: UnitOfWork, terms: ConsentTerms) -> Iterator[str]:
    """Yield what deserves a second look: something is paid (R25), or it lasts long (R17)."""
    if terms.remuneration:
        yield words.PAID_WARNING
    chosen = packs_in_use.packs_bearing_on(uow.session, terms.jurisdiction)
    signed_on = words.local(terms.signed_at).date()
    yield from packs_in_use.duration_notes(chosen, signed_on, terms.expires_on)


def _form(
    case_id: str, form: FormState | None = None, error: GalleryError | None = None
) -> ResponseReturnValue:
    runtime = current_runtime()
    with runtime.reading() as session:
        page = consent_form_page.build(session, case_id)
    body = render_template(
        "staff/new_consent.html", page=page, form=form or page.blank, choices=consent_form
    )
    return body, case_answer.status_of(error) if error else 200


def _page(
    consent_id: str, form: FormState, error: GalleryError | None = None
) -> ResponseReturnValue:
    runtime = current_runtime()
    with runtime.reading() as session:
        page = consent_page.build(session, runtime, consent_id)
    status = case_answer.status_of(error) if error else 200
    return render_template("staff/consent.html", page=page, form=form), status
