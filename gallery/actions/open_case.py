"""Open a case for a subject, known by the practice's chart reference."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from gallery.actions.settle_case import settle_case
from gallery.clinical.terms import (
    AGE_BANDS,
    GENDERS,
    LATERALITIES,
    SKIN_TYPES,
    area_named,
    one_of,
    procedure_named,
)
from gallery.db import one_at_a_time
from gallery.errors import InvalidInput
from gallery.models import Case, CaseProcedure, Subject
from gallery.publishing.lifecycle import CaseState
from gallery.runtime import UnitOfWork

LONGEST = {"chart_ref": 80, "title": 200, "provider": 120, "story": 5000, "registration_number": 40}
MOST_SESSIONS = 99
#: What decides where a case may be shown, and to whom; the ledger tells each change of it.
DECIDING = (
    "area",
    "procedures",
    "is_adult_at_capture",
    "is_actual_patient",
    "shows_nudity",
    "is_testimonial",
)
_CONSONANTS = "bcdfghjkmnpqrstvwxz"


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """State a case as staff enter it."""

    chart_ref: str
    title: str
    procedures: tuple[str, ...]
    area: str
    is_adult_at_capture: bool
    laterality: str | None = None
    sessions: int | None = None
    provider: str | None = None
    story: str | None = None
    age_band: str | None = None
    gender: str | None = None
    skin_type: str | None = None
    is_actual_patient: bool = True
    shows_nudity: bool = False
    is_testimonial: bool = False
    registration_number: str | None = None


def open_case(uow: UnitOfWork, facts: CaseFacts) -> Case:
    """Add a case in state ``draft``; its slug says what was treated, never who.

    :raises InvalidInput: a field is missing, too long or names something unknown.
    """
    check_facts(facts)
    subject = _subject(uow, facts.chart_ref)
    case = Case(
        slug=_slug(facts),
        subject_id=subject.id,
        state=CaseState.DRAFT.value,
        is_adult_at_capture=facts.is_adult_at_capture,
        created_at=uow.now,
        updated_at=uow.now,
    )
    apply_facts(case, facts)
    uow.session.add(case)
    uow.session.flush()
    told = {name: getattr(facts, name) for name in DECIDING}
    uow.record("case.opened", case_id=case.id, subject_id=subject.id, after=told)
    return settle_case(uow, case.id)


def check_facts(facts: CaseFacts) -> None:
    """Refuse facts that no case may have.

    :raises InvalidInput: names every field that is missing, too long or unknown.
    """
    problems = dict(_problems(facts))
    if problems:
        raise InvalidInput("Some fields need attention.", fields=problems)
    for slug in facts.procedures:
        procedure_named(slug)
    area_named(facts.area)
    for name, allowed in (
        ("laterality", LATERALITIES),
        ("age_band", AGE_BANDS),
        ("gender", GENDERS),
        ("skin_type", SKIN_TYPES),
    ):
        one_of(getattr(facts, name), allowed, name)


def _problems(facts: CaseFacts) -> Iterator[tuple[str, str]]:
    for name, longest in LONGEST.items():
        text = getattr(facts, name)
        if text and len(text) > longest:
            yield name, f"{len(text)} characters; the most is {longest}."
    for name in ("chart_ref", "title"):
        if not getattr(facts, name).strip():
            yield name, "Fill this in."
    if not facts.procedures:
        yield "procedures", "Name at least one procedure."
    if facts.sessions is not None and not 1 <= facts.sessions <= MOST_SESSIONS:
        yield "sessions", f"Give a number from 1 to {MOST_SESSIONS}."


def apply_facts(case: Case, facts: CaseFacts) -> None:
    """Write checked facts into the case's row."""
    case.title = " ".join(facts.title.split())
    case.area = facts.area
    case.laterality = facts.laterality or None
    case.sessions = facts.sessions
    case.provider = _text(facts.provider)
    case.story = _text(facts.story)
    case.age_band = facts.age_band or None
    case.gender = facts.gender or None
    case.skin_type = facts.skin_type or None
    case.is_adult_at_capture = facts.is_adult_at_capture
    case.is_actual_patient = facts.is_actual_patient
    case.shows_nudity = facts.shows_nudity
    case.is_testimonial = facts.is_testimonial
    case.registration_number = _text(facts.registration_number)
    slugs = list(dict.fromkeys(facts.procedures))
    known = {row.procedure: row for row in case.procedures}
    case.procedures = [
        known.get(slug) or CaseProcedure(procedure=slug, position=place)
        for place, slug in enumerate(slugs)
    ]
    for place, row in enumerate(case.procedures):
        row.position = place


def _text(text: str | None) -> str | None:
    return text.strip() or None if text else None


def _subject(uow: UnitOfWork, chart_ref: str) -> Subject:
    one_at_a_time(uow.session, "subjects")
    vault = uow.runtime.vault
    indexes = vault.indexes(chart_ref)
    found = uow.session.execute(
        select(Subject).where(Subject.chart_ref_index.in_(indexes)).order_by(Subject.created_at)
    ).scalar()
    if found is not None:
        return found
    subject = Subject(
        chart_ref_encrypted=vault.encrypt(chart_ref.strip()),
        chart_ref_index=indexes[0],
        created_at=uow.now,
    )
    uow.session.add(subject)
    uow.session.flush()
    return subject


def _slug(facts: CaseFacts) -> str:
    """Return ``<procedure>-<area>-<random>``: titles are free text and might name somebody.

    Consonants alone: digits could read as a date or a chart number, vowels make words.
    """
    random = "".join(secrets.choice(_CONSONANTS) for _ in range(8))
    return f"{facts.procedures[0]}-{facts.area}-{random}"
