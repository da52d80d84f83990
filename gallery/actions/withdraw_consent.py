"""Take a consent back: effective in this transaction, on every surface (rules R4, R5)."""

from collections.abc import Sequence

from sqlalchemy import select

from gallery.actions.end_publications import end_publications
from gallery.actions.open_takedowns import ever_shown, open_takedowns
from gallery.actions.settle_case import settle_ended
from gallery.consent.channels import channel_of
from gallery.consent.record import Decision
from gallery.errors import Conflict, InvalidInput
from gallery.models import ConsentRecord, LedgerEvent, Takedown
from gallery.runtime import UnitOfWork

LONGEST_REASON = 500


def withdraw_consent(
    uow: UnitOfWork, consent_id: str, reason: str | None = None, channels: tuple[str, ...] = ()
) -> list[Takedown]:
    """Withdraw a consent, or some of its channels, and list what is to be cleared.

    Whatever other consents of the case permit on the same channels falls with it: a withdrawal is
    not outlived by another signature. Refusals stay. Publications on these channels end at once; a
    later consent needs a new publication, under new keys.

    :raises NotFound: there is no consent with this id.
    :raises InvalidInput: a channel is not among those the consent permits; the reason is too long.
    :raises Conflict: ``consent_already_withdrawn``.
    """
    consent = uow.get_in_turn(ConsentRecord, consent_id, "consent")
    if consent.withdrawn_at is not None:
        raise Conflict("This consent was withdrawn already.", code="consent_already_withdrawn")
    _check_reason(reason)
    named = tuple(channel_of(channel, field="channels") for channel in channels)
    _check_channels(consent, named)
    fallen: tuple[str, ...] = named or tuple(scope.channel for scope in consent.scopes)
    event = _take_back(uow, consent, fallen, reason, named)
    return _clear(uow, consent.case_id, event, fallen)


def withdraw_all_of_case(
    uow: UnitOfWork, consents: Sequence[ConsentRecord], reason: str | None = None
) -> list[Takedown]:
    """Withdraw several consents of one case at once, and list once what is to be cleared.

    To be called in the turn of the case.

    :raises InvalidInput: the reason is too long.
    """
    _check_reason(reason)
    fallen = sorted({scope.channel for consent in consents for scope in consent.scopes})
    events = [_take_back(uow, consent, fallen, reason, ()) for consent in consents]
    return _clear(uow, consents[0].case_id, events[-1], fallen)


def _take_back(
    uow: UnitOfWork,
    consent: ConsentRecord,
    fallen: Sequence[str],
    reason: str | None,
    named: Sequence[str],
) -> LedgerEvent:
    ended = _end_permissions(uow, consent.case_id, fallen)
    if not named:
        consent.withdrawn_at, consent.withdrawal_reason = uow.now, reason
    return uow.record(
        "consent.withdrawn",
        case_id=consent.case_id,
        subject=("consent", consent.id),
        channels=sorted(named) or "all",
        consents=[row.id for row in ended],
        before={"state": "in_force"},
        after={"state": "in_part" if named else "withdrawn"},
        with_reason=bool(reason),
    )


def _clear(
    uow: UnitOfWork, case_id: str, event: LedgerEvent, fallen: Sequence[str]
) -> list[Takedown]:
    end_publications(uow, case_id, "consent_withdrawn", fallen)
    takedowns = open_takedowns(uow, case_id, event, ever_shown(uow, case_id, fallen))
    settle_ended(uow, case_id)
    return takedowns


def _check_reason(reason: str | None) -> None:
    if reason is not None and len(reason) > LONGEST_REASON:
        message = f"Keep the reason under {LONGEST_REASON} characters."
        raise InvalidInput(message, fields={"reason": message})


def _check_channels(consent: ConsentRecord, channels: Sequence[str]) -> None:
    permitted = {
        scope.channel
        for scope in consent.scopes
        if scope.decision == Decision.PERMIT and scope.withdrawn_at is None
    }
    unknown = sorted(set(channels) - permitted)
    if unknown:
        message = f"This consent does not permit: {', '.join(unknown)}."
        raise InvalidInput(message, fields={"channels": message}, code="channel_not_permitted")


def _end_permissions(uow: UnitOfWork, case_id: str, channels: Sequence[str]) -> list[ConsentRecord]:
    """End what any consent of the case permits on the channels; what they deny stays denied."""
    query = select(ConsentRecord).where(
        ConsentRecord.case_id == case_id, ConsentRecord.withdrawn_at.is_(None)
    )
    rows = list(uow.session.execute(query).scalars())
    for row in rows:
        _end_scopes(uow, row, channels)
    return rows


def _end_scopes(uow: UnitOfWork, consent: ConsentRecord, channels: Sequence[str]) -> None:
    for scope in consent.scopes:
        if scope.channel in channels and scope.decision == Decision.PERMIT:
            scope.withdrawn_at = scope.withdrawn_at or uow.now
