"""A consent laid before a patient: read, signed or declined by whoever holds its link."""

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gallery.actions.hand_back import hand_back, receipt_page
from gallery.actions.read_signing import signing_page, signing_photo
from gallery.actions.sign_consent import decline_consent, sign_consent
from gallery.errors import Gone, ImagingUnavailable, InvalidInput, StorageUnavailable
from gallery.web.access import current_runtime, patient
from gallery.web.errors import status_of
from gallery.web.patient import failures, receipt_key, signing_form
from gallery.web.patient.blueprint import blueprint, file
from gallery.web.patient.receipt_view import is_practices, receipt_view
from gallery.web.patient.signing_form import Entered
from gallery.web.patient.signing_view import signing_view


@blueprint.get("/consents/<token>")
@patient
def form(token: str) -> ResponseReturnValue:
    """Show the photos, the text and the form."""
    return _form(token, Entered())


@blueprint.post("/consents/<token>")
@patient
def sign(token: str) -> ResponseReturnValue:
    """Record the signature, and lead to her own page; nothing that she entered is lost.

    On the practice's device it leads to a receipt that ends: her page is for her own telephone.
    """
    entered, is_ours = request.form, is_practices(request.args)
    try:
        signing = signing_form.parse(entered)
        signed = sign_consent(current_runtime(), token, signing)
    except (InvalidInput, ImagingUnavailable, StorageUnavailable) as error:
        return _form(token, Entered.refused(entered, error)), status_of(error)
    if is_ours:
        there = redirect(url_for("patient.receipt", token=token), 303)
        return receipt_key.keep(there, token, signed.my_token)
    here = url_for("patient.my_page", token=signed.my_token, signed=signed.receipt_id)
    return redirect(here, 303)


@blueprint.get("/consents/<token>/photos/<int:number>.jpg")
@patient
def photo(token: str, number: int) -> Response:
    """Send one of the photos that the consent is about."""
    return file(*signing_photo(current_runtime(), token, number))


@blueprint.post("/consents/<token>/refusal")
@patient
def decline(token: str) -> ResponseReturnValue:
    """Record that she declines; a reason is never needed."""
    reason = signing_form.reason_of(request.form)
    decline_consent(current_runtime(), token, reason)
    return redirect(url_for("patient.declined", token=token), 303)


@blueprint.get("/consents/<token>/refusal")
@patient
def declined(token: str) -> ResponseReturnValue:
    """Confirm that she declined; while the form is open, lead back to it."""
    try:
        signing_page(current_runtime(), token)
    except Gone as error:
        if error.code != "signing_link_declined":
            raise
        return failures.page(error.code, 200)
    return redirect(url_for("patient.form", token=token), 303)


@blueprint.get("/consents/<token>/receipt")
@patient
def receipt(token: str) -> ResponseReturnValue:
    """Show the receipt of what was signed on the practice's device, until it is handed back."""
    try:
        page = receipt_page(current_runtime(), token, receipt_key.kept())
    except Gone as error:
        return receipt_key.cleared(failures.page(error.code, 200), token)
    view = receipt_view(page, token)
    body = render_template("patient/receipt.html", page=view, words=view.words, look=view.practice)
    response = make_response(body)
    response.headers["Refresh"] = str(page.open_for_s)  # then it is closed, without any script
    return response


@blueprint.post("/consents/<token>/receipt")
@patient
def hand_device_back(token: str) -> ResponseReturnValue:
    """Close the receipt: from now on nothing of hers opens on this device."""
    hand_back(current_runtime(), token)
    return receipt_key.cleared(redirect(url_for("patient.receipt", token=token), 303), token)


def _form(token: str, entered: Entered) -> str:
    page = signing_page(current_runtime(), token)
    view = signing_view(page, token, entered, is_ours=is_practices(request.args))
    return render_template("patient/signing.html", page=view, words=view.words, look=view.practice)
