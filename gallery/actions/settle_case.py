"""Bring a case's stored state in line with what is known of it."""

import logging
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.actions.covered_eyes import uncovered_faces
from gallery.actions.end_publications import end_publications
from gallery.actions.find_cases import consents_of, live_channels, load_case
from gallery.actions.open_takedowns import ever_shown, open_takedowns
from gallery.actions.review_case import case_for_review, facts_for_review
from gallery.consent.policy import permits_anything
from gallery.models import Case, Notice, Publication
from gallery.publishing.finding import Finding, PublicationBlocked, Severity
from gallery.publishing.lifecycle import CaseState, Progress, state_of
from gallery.publishing.review import UNREADABLE, review
from gallery.runtime import Runtime, UnitOfWork

logger = logging.getLogger(__name__)

#: What passes by itself; it keeps a case from being published, not from being edited. A public case
#: is hidden while its pictures are made again.
_FOR_NOW = frozenset({"picture_text_pending", "photo_in_work"})
#: A case that turns out to be one of these is taken down at once; other faults are refused.
_NEVER_PUBLIC = frozenset({"minor", "not_actual_patient"})


def settle_case(uow: UnitOfWork, case_id: str, *, touch: bool = True) -> Case:
    """Recompute the state after a change of the case, its photos, consents or publications."""
    return _settle(uow, case_id, partial(_has_open_findings, uow), touch=touch)


def settle_ended(uow: UnitOfWork, case_id: str) -> Case:
    """Recompute the state after a consent or a publication of the case ended.

    Nothing is reviewed: what a review finds does not change by an end, and an end waits for no
    lint and fails for no value that cannot be read.
    """
    return _settle(uow, case_id, lambda case: case.state != CaseState.APPROVED)


def _settle(
    uow: UnitOfWork,
    case_id: str,
    has_open_findings: Callable[[Case], bool],
    *,
    touch: bool = True,
) -> Case:
    uow.session.flush()
    case = load_case(uow.session, case_id, afresh=True)
    published = uow.session.execute(
        select(Publication.ended_at).where(Publication.case_id == case_id)
    ).scalars()
    ends = list(published)
    progress = Progress(
        is_purged=case.state == CaseState.PURGED,
        has_live_publication=any(end is None for end in ends),
        was_published=bool(ends),
        has_pairs=bool(case.pairs),
        has_consent_in_force=True,
        has_open_findings=False,
    )
    if state_of(progress) is CaseState.APPROVED:
        # Only a case that waits to be published needs its consents and a review to tell its state.
        has_consent = _has_consent_in_force(uow, case_id)
        has_findings = has_consent and has_open_findings(case)
        progress = replace(
            progress, has_consent_in_force=has_consent, has_open_findings=has_findings
        )
    case.state = state_of(progress).value
    if touch:
        case.updated_at = uow.now
    return case


def _has_consent_in_force(uow: UnitOfWork, case_id: str) -> bool:
    consents = consents_of(uow.session, case_id)
    return any(permits_anything(row.as_value(), uow.now) for row in consents)


def _has_open_findings(uow: UnitOfWork, case: Case) -> bool:
    findings = review(case_for_review(uow, case))
    return any(finding.severity is Severity.BLOCK for finding in findings)


def keep_fit(uow: UnitOfWork, case: Case) -> None:
    """See that a change leaves a public case fit to be public.

    What may never be shown ends its publications in this transaction.

    :raises PublicationBlocked: the change would leave it unfit otherwise, and is not made.
    """
    if case.state != CaseState.PUBLISHED:
        return
    findings = (*review(case_for_review(uow, case)), *_uncovered_faces(uow, case))
    codes = {finding.code for finding in findings if finding.severity is Severity.BLOCK} - _FOR_NOW
    if codes & _NEVER_PUBLIC:
        _take_down(uow, case, codes)
    elif codes:
        raise PublicationBlocked(findings)


def keep_hers_unnamed(uow: UnitOfWork, case: Case) -> None:
    """Take down the cases of a patient that name her, now that her name is known (rule R13).

    What made it known was right and is kept: her signature, on a consent to ``case``. Her other
    cases are looked at by jobs: their turns may not be waited for while the ledger's is held.
    """
    keep_unnamed(uow, case.id)
    others = select(Case.id).where(
        Case.subject_id == case.subject_id,
        Case.id != case.id,
        Case.state == CaseState.PUBLISHED.value,
    )
    for case_id in uow.session.execute(others).scalars():
        uow.enqueue("keep_unnamed", {"case_id": case_id}, case_id=case_id)


def keep_unnamed(uow: UnitOfWork, case_id: str) -> bool:
    """Take a public case down if it names its subject, as far as names are known now."""
    case = load_case(uow.session, case_id, afresh=True)
    if case.state != CaseState.PUBLISHED:
        return False
    codes = names_her(uow.session, uow.runtime, case)
    if codes:
        _take_down(uow, case, codes)
    return bool(codes)


def names_her(session: Session, runtime: Runtime, case: Case) -> frozenset[str]:
    """Return the codes of what names the subject of a case in what it shows (rule R13)."""
    found = review(facts_for_review(session, runtime, case))
    codes = {f.code for f in found if f.rule == "R13" and f.severity is Severity.BLOCK}
    if UNREADABLE in codes:
        logger.warning("case %s: a value without its data key was not searched for", case.id)
    return frozenset(codes - _FOR_NOW - {UNREADABLE})


def _take_down(uow: UnitOfWork, case: Case, codes: Collection[str]) -> None:
    """Clear every surface on which it ever was, copies by hand included, and tell staff."""
    end_publications(uow, case.id, "unfit")
    event = uow.record("case.unpublished", case_id=case.id, reasons=sorted(codes))
    open_takedowns(uow, case.id, event, ever_shown(uow, case.id))
    uow.session.add(
        Notice(
            kind="case_unfit",
            case_id=case.id,
            subject_id=event.id,
            threshold_days=0,
            due_at=uow.now,
            created_at=uow.now,
        )
    )
    settle_ended(uow, case.id)


def _uncovered_faces(uow: UnitOfWork, case: Case) -> Iterator[Finding]:
    consents = consents_of(uow.session, case.id)
    for channel in live_channels(uow.session, case.id):
        yield from uncovered_faces(case, channel, consents, uow.now)
