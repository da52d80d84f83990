"""Consents in the forms that other systems read."""

from flask import Response

from gallery.actions.export_consent import MEDIA_TYPES, export_consent
from gallery.permissions import Permission
from gallery.web.access import api, current_actor, current_runtime
from gallery.web.api.blueprint import blueprint
from gallery.web.api.document import described

_TAG = "Consents"


@blueprint.get("/consents/<consent_id>/exports/<kind>")
@api(Permission.EXPORT_RECORDS)
@described(
    tag=_TAG,
    scope=Permission.EXPORT_RECORDS,
    files=MEDIA_TYPES,
    errors=(404,),
)
def get_consent_export(consent_id: str, kind: str) -> Response:
    """Return a consent as fhir-r4b, fhir-r5, receipt or copy; that it left is put on record."""
    made = export_consent(current_runtime(), current_actor(), consent_id, kind)
    response = Response(made.content, content_type=made.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=made.file_name)
    return response
