"""Consent texts: those that come with the product and those that the practice added."""

import re
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.consent.text import ConsentText, builtin_text, builtin_texts, parse_text
from gallery.errors import Conflict, NotFound
from gallery.models import ConsentTextVersion
from gallery.runtime import UnitOfWork

LONGEST_SOURCE = 100_000


@dataclass(frozen=True)
class KnownText:
    """Hold a text with what is known of it; ``added_at`` is None for those of the product.

    ``is_altered`` tells that the stored words are no longer those that were added (rule R22).
    """

    text: ConsentText
    added_at: datetime | None = None
    is_altered: bool = False

    def since(self, zone: tzinfo) -> date | None:
        """Return the first day on which somebody can have signed it, where the practice is."""
        if self.added_at is None:
            return self.text.released_on
        return self.added_at.astimezone(zone).date()


def all_texts(session: Session) -> list[KnownText]:
    """Return every version of every text, by name, newest version last."""
    rows = session.execute(select(ConsentTextVersion)).scalars()
    found = [KnownText(text) for text in builtin_texts()] + [_known(row) for row in rows]
    return sorted(found, key=_order)


def find_text(session: Session, text_id: str, version: str, language: str) -> KnownText | None:
    """Return one version of a text in one language; None if nobody added it."""
    builtin = builtin_text(text_id, version, language)
    if builtin is not None:
        return KnownText(builtin)
    query = select(ConsentTextVersion).where(
        ConsentTextVersion.text_id == text_id,
        ConsentTextVersion.version == version,
        ConsentTextVersion.language == language,
    )
    row = session.execute(query).scalar_one_or_none()
    return _known(row) if row else None


def text_in_use(session: Session, text_id: str, version: str, language: str) -> ConsentText:
    """Return a text to be laid before a patient.

    :raises NotFound: there is no such version in this language.
    :raises Conflict: ``consent_text_altered``: its words were changed behind the service's back.
    """
    known = find_text(session, text_id, version, language)
    if known is None:
        raise NotFound("There is no consent text of this name, version and language.")
    if known.is_altered:
        raise Conflict(
            "This consent text was altered after it was added. Add its words as a new version.",
            code="consent_text_altered",
        )
    return known.text


def add_text(uow: UnitOfWork, source: str) -> ConsentText:
    """Add a version of a text, written as docs/consent-texts.md says; it can never be changed.

    :raises InvalidInput: ``text_invalid``, naming the section and field.
    :raises Conflict: ``text_version_exists``: give it the next version.
    """
    text = parse_text(source)
    if find_text(uow.session, text.id, text.version, text.language) is not None:
        raise Conflict(
            f"Version {text.version} of {text.id} ({text.language}) is there already and cannot be"
            " changed: give the new words the next version.",
            code="text_version_exists",
        )
    row = ConsentTextVersion(
        text_id=text.id,
        version=text.version,
        language=text.language,
        source=source,
        sha256=text.sha256,
        created_at=uow.now,
        created_by=uow.actor.id,
    )
    uow.session.add(row)
    uow.session.flush()
    uow.record("text.added", subject=("text", row.id), sha256=row.sha256, version=row.version)
    return text


def _order(known: KnownText) -> tuple[str, list[tuple[int, str]], str]:
    """Sort versions as people count: 2 before 10."""
    parts = re.split(r"[^0-9A-Za-z]+", known.text.version)
    version = [(int(part), "") if part.isdigit() else (0, part) for part in parts]
    return known.text.id, version, known.text.language


def _known(row: ConsentTextVersion) -> KnownText:
    text = parse_text(row.source)
    return KnownText(text, row.created_at, is_altered=text.sha256 != row.sha256)
