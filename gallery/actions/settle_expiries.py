"""End what expired: the gate has refused it since the very instant, this clears up after it."""

from sqlalchemy import select

from gallery.actions.end_consent import unsupported
from gallery.actions.end_publications import end_publications
from gallery.actions.open_takedowns import ever_shown, open_takedowns
from gallery.actions.settle_case import settle_case
from gallery.clock import utc_now
from gallery.models import Case, ConsentRecord, Publication
from gallery.published.eligibility import at, may_show
from gallery.runtime import SYSTEM, Runtime, UnitOfWork


def settle_expiries(runtime: Runtime) -> int:
    """End each publication that nothing permits any more, and open its takedown tasks.

    Every case is a transaction of its own; returns how many cases were cleared up.
    """
    cases = _lapsed_cases(runtime)
    for case_id in cases:
        with runtime.unit_of_work(SYSTEM) as uow:
            settle_expiry(uow, case_id)
    return len(cases)


def settle_expiry(uow: UnitOfWork, case_id: str) -> None:
    """Clear up after the consents of one case that expired.

    :raises NotFound: there is no case with this id.
    """
    uow.take_turn(case_id)
    uow.get(Case, case_id, "case")
    lapsed = [row.channel for row in unsupported(uow, case_id)]
    if not lapsed:
        return
    expired = _expired_consents(uow, case_id)
    event = uow.record(
        "consent.expired",
        case_id=case_id,
        subject=("consent", expired[-1]) if expired else None,
        channels=sorted(lapsed),
        consents=expired,
    )
    end_publications(uow, case_id, "consent_expired", lapsed)
    open_takedowns(uow, case_id, event, ever_shown(uow, case_id, lapsed))
    settle_case(uow, case_id)


def _lapsed_cases(runtime: Runtime) -> list[str]:
    query = (
        select(Publication.case_id)
        .where(
            Publication.ended_at.is_(None),
            Publication.media_ready_at.is_not(None),
            ~may_show(),
        )
        .distinct()
    )
    with runtime.reading() as session:
        return list(session.execute(query, at(utc_now())).scalars())


def _expired_consents(uow: UnitOfWork, case_id: str) -> list[str]:
    query = (
        select(ConsentRecord.id)
        .where(ConsentRecord.case_id == case_id, ConsentRecord.expires_at <= uow.now)
        .order_by(ConsentRecord.expires_at)
    )
    return list(uow.session.execute(query).scalars())
