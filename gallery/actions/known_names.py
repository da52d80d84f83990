"""The names of patients, as consents tell them; they are compared, never shown."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from gallery.models import ConsentRecord
from gallery.vault import Vault


def names_of(
    session: Session, vault: Vault, subjects: Sequence[str] | Select[Any]
) -> tuple[str, ...]:
    """Return who signed any consent of these patients, each name once, as far as it can be read."""
    query = select(ConsentRecord.signer_name_encrypted)
    rows = session.execute(query.where(ConsentRecord.subject_id.in_(subjects))).scalars()
    return tuple(dict.fromkeys(filter(None, map(vault.read, rows))))
