"""Answer with the page of a case, also when something on it was refused."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from gallery.errors import GalleryError, InvalidInput
from gallery.web import errors
from gallery.web.access import current_runtime
from gallery.web.staff import case_form, case_page, photo_cards, placement_rows
from gallery.web.staff.case_page import Refusal
from gallery.web.staff.forms import Form


def show(case_id: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    """Render the page of a case."""
    runtime = current_runtime()
    with runtime.reading() as session:
        page = case_page.build(session, runtime, case_id, refusal)
    body = render_template(
        "staff/case.html",
        page=page,
        choices=case_form,
        placement_kinds=placement_rows.KINDS,
        intervals=photo_cards.INTERVAL_CHOICES,
        max_upload_bytes=runtime.settings.max_upload_bytes,
    )
    return body, _status(refusal)


def refused(
    case_id: str, part: str, error: GalleryError, form: Form | None = None
) -> ResponseReturnValue:
    """Render the page of a case with what was refused, at the part where it was asked."""
    return show(case_id, Refusal(part, error, form))


def place(case_id: str, part: str | None = None) -> str:
    """Return the path of a part of the case page."""
    return url_for("staff.case", case_id=case_id, _anchor=part)


def status_of(error: GalleryError) -> int:
    """Return 422 for whatever input cannot be used, else what the kind of failure has."""
    return 422 if isinstance(error, InvalidInput) else errors.status_of(error)


def _status(refusal: Refusal | None) -> int:
    return status_of(refusal.error) if refusal else 200
