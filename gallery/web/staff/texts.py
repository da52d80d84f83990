"""Consent texts: the list, one as a patient sees it, and a new version."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gallery.actions.consent_texts import add_text
from gallery.consent.text import LONGEST_SOURCE, parse_text
from gallery.errors import Conflict, GalleryError, InvalidInput
from gallery.permissions import Permission
from gallery.web.access import current_actor, current_runtime, staff
from gallery.web.staff import case_answer, text_page
from gallery.web.staff.blueprint import blueprint
from gallery.web.staff.forms import FormState
from gallery.web.staff.notices import tell


@blueprint.get("/texts")
@staff(Permission.MANAGE_SETTINGS)
def texts() -> ResponseReturnValue:
    """List every version of every text, and what each lacks."""
    with current_runtime().reading() as session:
        rows = text_page.rows(session)
    return render_template("staff/texts.html", rows=rows)


@blueprint.get("/texts/<text_id>/<version>/<language>")
@staff(Permission.VIEW_CONSENTS)
def text(text_id: str, version: str, language: str) -> ResponseReturnValue:
    """Show a text as a patient reads it, with sample facts in it."""
    runtime = current_runtime()
    with runtime.reading() as session:
        page = text_page.build(session, runtime.settings, text_id, version, language)
    return render_template("staff/text.html", page=page)


@blueprint.get("/texts/new")
@staff(Permission.MANAGE_SETTINGS)
def new_text() -> ResponseReturnValue:
    """Show a form with the words of an existing text, to be changed."""
    with current_runtime().reading() as session:
        source = text_page.start_of(session, request.args.get("start", ""))
    return render_template(
        "staff/new_text.html", form=FormState.of({"source": source}), checked=None
    )


@blueprint.post("/texts/new")
@staff(Permission.MANAGE_SETTINGS)
def add_version() -> ResponseReturnValue:
    """Check a new version, and add it once that was seen."""
    source = _source()
    try:
        parsed = parse_text(source)
        if request.form.get("do") == "add":
            return _added(source)
    except (InvalidInput, Conflict) as error:
        return _refused(source, error)
    runtime = current_runtime()
    with runtime.reading() as session:
        checked = text_page.checked(session, runtime.settings, parsed)
    form = FormState.of({"source": source})
    return render_template("staff/new_text.html", form=form, checked=checked)


def _added(source: str) -> ResponseReturnValue:
    with current_runtime().unit_of_work(current_actor()) as uow:
        add_text(uow, source)
    tell("The version is added. It can never be changed, only followed by another.")
    return redirect(url_for("staff.texts"))


def _refused(source: str, error: GalleryError) -> ResponseReturnValue:
    kept = FormState.of({"source": source})
    form = FormState(kept.values, text_page.faults_of(error), error.message.split(". ")[0])
    body = render_template("staff/new_text.html", form=form, checked=None)
    return body, case_answer.status_of(error)


def _source() -> str:
    file = request.files.get("file")
    if file is not None and file.filename:
        content: bytes = file.read(LONGEST_SOURCE * 4)
        return content.decode("utf-8", "replace")
    return request.form.get("source", "").replace("\r\n", "\n")
