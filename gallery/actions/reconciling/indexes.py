"""Compare the keyed indexes by which patients are found with the names and references themselves.

A patient who telephones to withdraw must be found: an index that lost a word finds nobody.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.actions.reconciling.scan import Discrepancy, Kind, Scan, id_pages, seen_twice
from gallery.actions.signer_names import index_names, is_indexed
from gallery.models import ConsentRecord, ConsentSignerWord, Subject
from gallery.runtime import UnitOfWork
from gallery.vault import Vault

NAMES, CHART_REF = "names", "chart_ref"


def indexes_unlike(scan: Scan) -> Iterator[list[Discrepancy]]:
    """Yield, page by page, consents and subjects whose index is not that of what they hold.

    What no data key opens cannot be compared, and is named as such elsewhere.
    """
    vault = scan.runtime.vault
    for page in id_pages(scan.runtime, ConsentRecord.id):
        yield seen_twice(scan, partial(_names, vault), page, of="consents")
    for page in id_pages(scan.runtime, Subject.id):
        yield seen_twice(scan, partial(_chart_refs, vault), page, of="subjects")


def index_again(uow: UnitOfWork, what: str, identity: str) -> None:
    """Make one index anew from what is encrypted.

    :raises ConfigurationError: ``data_key_unknown``.
    """
    vault = uow.runtime.vault
    if what == NAMES:
        uow.get_in_turn(ConsentRecord, identity, "consent")
        index_names(uow.session, vault, identity)
        return
    subject = uow.get(Subject, identity, "subject")
    subject.chart_ref_index = vault.index(vault.decrypt(subject.chart_ref_encrypted))


def _names(vault: Vault, session: Session, consent_ids: Sequence[str]) -> Iterator[Discrepancy]:
    columns = ConsentRecord.signer_name_encrypted, ConsentRecord.subject_name_encrypted
    rows = session.execute(
        select(ConsentRecord.id, *columns).where(ConsentRecord.id.in_(consent_ids))
    ).all()
    listed = session.execute(
        select(ConsentSignerWord.consent_id, ConsentSignerWord.word_index)
        .where(ConsentSignerWord.consent_id.in_(consent_ids))
        .order_by(ConsentSignerWord.consent_id)
    ).all()
    there = {
        identity: {row.word_index for row in group}
        for identity, group in groupby(listed, lambda row: row.consent_id)
    }
    for identity, *tokens in rows:
        names = [vault.read(token) for token in tokens if token is not None]
        readable = [name for name in names if name is not None]
        if len(readable) == len(names) and not is_indexed(
            vault, there.get(identity, set()), " ".join(readable)
        ):
            yield _fault(NAMES, identity, "The search by name does not find what it names.")


def _chart_refs(vault: Vault, session: Session, ids: Sequence[str]) -> Iterator[Discrepancy]:
    for row in session.execute(select(Subject).where(Subject.id.in_(ids))).scalars():
        text = vault.read(row.chart_ref_encrypted)
        if text is not None and row.chart_ref_index not in vault.indexes(text):
            yield _fault(CHART_REF, row.id, "The search does not find its chart reference.")


def _fault(what: str, identity: str, words: str) -> Discrepancy:
    advice = f"{words} A repair makes its index anew."
    return Discrepancy(Kind.INDEX_MISMATCH, what, identity, advice, is_repairable=True)
