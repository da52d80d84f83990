"""Show staff the evidence of a consent, with a note in the ledger."""

from gallery.errors import NotFound
from gallery.models import ConsentRecord
from gallery.runtime import UnitOfWork


def evidence_of(uow: UnitOfWork, consent_id: str) -> tuple[bytes, str]:
    """Return the evidence's bytes, checked against their SHA-256, and its media type.

    :raises NotFound: there is no consent with this id, or it has no evidence.
    """
    consent = uow.get(ConsentRecord, consent_id, "consent")
    if consent.evidence_key is None or consent.evidence_media_type is None:
        raise NotFound("This consent has no evidence on file.")
    uow.record("evidence.viewed", case_id=consent.case_id, subject=("consent", consent.id))
    return uow.runtime.store.get(consent.evidence_key), consent.evidence_media_type
