"""How a consent stands at an instant, in one word for staff, patients and exports."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from gallery.consent.record import Consent, Decision

EXPIRING = timedelta(days=30)


class Standing(StrEnum):
    """Say how a consent stands; computed at the instant of reading, never stored."""

    NOT_BEGUN = "not_begun"
    ACTIVE = "active"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    INVALIDATED = "invalidated"
    ENTERED_IN_ERROR = "entered_in_error"


def standing_of(consent: Consent, end_reason: str | None, now: datetime) -> Standing:
    """Return how ``consent`` stands at ``now``; ``end_reason`` says why it was ended early.

    A consent of which every permission was taken back counts as withdrawn.
    """
    if consent.withdrawn_at is not None and consent.withdrawn_at <= now:
        return Standing.WITHDRAWN
    if consent.ended_at is not None and consent.ended_at <= now:
        return Standing(end_reason) if end_reason in set(Standing) else Standing.INVALIDATED
    if consent.expires_at <= now:
        return Standing.EXPIRED
    permits = [scope for scope in consent.scopes if scope.decision == "permit"]
    if permits and all(scope.withdrawn_at and scope.withdrawn_at <= now for scope in permits):
        return Standing.WITHDRAWN
    if now < consent.effective_from:
        return Standing.NOT_BEGUN
    return Standing.EXPIRING if consent.expires_at - now <= EXPIRING else Standing.ACTIVE


def withdrawn_at_of(consent: Consent, end_reason: str | None, now: datetime) -> datetime | None:
    """Return when a consent was withdrawn; place by place it counts from the last of them."""
    if consent.withdrawn_at or standing_of(consent, end_reason, now) is not Standing.WITHDRAWN:
        return consent.withdrawn_at
    return max(scope.withdrawn_at for scope in consent.scopes if scope.withdrawn_at)


def all_ended_at(consents: Iterable[Consent], now: datetime) -> datetime | None:
    """Return when the last permission of a case ended, in whatever way.

    None while one holds or will begin, and where there was none.
    """
    last = max(_ends_of_permissions(consents), default=None)
    return None if last is None or last > now else last


def _ends_of_permissions(consents: Iterable[Consent]) -> Iterator[datetime]:
    for consent in consents:
        early = (consent.withdrawn_at, consent.ended_at)
        for scope in consent.scopes:
            if scope.decision is Decision.PERMIT:
                ends = (*early, scope.withdrawn_at, scope.ends_at)
                yield min([consent.expires_at, *(end for end in ends if end)])
