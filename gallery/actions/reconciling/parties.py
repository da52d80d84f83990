"""Compare who signed, witnessed and spoke for a patient with what the ledger vouches for."""

from collections.abc import Iterator, Sequence

from gallery.actions.seal_parties import PARTIES, PARTY_COLUMNS, digests_of
from gallery.errors import ConfigurationError
from gallery.models import ConsentRecord, LedgerEvent
from gallery.vault import Vault


def parties_unlike(
    vault: Vault, row: ConsentRecord, events: Sequence[LedgerEvent]
) -> Iterator[str]:
    """Yield a sentence for each party that is another than the first digests say.

    ``events`` are those of the consent, oldest first. A consent that the service has not sealed
    yet has none.
    """
    sealed = next((event for event in events if PARTIES in event.details), None)
    if sealed is None:
        return
    if row.parties_key_encrypted is None:
        yield f"The key of its parties' seal, of event {sealed.position}, is gone."
        return
    try:
        there = digests_of(vault, row, vault.decrypt(row.parties_key_encrypted))
    except (ConfigurationError, ValueError):
        yield "A party, or the key of the seal, cannot be read with any data key."
        return
    signed = sealed.details[PARTIES]
    signed = signed if isinstance(signed, dict) else {}
    for party in PARTY_COLUMNS:
        if there.get(party) != signed.get(party):
            yield f"Its {party} is not the one that event {sealed.position} holds."
