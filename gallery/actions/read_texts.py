"""Read the source of a consent text, to start a new version from it."""

from importlib.resources import files

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.actions.consent_texts import KnownText, find_text
from gallery.errors import NotFound
from gallery.models import ConsentTextVersion


def known_text(session: Session, text_id: str, version: str, language: str) -> KnownText:
    """Return one version of a text in one language, altered or not.

    :raises NotFound: there is none.
    """
    known = find_text(session, text_id, version, language)
    if known is None:
        raise NotFound("There is no consent text of this name, version and language.")
    return known


def source_of(session: Session, known: KnownText) -> str:
    """Return a text as it is written, in TOML."""
    text = known.text
    if known.added_at is None:
        folder = files("gallery.consent").joinpath("texts", text.id, text.version)
        return folder.joinpath(f"{text.language}.toml").read_text(encoding="utf-8")
    query = select(ConsentTextVersion.source).where(
        ConsentTextVersion.text_id == text.id,
        ConsentTextVersion.version == text.version,
        ConsentTextVersion.language == text.language,
    )
    return session.execute(query).scalar_one()
