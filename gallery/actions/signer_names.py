"""Find consents by who signed, and for whom, without keeping a name that can be read."""

from collections.abc import Set

from sqlalchemy import ColumnElement, and_, delete, exists, false, insert, select
from sqlalchemy.orm import Session

from gallery.models import ConsentRecord, ConsentSignerWord
from gallery.publishing.leaks.folding import fold_words
from gallery.vault import Vault

#: Keeps the hashes of names apart from those of chart references, which share their key.
_PURPOSE = "signer"
MOST_WORDS = 20


def index_names(session: Session, vault: Vault, consent_id: str) -> None:
    """Store the keyed hash of each word of a consent's names, in place of those that are there.

    Who signed, and the patient where that is somebody else: she is found by either. A name that no
    data key opens is left out.
    """
    query = select(ConsentRecord.signer_name_encrypted, ConsentRecord.subject_name_encrypted)
    tokens = session.execute(query.where(ConsentRecord.id == consent_id)).one()
    names = " ".join(vault.read(token) or "" for token in tokens if token is not None)
    rows = [
        {"consent_id": consent_id, "word_index": vault.index(f"{_PURPOSE} {word}")}
        for word in words_of(names)
    ]
    session.execute(delete(ConsentSignerWord).where(ConsentSignerWord.consent_id == consent_id))
    if rows:
        session.execute(insert(ConsentSignerWord), rows)


def signed_by(vault: Vault, name: str) -> ColumnElement[bool]:
    """Return the condition on a consent that its names have every word of ``name``.

    A text without a word finds nothing, nor does one with more than 20: no name has.
    """
    words = words_of(name)
    if not 0 < len(words) <= MOST_WORDS:
        return false()
    return and_(*(_has_word(vault, word) for word in words))


def is_indexed(vault: Vault, there: Set[str], names: str) -> bool:
    """Tell whether the hashes ``there`` are those of the names' words, all under one key."""
    by_word = [vault.indexes(f"{_PURPOSE} {word}") for word in words_of(names)]
    return (not by_word and not there) or there in [
        set(hashes) for hashes in zip(*by_word, strict=True)
    ]


def words_of(name: str) -> tuple[str, ...]:
    """Return the distinct words of a name, blind to case, accents, apostrophes and order.

    "O'Brien-Núñez" gives obrien and nunez.
    """
    joined = fold_words(name).replace("'", "")
    spaced = "".join(letter if letter.isalnum() else " " for letter in joined)
    return tuple(sorted(set(spaced.split())))


def _has_word(vault: Vault, word: str) -> ColumnElement[bool]:
    return exists(
        select(ConsentSignerWord.consent_id)
        .correlate(ConsentRecord)
        .where(
            ConsentSignerWord.consent_id == ConsentRecord.id,
            ConsentSignerWord.word_index.in_(vault.indexes(f"{_PURPOSE} {word}")),
        )
    )
