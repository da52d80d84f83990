"""End what expired: the gate has refused it since the very instant, this clears up after it."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from gallery.actions.end_consent import unsupported
from gallery.actions.end_publications import end_publications
from gallery.actions.find_cases import consents_of
from gallery.actions.left_copies import cases_with_left_copies, left_copies
from gallery.actions.left_renditions import cases_with_left_renditions, erase_left_renditions
from gallery.actions.open_takedowns import ever_shown, open_takedowns
from gallery.actions.settle_case import settle_ended
from gallery.clock import utc_now
from gallery.consent.lapse import Lapse, why_lapsed
from gallery.consent.policy import Verdict
from gallery.consent.record import Consent
from gallery.errors import PartlyDone
from gallery.models import Case, Publication
from gallery.published.clearance import verdict_on
from gallery.published.eligibility import INSTANT, at, is_permitted
from gallery.runtime import SYSTEM, Runtime, UnitOfWork

logger = logging.getLogger(__name__)

#: An expiry is an event of its own; whatever else ended a permission is told by ``why``.
EVENTS: Mapping[Lapse, str] = dict.fromkeys(Lapse, "consent.lapsed") | {
    Lapse.EXPIRED: "consent.expired"
}


def settle_expiries(runtime: Runtime) -> int:
    """End what nothing permits any more, copies by hand too, and open the takedown tasks.

    Renditions that no consent permits any more are erased, those of cases never published too.

    Every case is a transaction of its own, and one that fails keeps no other from its own;
    returns how many cases were cleared up.

    :raises PartlyDone: ``cases_unsettled``: some failed. The log names them, the rest is done.
    """
    cases = _lapsed_cases(runtime)
    unsettled = [case_id for case_id in cases if not _is_settled(runtime, case_id)]
    if unsettled:
        raise PartlyDone(
            f"{len(unsettled)} of {len(cases)} cases whose consents ended could not be cleared up."
            " Visitors get none of them; the worker's log names each.",
            code="cases_unsettled",
        )
    return len(cases)


def _is_settled(runtime: Runtime, case_id: str) -> bool:
    try:
        with runtime.unit_of_work(SYSTEM) as uow:
            settle_expiry(uow, case_id)
    except Exception as error:  # noqa: BLE001 (no case may keep those after it public)
        # No message and no traceback: what a row could not be read for may stand in them.
        name = getattr(error, "code", type(error).__name__)
        logger.error("case %s was not settled: %s", case_id, name)  # noqa: TRY400
        return False
    return True


def settle_expiry(uow: UnitOfWork, case_id: str) -> None:
    """Clear up after the permissions of one case that ended: an event for each way in which.

    :raises NotFound: there is no case with this id.
    """
    uow.take_turn(case_id)
    uow.get(Case, case_id, "case")
    consents = [row.as_value() for row in consents_of(uow.session, case_id)]
    ended = unsupported(uow, case_id)
    lapsed = {row.channel: verdict_on(row, consents, uow.now) for row in ended}
    for copy in left_copies(uow.session, case_id, uow.now):
        lapsed.setdefault(copy.channel, Verdict(permitted=False))
    found: dict[Lapse, list[tuple[str, str | None]]] = {}
    for channel, verdict in lapsed.items():
        lapse, consent_id = why_lapsed(verdict, channel, consents, uow.now)
        found.setdefault(lapse, []).append((channel, consent_id))
    expired = [c.id for c in sorted(consents, key=_last_day) if c.expires_at <= uow.now]
    # A copy by hand that is to go leaves alone what is permitted on the same channel.
    gone = [row.channel for row in ended]
    for lapse, channels in found.items():
        _clear_up(uow, case_id, lapse, channels, expired, gone)
    if found:
        settle_ended(uow, case_id)
    erase_left_renditions(uow, case_id)


def _last_day(consent: Consent) -> datetime:
    return consent.expires_at


def _clear_up(
    uow: UnitOfWork,
    case_id: str,
    lapse: Lapse,
    ended: Sequence[tuple[str, str | None]],
    expired: Sequence[str],
    gone: Sequence[str],
) -> None:
    channels = sorted({channel for channel, _ in ended})
    named = sorted({consent_id for _, consent_id in ended if consent_id})
    consents = expired if lapse is Lapse.EXPIRED else named
    event = uow.record(
        EVENTS[lapse],
        case_id=case_id,
        subject=("consent", consents[-1]) if consents else None,
        channels=channels,
        consents=list(consents),
        why=lapse.value,
    )
    ending = [channel for channel in channels if channel in gone]
    end_publications(uow, case_id, f"consent_{lapse}", ending)
    open_takedowns(uow, case_id, event, ever_shown(uow, case_id, channels))


def _lapsed_cases(runtime: Runtime) -> list[str]:
    query = (
        select(Publication.case_id)
        # One published an instant ahead of this machine's clock has not lapsed.
        .where(Publication.ended_at.is_(None), Publication.published_at <= INSTANT, ~is_permitted())
        .distinct()
    )
    now = utc_now()
    with runtime.reading() as session:
        lapsed = set(session.execute(query, at(now)).scalars())
        left = cases_with_left_renditions(session, now)
        return sorted(lapsed.union(left, cases_with_left_copies(session, now)))
