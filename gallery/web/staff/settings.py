"""The practice's settings: how it presents itself, and its mark on pictures."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gallery.actions.set_practice import practice_profile, set_practice
from gallery.errors import InvalidInput
from gallery.permissions import Permission
from gallery.web.access import current_actor, current_runtime, staff
from gallery.web.staff import settings_form
from gallery.web.staff.blueprint import blueprint
from gallery.web.staff.forms import FormState
from gallery.web.staff.notices import tell

#: Faults of the mark come under the names that imaging gives them.
_MARK_FIELDS = {
    "text": "watermark_text",
    "logo_png": "logo",
    "width_ratio": "watermark_width",
    "opacity": "watermark_shade",
}


@blueprint.get("/settings")
@staff(Permission.MANAGE_SETTINGS)
def settings() -> ResponseReturnValue:
    """Show the practice's settings."""
    with current_runtime().reading() as session:
        form = settings_form.kept(practice_profile(session))
    return render_template("staff/settings.html", form=form, choices=settings_form)


@blueprint.post("/settings")
@staff(Permission.MANAGE_SETTINGS)
def save_settings() -> ResponseReturnValue:
    """Save the practice's settings."""
    try:
        asked = settings_form.parse(request.form)
        with current_runtime().unit_of_work(current_actor()) as uow:
            has_logo = practice_profile(uow.session).watermark_logo_key is not None
            logo = settings_form.check_logo(
                _sent_logo(), uses_logo=asked.uses_logo, has_logo=has_logo
            )
            set_practice(uow, asked.changes, logo)
    except InvalidInput as error:
        faults = {_MARK_FIELDS.get(name, name): text for name, text in error.fields.items()}
        shown = InvalidInput(error.message, fields=faults)
        form = FormState.refused(request.form, shown)
        return render_template("staff/settings.html", form=form, choices=settings_form), 422
    tell("The settings are saved. New pictures carry the new mark.")
    return redirect(url_for("staff.settings"))


def _sent_logo() -> bytes | None:
    file = request.files.get("logo")
    return file.read() if file is not None and file.filename else None
