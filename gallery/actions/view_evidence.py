"""Show staff the evidence of a consent, with a note in the ledger."""

from gallery.errors import NotFound
from gallery.models import ConsentRecord
from gallery.runtime import Actor, Runtime


def evidence_of(runtime: Runtime, actor: Actor, consent_id: str) -> tuple[bytes, str]:
    """Return the evidence's checked bytes and media type, after its viewing is on record.

    :raises NotFound: there is no consent with this id, or it has no evidence.
    """
    with runtime.unit_of_work(actor) as uow:
        consent = uow.get(ConsentRecord, consent_id, "consent")
        if consent.evidence_key is None or consent.evidence_media_type is None:
            raise NotFound("This consent has no evidence on file.")
        uow.record("evidence.viewed", case_id=consent.case_id, subject=("consent", consent.id))
    return runtime.store.get(consent.evidence_key), consent.evidence_media_type
