"""Read what waits for staff, of every case; each query is counted for the menu, too."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from gallery.actions.give_notice import SCOPE_EXPIRING
from gallery.actions.open_takedowns import CDN, ORIGIN
from gallery.actions.reconciling.scan import Kind
from gallery.consent.takedown_states import OPEN
from gallery.models import (
    Case,
    ConsentRecord,
    ConsentScope,
    Job,
    Notice,
    Photo,
    ReconcileRun,
    SigningRequest,
    Site,
    Takedown,
    WebhookDelivery,
)
from gallery.publishing.lifecycle import CaseState

#: A link that ends within this time, and was not signed, is brought up.
LINK_ENDS_SOON = timedelta(hours=24)
#: A message that could not be delivered is brought up for this long.
RECENT = timedelta(days=7)
MOST = 50
_Query = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class ToDo:
    """Hold what waits for staff, what is due first on top."""

    consents: list[tuple[Notice, ConsentRecord, str]]
    scopes: list[tuple[Notice, ConsentScope, ConsentRecord, str]]
    takedowns: list[tuple[Takedown, str]]
    unfit: list[tuple[Notice, Case]]
    requests: list[tuple[SigningRequest, str]]
    blocked: list[Case]
    failed_jobs: list[Job]
    failed_messages: list[tuple[WebhookDelivery, Site]]
    closed_sites: list[Site]
    failed_checks: ReconcileRun | None


def to_do(session: Session, now: datetime) -> ToDo:
    """Return what waits at ``now``, at most 50 of each kind."""
    runs = session.execute(_last_run()).scalars().all()
    return ToDo(
        consents=_rows(session, _consents(now)),
        scopes=_rows(session, _scopes(now)),
        takedowns=_rows(session, _takedowns(session, now)),
        unfit=_rows(session, _unfit()),
        requests=_rows(session, _requests(now)),
        blocked=list(session.execute(_blocked().limit(MOST)).scalars()),
        failed_jobs=list(session.execute(_failed_jobs().limit(MOST)).scalars()),
        failed_messages=_rows(session, _failed_messages(now)),
        closed_sites=list(session.execute(_closed_sites()).scalars()),
        failed_checks=next((run for run in runs if faults_of(run)), None),
    )


def count_to_do(session: Session, now: datetime) -> int:
    """Return how many things wait."""
    queries: list[_Query] = [
        _consents(now),
        _scopes(now),
        _takedowns(session, now),
        _unfit(),
        _requests(now),
        _blocked(),
        _failed_jobs(),
        _failed_messages(now),
        _closed_sites(),
    ]
    counts = (
        session.execute(select(func.count()).select_from(_ids(query))).scalar_one()
        for query in queries
    )
    runs = session.execute(_last_run()).scalars().all()
    return sum(counts) + sum(bool(faults_of(run)) for run in runs)


def faults_of(run: ReconcileRun) -> int:
    """Return how many faults a run found; a late takedown is told elsewhere."""
    late = Kind.TAKEDOWN_OVERDUE.value
    repaired = sum(one.get("repaired") == "yes" for one in run.findings)
    return max(0, sum(count for kind, count in run.counts.items() if kind != late) - repaired)


def _rows(session: Session, query: _Query) -> list[Any]:
    return [tuple(row) for row in session.execute(query.limit(MOST)).all()]


def _ids(query: _Query) -> Any:
    return query.order_by(None).with_only_columns(1).subquery()


def _consents(now: datetime) -> _Query:
    return (
        select(Notice, ConsentRecord, Case.title)
        .join(ConsentRecord, ConsentRecord.id == Notice.subject_id)
        .join(Case, Case.id == ConsentRecord.case_id)
        .where(
            Notice.kind == "consent_expiring",
            Notice.done_at.is_(None),
            ConsentRecord.withdrawn_at.is_(None),
            ConsentRecord.ended_at.is_(None),
            ConsentRecord.expires_at > now,
        )
        .order_by(Notice.due_at)
    )


def _scopes(now: datetime) -> _Query:
    """A place whose permission ends before its consent does."""
    return (
        select(Notice, ConsentScope, ConsentRecord, Case.title)
        .join(ConsentScope, ConsentScope.id == Notice.subject_id)
        .join(ConsentRecord, ConsentRecord.id == ConsentScope.consent_id)
        .join(Case, Case.id == ConsentRecord.case_id)
        .where(
            Notice.kind == SCOPE_EXPIRING,
            Notice.done_at.is_(None),
            ConsentScope.withdrawn_at.is_(None),
            ConsentScope.ends_at > now,
            ConsentRecord.withdrawn_at.is_(None),
            ConsentRecord.ended_at.is_(None),
        )
        .order_by(Notice.due_at)
    )


def _takedowns(session: Session, now: datetime) -> _Query:
    """A surface waits for staff from the first day where people clear it, and once it is late."""
    waits_for_people = Takedown.surface.not_in((ORIGIN, CDN)) & Takedown.surface.not_like("site:%")
    sites = session.execute(select(Site)).scalars().all()
    unseen = [f"site:{site.key}" for site in sites if not site.pages]
    nobody_can_look = Takedown.surface.in_(unseen) & (Takedown.attempts > 0)
    nobody_can_tell = Takedown.state == "names_nothing"
    return (
        select(Takedown, Case.title)
        .join(Case, Case.id == Takedown.case_id)
        .where(
            Takedown.state.in_(OPEN),
            or_(waits_for_people, nobody_can_look, nobody_can_tell, Takedown.deadline_at <= now),
        )
        .order_by(Takedown.deadline_at, Takedown.id)
    )


def _unfit() -> _Query:
    return (
        select(Notice, Case)
        .join(Case, Case.id == Notice.case_id)
        .where(Notice.kind == "case_unfit", Notice.done_at.is_(None))
        .order_by(Notice.due_at)
    )


def _requests(now: datetime) -> _Query:
    return (
        select(SigningRequest, Case.title)
        .join(Case, Case.id == SigningRequest.case_id)
        .where(
            SigningRequest.state == "open",
            SigningRequest.expires_at > now,
            SigningRequest.expires_at <= now + LINK_ENDS_SOON,
        )
        .order_by(SigningRequest.expires_at)
    )


def _blocked() -> _Query:
    """A case whose pictures are still being made waits for the service, not for staff."""
    in_work = exists(
        select(Photo.id).where(
            Photo.case_id == Case.id, Photo.state.in_(("uploaded", "processing"))
        )
    )
    needs_review = Case.state == CaseState.NEEDS_REVIEW.value
    return select(Case).where(needs_review, ~in_work).order_by(Case.updated_at.desc())


def _failed_jobs() -> _Query:
    return select(Job).where(Job.state == "failed").order_by(Job.created_at.desc())


def _failed_messages(now: datetime) -> _Query:
    return (
        select(WebhookDelivery, Site)
        .join(Site, Site.id == WebhookDelivery.site_id)
        .where(WebhookDelivery.state == "failed", WebhookDelivery.finished_at > now - RECENT)
        .order_by(WebhookDelivery.finished_at.desc())
    )


def _closed_sites() -> _Query:
    is_closed = and_(Site.webhook_url.is_not(None), Site.webhook_disabled_at.is_not(None))
    return select(Site).where(is_closed).order_by(Site.key)


def _last_run() -> Select[ReconcileRun]:
    return select(ReconcileRun).order_by(ReconcileRun.started_at.desc()).limit(1)
