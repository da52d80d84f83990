"""The names that consents tell of a patient and of those about her; compared, never shown."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from gallery.actions.public_texts import all_providers
from gallery.models import ConsentRecord
from gallery.publishing.leaks.folding import fold_words
from gallery.publishing.named_in import names_in
from gallery.vault import Vault

#: The columns with names, and what each is; then those in which only what looks like one counts.
NAMES = {
    ConsentRecord.signer_name_encrypted: "The name of who signed a consent",
    ConsentRecord.subject_name_encrypted: "The patient's name on a consent",
}
WORDS = {
    ConsentRecord.authority_encrypted: "The authority of who signed a consent",
    ConsentRecord.witness_encrypted: "The witness of a consent",
}


def told_in(
    session: Session, subjects: Sequence[str] | Select[Any]
) -> Iterator[tuple[str, str, str, bool]]:
    """Yield of every consent of these patients: its id, what a token is, it, and whether a name."""
    columns = [*NAMES, *WORDS]
    query = select(ConsentRecord.id, *columns).where(ConsentRecord.subject_id.in_(subjects))
    for consent_id, *tokens in session.execute(query):
        for column, token in zip(columns, tokens, strict=True):
            if token is not None:
                yield consent_id, (NAMES | WORDS)[column], token, column in NAMES


def people_in(session: Session, texts: Sequence[str]) -> tuple[str, ...]:
    """Return who is named in words about consents, but for providers, who often witness."""
    named = dict.fromkeys(name for text in texts for name in names_in(text))
    staff = " ".join(map(fold_words, all_providers(session))) if named else ""
    return tuple(name for name in named if fold_words(name) not in staff)


def written_in_terms(session: Session, subjects: Sequence[str] | Select[Any]) -> tuple[str, ...]:
    """Return names in the authorities of older consents, which have them in their terms."""
    query = select(ConsentRecord.terms).where(ConsentRecord.subject_id.in_(subjects))
    return people_in(session, [_authority(terms) for terms in session.execute(query).scalars()])


def names_of(
    session: Session, vault: Vault, subjects: Sequence[str] | Select[Any]
) -> tuple[str, ...]:
    """Return the names on every consent of these patients, as far as they can be read."""
    names: dict[str, None] = {}
    about: list[str] = []
    for _, _, token, is_name in told_in(session, subjects):
        text = vault.read(token) or ""
        if is_name and text:
            names[text] = None
        else:
            about.append(text)
    return (*names, *people_in(session, about), *written_in_terms(session, subjects))


def _authority(terms: Mapping[str, object]) -> str:
    return str(terms.get("authority_text") or "")
