"""Hand out one consent in a form that others read; that it left is put on record."""

import hashlib
from collections.abc import Callable, Mapping
from enum import StrEnum

from gallery.actions.exported_consent import exported_consent
from gallery.actions.exported_file import Exported, extension_of
from gallery.errors import InvalidInput, NotFound, StorageUnavailable
from gallery.exports import fhir, receipt
from gallery.exports.record import ExportedConsent
from gallery.models import ConsentRecord
from gallery.runtime import Actor, Runtime

__all__ = ["ExportKind", "Exported", "export_consent", "kind_of", "stored_document", "written"]


class ExportKind(StrEnum):
    """Name a form: FHIR R4B and R5, the receipt of ISO/IEC TS 27560, the evidence itself."""

    FHIR_R4B = "fhir-r4b"
    FHIR_R5 = "fhir-r5"
    RECEIPT = "receipt"
    COPY = "copy"


_WRITERS: Mapping[ExportKind, tuple[Callable[[ExportedConsent], bytes], str, str]] = {
    ExportKind.FHIR_R4B: (fhir.fhir_r4b, fhir.MEDIA_TYPE, "json"),
    ExportKind.FHIR_R5: (fhir.fhir_r5, fhir.MEDIA_TYPE, "json"),
    ExportKind.RECEIPT: (receipt.receipt_jsonld, receipt.MEDIA_TYPE, "jsonld"),
}
#: The media types of every form; that of the copy is the evidence's own.
MEDIA_TYPES = (
    fhir.MEDIA_TYPE,
    receipt.MEDIA_TYPE,
    "application/pdf",
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/heif",
    "image/avif",
)


def export_consent(runtime: Runtime, actor: Actor, consent_id: str, kind: str) -> Exported:
    """Return a consent as ``kind``, after the ledger holds the SHA-256 of what leaves.

    :raises InvalidInput: ``unknown_export``: there is no such kind.
    :raises NotFound: there is no consent with this id; for the copy, it has no evidence on file.
    :raises StorageUnavailable: ``object_damaged``: the evidence is not what was recorded.
    """
    chosen = kind_of(kind)
    made = _copy(runtime, consent_id) if chosen is ExportKind.COPY else None
    with runtime.unit_of_work(actor) as uow:
        row = uow.get(ConsentRecord, consent_id, "consent")
        if made is None:
            value = exported_consent(uow.session, runtime, row, uow.now)
            made = written(value, chosen)
        uow.record(
            "consent.exported",
            case_id=row.case_id,
            subject=("consent", row.id),
            kind=chosen.value,
            sha256=hashlib.sha256(made.content).hexdigest(),
        )
    return made


def kind_of(kind: str) -> ExportKind:
    """Return the kind named so.

    :raises InvalidInput: ``unknown_export``, naming those that exist.
    """
    try:
        return ExportKind(kind)
    except ValueError:
        message = f"There is no such export; use one of: {', '.join(ExportKind)}."
    raise InvalidInput(message, fields={"kind": message}, code="unknown_export")


def written(consent: ExportedConsent, kind: ExportKind) -> Exported:
    """Return a consent as ``kind``, which is one of those that are written, not kept."""
    write, media_type, extension = _WRITERS[kind]
    name = f"consent-{consent.receipt_id}-{kind.value}.{extension}"
    return Exported(write(consent), media_type, name)


def stored_document(runtime: Runtime, key: str, sha256: str) -> bytes:
    """Return a stored file whose bytes are those that the row names.

    :raises NotFound: the file is gone.
    :raises StorageUnavailable: ``object_damaged``: the bytes are others.
    """
    content = runtime.store.get(key)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise StorageUnavailable(
            "A stored file is not the one that was recorded: its SHA-256 differs. Restore it from"
            " a backup; `gallery reconcile` names it.",
            code="object_damaged",
        )
    return content


def _copy(runtime: Runtime, consent_id: str) -> Exported:
    with runtime.reading() as session:
        row = session.get(ConsentRecord, consent_id)
        if row is None:
            raise NotFound("There is no consent with this id.")
        key, sha256, media_type = row.evidence_key, row.evidence_sha256, row.evidence_media_type
        receipt_id = row.receipt_id
    if key is None or sha256 is None or media_type is None:
        raise NotFound("This consent has no evidence on file.")
    name = f"consent-{receipt_id}-copy.{extension_of(media_type)}"
    return Exported(stored_document(runtime, key, sha256), media_type, name)
