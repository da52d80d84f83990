"""Takedowns: every surface that is to be cleared, of all cases, and each with its proof."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gallery.actions.read_takedowns import proof_of, takedown_named
from gallery.actions.report_takedown import MOST_WORDS, look_again, report_takedown
from gallery.clock import utc_now
from gallery.errors import Conflict, GalleryError, ImagingUnavailable, InvalidInput
from gallery.permissions import Permission
from gallery.web.access import current_actor, current_runtime, staff
from gallery.web.staff import case_answer, consents, takedown_pages, takedown_rows
from gallery.web.staff.blueprint import blueprint
from gallery.web.staff.forms import FormReader, FormState
from gallery.web.staff.notices import tell, warn


@blueprint.get("/takedowns")
@staff(Permission.VIEW_CONSENTS)
def takedowns() -> ResponseReturnValue:
    """List surfaces: what is due first on top, what was finished last on top."""
    with current_runtime().reading() as session:
        page = takedown_pages.listed(session, request.args, utc_now())
    return render_template("staff/takedowns.html", page=page)


@blueprint.get("/takedowns/<takedown_id>")
@staff(Permission.VIEW_CONSENTS)
def takedown(takedown_id: str) -> ResponseReturnValue:
    """Show one surface, and how to tell that it is clear."""
    return _page(takedown_id, FormState())


@blueprint.post("/takedowns/<takedown_id>/report")
@staff(Permission.WITHDRAW_CONSENTS)
def report_surface(takedown_id: str) -> ResponseReturnValue:
    """Take somebody's word that a surface is clear, with what proves it."""
    read = FormReader(request.form)
    said = read.text("words", label="What was done", longest=MOST_WORDS, needed=True)
    try:
        read.finish()
        with current_runtime().unit_of_work(current_actor()) as uow:
            report_takedown(uow, takedown_id, said, consents.sent_document("proof"))
    except (InvalidInput, Conflict, ImagingUnavailable) as error:
        return _page(takedown_id, FormState.refused(request.form, error), error)
    tell("Noted as done by hand, with your words as proof.")
    return redirect(url_for("staff.takedown", takedown_id=takedown_id))


@blueprint.post("/takedowns/<takedown_id>/look")
@staff(Permission.WITHDRAW_CONSENTS)
def look_at_surface(takedown_id: str) -> ResponseReturnValue:
    """Have the service look at a surface now."""
    try:
        with current_runtime().unit_of_work(current_actor()) as uow:
            look_again(uow, takedown_id)
    except Conflict as error:
        warn(error.message)
    else:
        tell("The service looks again now. Reload the page in a few seconds.")
    return redirect(url_for("staff.takedown", takedown_id=takedown_id))


@blueprint.get("/takedowns/<takedown_id>/proof")
@staff(Permission.VIEW_CONSENTS)
def proof(takedown_id: str) -> ResponseReturnValue:
    """Send the picture or document that proves a clearing; the reading is put on record."""
    content, media_type = proof_of(current_runtime(), current_actor(), takedown_id)
    ending = media_type.rpartition("/")[2]
    return consents.download(content, media_type, f"proof-{takedown_id}.{ending}")


@blueprint.get("/withdrawals/<event_id>")
@staff(Permission.VIEW_CONSENTS)
def withdrawal(event_id: str) -> ResponseReturnValue:
    """Show one withdrawal, expiry or error, with every surface cleared for it."""
    with current_runtime().reading() as session:
        page = takedown_pages.withdrawal_of(session, event_id, utc_now())
    return render_template("staff/withdrawal.html", page=page)


def _page(
    takedown_id: str, form: FormState, error: GalleryError | None = None
) -> ResponseReturnValue:
    with current_runtime().reading() as session:
        row = takedown_rows.row(takedown_named(session, takedown_id), utc_now())
    status = case_answer.status_of(error) if error else 200
    return render_template("staff/takedown.html", row=row, form=form), status
