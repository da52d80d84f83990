"""Read what staff look at: cases, and what belongs to one."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from gallery.actions.name_release import PREFIX, cases_released_as
from gallery.actions.signer_names import signed_by
from gallery.errors import NotFound
from gallery.models import (
    Case,
    CaseProcedure,
    ConsentRecord,
    Job,
    Pair,
    Photo,
    Publication,
    Subject,
    Takedown,
)
from gallery.publishing.lifecycle import CaseState
from gallery.vault import Vault


@dataclass(frozen=True)
class CaseQuery:
    """Say which cases are wanted; ``q`` finds titles and providers.

    It also finds the case that a published file's model release id (``urn:uuid:...``) names, with
    ``by_chart_ref`` the exact chart reference and, with ``by_signer``, all cases of a patient one
    of whose consents was signed by a name that has every word of ``q``.
    """

    q: str | None = None
    by_chart_ref: bool = False
    by_signer: bool = False
    state: str | None = None
    procedure: str | None = None
    area: str | None = None
    page: int = 1
    per_page: int = 50


@dataclass(frozen=True)
class FoundCases:
    """One page of cases, newest change first, and how many there are in all."""

    cases: tuple[Case, ...]
    total: int
    page: int
    per_page: int


def find_cases(session: Session, vault: Vault, query: CaseQuery) -> FoundCases:
    """Return the cases that ``query`` asks for."""
    conditions = list(_conditions(session, vault, query))
    total = session.execute(select(func.count(Case.id)).where(*conditions)).scalar_one()
    rows = (
        select(Case)
        .where(*conditions)
        .order_by(Case.updated_at.desc(), Case.id)
        .offset((query.page - 1) * query.per_page)
        .limit(query.per_page)
        .options(selectinload(Case.procedures), selectinload(Case.photos), *_pairs())
    )
    return FoundCases(
        cases=tuple(session.execute(rows).scalars()),
        total=total,
        page=query.page,
        per_page=query.per_page,
    )


def load_case(session: Session, case_id: str, *, afresh: bool = False) -> Case:
    """Return a case with its photos, renditions, pairs, procedures and subject.

    ``afresh`` reads again what this session has already loaded.

    :raises NotFound: there is no case with this id.
    """
    query = (
        select(Case)
        .where(Case.id == case_id)
        .options(
            selectinload(Case.procedures),
            selectinload(Case.photos).selectinload(Photo.renditions),
            selectinload(Case.subject),
            *_pairs(),
        )
    )
    query = query.execution_options(populate_existing=afresh)
    case = session.execute(query).scalar_one_or_none()
    if case is None:
        raise NotFound("There is no case with this id.")
    return case


def consents_of(session: Session, case_id: str) -> list[ConsentRecord]:
    """Return the consents of a case, newest first."""
    query = (
        select(ConsentRecord)
        .where(ConsentRecord.case_id == case_id)
        .order_by(ConsentRecord.recorded_at.desc())
        .options(selectinload(ConsentRecord.scopes), selectinload(ConsentRecord.covered))
    )
    return list(session.execute(query).scalars())


def publications_of(session: Session, case_id: str) -> list[Publication]:
    """Return the publications of a case, newest first."""
    query = (
        select(Publication)
        .where(Publication.case_id == case_id)
        .order_by(Publication.published_at.desc(), Publication.channel)
        .options(selectinload(Publication.shown))
    )
    return list(session.execute(query).scalars())


def live_channels(session: Session, case_id: str) -> list[str]:
    """Return the channels on which the case has a publication without an end, in order."""
    query = select(Publication.channel).distinct().order_by(Publication.channel)
    query = query.where(Publication.case_id == case_id, Publication.ended_at.is_(None))
    return list(session.execute(query).scalars())


def takedowns_of(session: Session, *, case_id: str) -> list[Takedown]:
    """Return the surfaces to clear of a case, newest first."""
    query = select(Takedown).where(Takedown.case_id == case_id)
    query = query.order_by(Takedown.created_at.desc(), Takedown.surface)
    return list(session.execute(query).scalars())


def jobs_of(
    session: Session, *, case_id: str | None = None, state: str | None = None, limit: int = 100
) -> list[Job]:
    """Return jobs, newest first."""
    query = select(Job).order_by(Job.created_at.desc()).limit(limit)
    if case_id is not None:
        query = query.where(Job.case_id == case_id)
    if state is not None:
        query = query.where(Job.state == state)
    return list(session.execute(query).scalars())


def chart_ref_of(vault: Vault, case: Case) -> str:
    """Return the practice's chart reference of a case's subject, in clear."""
    return vault.decrypt(case.subject.chart_ref_encrypted)


def _pairs() -> tuple[ORMOption, ...]:
    return (
        selectinload(Case.pairs).selectinload(Pair.before),
        selectinload(Case.pairs).selectinload(Pair.after),
    )


def _conditions(session: Session, vault: Vault, query: CaseQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    conditions.append(
        Case.state == query.state if query.state else Case.state != CaseState.PURGED.value
    )
    if query.area:
        conditions.append(Case.area == query.area)
    if query.procedure:
        conditions.append(
            exists(
                select(CaseProcedure.procedure).where(
                    CaseProcedure.case_id == Case.id, CaseProcedure.procedure == query.procedure
                )
            )
        )
    if query.q and query.q.lower().startswith(PREFIX):
        conditions.append(Case.id.in_(cases_released_as(session, query.q)))
    elif query.q:
        conditions.append(or_(*_ways_to_be_meant(vault, query, query.q)))
    return conditions


def _ways_to_be_meant(vault: Vault, query: CaseQuery, q: str) -> Iterator[ColumnElement[bool]]:
    yield from (text.icontains(q, autoescape=True) for text in (Case.title, Case.provider))
    if query.by_chart_ref:
        yield exists(
            select(Subject.id).where(
                Subject.id == Case.subject_id, Subject.chart_ref_index.in_(vault.indexes(q))
            )
        )
    if query.by_signer:
        yield exists(
            select(ConsentRecord.id).where(
                ConsentRecord.subject_id == Case.subject_id, signed_by(vault, q)
            )
        )
