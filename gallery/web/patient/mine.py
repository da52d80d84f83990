"""Her own page: what she agreed to, where her photos are shown, her copies, and withdrawing."""

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gallery.actions.read_patient_page import patient_copy, patient_page, patient_photo
from gallery.actions.withdraw_as_patient import withdraw_as_patient
from gallery.clock import utc_now
from gallery.errors import Conflict, InvalidInput
from gallery.web.access import current_runtime, patient
from gallery.web.patient import signing_form
from gallery.web.patient.blueprint import blueprint, file
from gallery.web.patient.my_view import my_view

#: Pressed twice, or on an old page: it is as she wants it, and her page says since when.
_WITHDRAWN_ALREADY = frozenset({"consent_already_withdrawn", "channel_not_permitted"})
_ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


@blueprint.get("/my/<token>")
@patient
def my_page(token: str) -> ResponseReturnValue:
    """Show how everything stands at this instant; after signing, thank and confirm."""
    page = patient_page(current_runtime(), token)
    view = my_view(page, token, request.args.get("signed"), utc_now())
    return render_template("patient/my.html", page=view, words=view.words, look=view.practice)


@blueprint.get("/my/<token>/photos/<photo_id>.jpg")
@patient
def my_photo(token: str, photo_id: str) -> Response:
    """Send one of her photos."""
    return file(*patient_photo(current_runtime(), token, photo_id))


@blueprint.get("/my/<token>/consents/<consent_id>/copy")
@patient
def my_copy(token: str, consent_id: str) -> Response:
    """Send what she signed."""
    content, media_type = patient_copy(current_runtime(), token, consent_id)
    ending = _ENDINGS.get(media_type.partition(";")[0], "bin")
    return file(content, media_type, saved_as=f"consent-{consent_id}.{ending}")


@blueprint.post("/my/<token>/withdrawal")
@patient
def withdraw(token: str) -> ResponseReturnValue:
    """Withdraw everything, one consent or one of its channels; a reason is never needed."""
    try:
        event_id = withdraw_as_patient(
            current_runtime(),
            token,
            consent_id=request.form.get("consent_id") or None,
            channel=request.form.get("channel") or None,
            reason=signing_form.reason_of(request.form),
        )
    except (Conflict, InvalidInput) as error:
        if error.code not in _WITHDRAWN_ALREADY:
            raise
        return redirect(url_for("patient.my_page", token=token, _anchor="withdrawals"), 303)
    anchor = f"withdrawal-{event_id}" if event_id else "everything"
    return redirect(url_for("patient.my_page", token=token, _anchor=anchor), 303)


@blueprint.get("/my/<token>/withdrawal")
@patient
def withdrawal(token: str) -> ResponseReturnValue:
    """Lead whoever loads the form's address again to the page, if it is there."""
    patient_page(current_runtime(), token)
    return redirect(url_for("patient.my_page", token=token), 303)
