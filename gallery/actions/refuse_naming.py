"""Refuse texts of the practice that would name a patient whose case is public (rule R13)."""

from collections.abc import Iterator, Mapping

from sqlalchemy import exists, select

from gallery.actions.known_names import names_of
from gallery.actions.public_texts import MARK, MARK_OF, all_providers, own_words
from gallery.db import one_at_a_time
from gallery.errors import InvalidInput
from gallery.models import Case, PracticeProfile, Publication, Subject
from gallery.publishing.finding import Finding, Severity
from gallery.publishing.leaks import KnownIdentifiers, leak_findings
from gallery.publishing.practice_texts import practice_findings
from gallery.runtime import UnitOfWork

#: Who sets the text may not know the patients: it tells neither whose name it is, nor that it is.
NAMES_A_PATIENT = (
    "This names, or may name, a patient whose case is public, or gives her chart reference."
    " Write it differently."
)
_OF_A_PATIENT = frozenset({"name_in_text", "chart_ref_in_text"})


def refuse_naming(
    uow: UnitOfWork, profile: PracticeProfile, texts: Mapping[str, tuple[str, str]]
) -> None:
    """Refuse texts, by field: where each stands and what it says, if a live case forbids them.

    :raises InvalidInput: ``names_a_patient``, with a message for each field concerned.
    """
    faults: dict[str, str] = {}
    if any(text.strip() for _, text in texts.values()):
        known = _known_of_live_cases(uow, profile)
        for field, (place, text) in texts.items():
            for finding in _against(place, text, known) if known.names or known.chart_refs else ():
                is_hers = finding.code in _OF_A_PATIENT
                faults.setdefault(field, NAMES_A_PATIENT if is_hers else finding.message)
    if faults:
        message = "What would be public beside a patient's case must not name anybody."
        raise InvalidInput(message, fields=faults, code="names_a_patient")


def lock_practice_texts(uow: UnitOfWork) -> None:
    """Let nothing be published until these texts are set, and the other way round."""
    one_at_a_time(uow.session, "practice-texts")


def _against(place: str, text: str, known: KnownIdentifiers) -> Iterator[Finding]:
    if place.startswith((MARK, MARK_OF)):
        found = leak_findings({place: text}, known)
        yield from (finding for finding in found if finding.severity is Severity.BLOCK)
    else:
        yield from practice_findings({place: text}, known)


def _known_of_live_cases(uow: UnitOfWork, profile: PracticeProfile) -> KnownIdentifiers:
    is_live = exists().where(Publication.case_id == Case.id, Publication.ended_at.is_(None))
    live = select(Case.subject_id).where(is_live)
    refs = select(Subject.chart_ref_encrypted).where(Subject.id.in_(live))
    vault = uow.runtime.vault
    return KnownIdentifiers(
        names=names_of(uow.session, vault, live),
        chart_refs=tuple(filter(None, map(vault.read, uow.session.execute(refs).scalars()))),
        own=(*own_words(profile), *all_providers(uow.session)),
    )
