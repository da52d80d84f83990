"""The practice's settings: how it presents itself, and its mark on pictures."""

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gallery.actions.preview_mark import MarkChanges, preview_mark
from gallery.actions.remake_pictures import open_remakes, request_remakes
from gallery.actions.set_practice import practice_profile, set_practice
from gallery.actions.stale_renditions import count_stale
from gallery.errors import GalleryError, ImagingUnavailable, InvalidInput
from gallery.imaging.mark_samples import MarkSample
from gallery.permissions import Permission
from gallery.web.access import current_actor, current_runtime, staff
from gallery.web.errors import status_of
from gallery.web.staff import channel_marks_form, settings_form
from gallery.web.staff.blueprint import blueprint
from gallery.web.staff.forms import FormState
from gallery.web.staff.notices import tell

#: Counting pictures with an old mark may hold the page up for this long.
COUNT_SECONDS = 0.5
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
    return _page(form)


@blueprint.post("/settings/mark")
@staff(Permission.MANAGE_SETTINGS)
def preview_of_mark() -> ResponseReturnValue:
    """Show what was typed of the mark on sample pictures; nothing is saved.

    A page that asks by script gets the samples alone.
    """
    channel = request.form.get("shown_on") or None
    samples, error = [], None
    try:
        asked = settings_form.parse_mark(request.form)
        changes = MarkChanges(asked.changes, asked.uses_logo, _sent_logo())
        samples = preview_mark(current_runtime(), changes, channel)
    except (InvalidInput, ImagingUnavailable) as refusal:
        error = _named(refusal)
    status = status_of(error) if error else 200
    if request.headers.get("X-Part") == "samples":
        return render_template(
            "staff/settings_parts/samples.html", samples=samples, error=error
        ), status
    form = FormState.typed(request.form, error)
    return _page(form, samples=samples), status


@blueprint.post("/settings/pictures")
@staff(Permission.MANAGE_SETTINGS)
def remake_pictures() -> ResponseReturnValue:
    """Have every picture with an old mark made again by jobs."""
    with current_runtime().unit_of_work(current_actor()) as uow:
        cases = request_remakes(uow)
    tell(
        f"The pictures of {cases} cases are being made again. Visitors see the old ones meanwhile."
    )
    return redirect(url_for("staff.settings") + "#old-marks")


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
    except (InvalidInput, ImagingUnavailable) as error:
        return _page(FormState.refused(request.form, _named(error))), status_of(error)
    tell("The settings are saved. New pictures carry the new mark.")
    return redirect(url_for("staff.settings"))


def _page(form: FormState, samples: Sequence[MarkSample] = ()) -> str:
    runtime = current_runtime()
    return render_template(
        "staff/settings.html",
        form=form,
        choices=settings_form,
        marks=channel_marks_form.rows_of(form),
        samples=samples,
        stale=count_stale(runtime, seconds=COUNT_SECONDS),
        waiting=open_remakes(runtime),
    )


def _named(error: InvalidInput | ImagingUnavailable) -> GalleryError:
    if isinstance(error, ImagingUnavailable):
        return error
    faults = {_MARK_FIELDS.get(name, name): text for name, text in error.fields.items()}
    return InvalidInput(error.message, fields=channel_marks_form.named(faults, request.form))


def _sent_logo() -> bytes | None:
    file = request.files.get("logo")
    return file.read() if file is not None and file.filename else None
