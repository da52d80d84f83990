"""Exports: one consent in a form that other systems read, and all that is held of a patient."""

import tempfile
from contextlib import ExitStack
from typing import IO, cast

from flask import render_template, request, send_file
from flask.typing import ResponseReturnValue

from gallery.actions.export_consent import ExportKind, export_consent
from gallery.actions.export_lists import ListKind, export_lists
from gallery.actions.export_subject import export_subject
from gallery.actions.find_cases import load_case
from gallery.actions.sign_in import sign_in
from gallery.errors import NotAuthenticated, NotFound, TooManyAttempts
from gallery.permissions import Permission
from gallery.web.access import (
    begin_session,
    current_actor,
    current_runtime,
    current_user,
    end_session,
    staff,
)
from gallery.web.staff import consents
from gallery.web.staff.blueprint import blueprint
from gallery.web.staff.forms import FormState

#: Up to this size the file of a patient is put together in memory.
_SPOOL_BYTES = 16 * 1024 * 1024


@blueprint.get("/consents/<consent_id>/exports/<kind>")
@staff(Permission.EXPORT_RECORDS)
def consent_export(consent_id: str, kind: str) -> ResponseReturnValue:
    """Send a consent as a file; that it left is put on record."""
    if kind not in set(ExportKind):
        raise NotFound("There is no such export.")
    made = export_consent(current_runtime(), current_actor(), consent_id, kind)
    return consents.download(made.content, made.media_type, made.file_name)


@blueprint.get("/exports/<kind>")
@staff(Permission.EXPORT_RECORDS)
def list_export(kind: str) -> ResponseReturnValue:
    """Send a list as a table; that it left is put on record."""
    if kind not in set(ListKind):
        raise NotFound("There is no such list.")
    made = export_lists(current_runtime(), current_actor(), kind)
    return consents.download(made.content, made.media_type, made.file_name)


@blueprint.get("/cases/<case_id>/subject-file")
@staff(Permission.EXPORT_RECORDS)
def subject_file(case_id: str) -> ResponseReturnValue:
    """Say what the file holds, and ask for the password once more."""
    return _page(case_id, FormState())


@blueprint.post("/cases/<case_id>/subject-file")
@staff(Permission.EXPORT_RECORDS)
def make_subject_file(case_id: str) -> ResponseReturnValue:
    """Send everything about the patient of a case, to somebody who has just proved who it is."""
    fault = _fault_of_password(case_id)
    if fault:
        return _page(case_id, FormState(message=fault, faults={"password": fault})), 422
    with ExitStack() as stack:
        spool = stack.enter_context(tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES))
        out = cast("IO[bytes]", spool)
        export_subject(current_runtime(), current_actor(), case_id, out)
        stack.pop_all()  # from here on it is closed with the answer
    spool.seek(0)
    name = f"patient-file-{case_id}.zip"
    return send_file(out, mimetype="application/zip", as_attachment=True, download_name=name)


def _fault_of_password(case_id: str) -> str:
    """Sign in anew with the password that was typed; return what was wrong (ASVS 7.5.3)."""
    with current_runtime().reading() as session:
        load_case(session, case_id)
    password, address = request.form.get("password", ""), request.remote_addr or "unknown"
    try:
        signed_in = sign_in(current_runtime(), current_user().email, password, address)
    except NotAuthenticated:
        return "This is not your password."
    except TooManyAttempts as error:
        return error.message
    end_session()
    begin_session(signed_in)
    return ""


def _page(case_id: str, form: FormState) -> str:
    with current_runtime().reading() as session:
        title = load_case(session, case_id).title
    return render_template("staff/subject_file.html", case_id=case_id, title=title, form=form)
