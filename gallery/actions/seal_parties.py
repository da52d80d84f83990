"""Put who signed a consent under seal: names stay secret, and another name is found out.

Names are encrypted anew when the data key changes, so no trigger can keep them. The ledger holds an
HMAC-SHA256 of each under a key of the consent's own instead: it tells nothing without that key,
which is kept encrypted, and stays true whatever the data key is.
"""

import hashlib
import hmac
import logging
import secrets
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.actions.signer_names import index_names
from gallery.errors import ConfigurationError
from gallery.models import ConsentRecord, LedgerEvent
from gallery.runtime import SYSTEM, Runtime, UnitOfWork
from gallery.vault import Vault

logger = logging.getLogger(__name__)

#: What the event of a consent calls the digests; the event of a consent from before them.
PARTIES, SEALED = "parties", "consent.sealed"
#: The columns under seal, and what each is.
PARTY_COLUMNS = {
    "signer": "signer_name_encrypted",
    "witness": "witness_encrypted",
    "authority": "authority_encrypted",
    "subject": "subject_name_encrypted",
}
_KEY_BYTES = 32
_BATCH_ROWS = 200


def seal_parties(vault: Vault, consent: ConsentRecord) -> dict[str, str]:
    """Give a consent the key of its seal; return the digest, in hex, of each party it names.

    :raises ConfigurationError: ``data_key_unknown``: a party cannot be read.
    """
    key = secrets.token_hex(_KEY_BYTES)
    consent.parties_key_encrypted = vault.encrypt(key)
    return digests_of(vault, consent, key)


def digests_of(vault: Vault, consent: ConsentRecord, key: str) -> dict[str, str]:
    """Return the digest, in hex, of each party that a consent names now.

    :raises ConfigurationError: ``data_key_unknown``: a party cannot be read.
    """
    tokens = {party: getattr(consent, column) for party, column in PARTY_COLUMNS.items()}
    return {
        party: _digest(key, party, vault.decrypt(token))
        for party, token in tokens.items()
        if token is not None
    }


def seal_older_consents(runtime: Runtime) -> int:
    """Index and seal consents recorded before there were seals; return how many.

    What the ledger has digests of is never sealed again: a key that is gone stays a finding.
    """
    done, after = 0, ""
    while True:
        with runtime.reading() as session:
            page = _unsealed(session, after)
        if not page:
            return done
        for consent_id in page:
            with runtime.unit_of_work(SYSTEM) as uow:
                done += _seal_older(uow, consent_id)
        after = page[-1]


def _unsealed(session: Session, after: str) -> Sequence[str]:
    query = select(ConsentRecord.id).where(
        ConsentRecord.parties_key_encrypted.is_(None), ConsentRecord.id > after
    )
    return session.execute(query.order_by(ConsentRecord.id).limit(_BATCH_ROWS)).scalars().all()


def _seal_older(uow: UnitOfWork, consent_id: str) -> bool:
    vault = uow.runtime.vault
    consent = uow.get_in_turn(ConsentRecord, consent_id, "consent")
    if consent.parties_key_encrypted is not None or _has_digests(uow.session, consent):
        return False
    try:
        index_names(uow.session, vault, consent.id)
        digests = seal_parties(vault, consent)
    except ConfigurationError:
        consent.parties_key_encrypted = None
        logger.warning("consent %s cannot be sealed: a value has an unknown data key", consent_id)
        return False
    uow.record(
        SEALED, case_id=consent.case_id, subject=("consent", consent.id), **{PARTIES: digests}
    )
    return True


def _has_digests(session: Session, consent: ConsentRecord) -> bool:
    query = select(LedgerEvent).where(
        LedgerEvent.case_id == consent.case_id, LedgerEvent.subject_id == consent.id
    )
    return any(PARTIES in event.details for event in session.execute(query).scalars())


def _digest(key: str, party: str, words: str) -> str:
    return hmac.new(bytes.fromhex(key), f"{party}\0{words}".encode(), hashlib.sha256).hexdigest()
