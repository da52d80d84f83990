"""Which demographics of a case a publication may be found by (rule R16)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from gallery.actions.review_case import showing_of
from gallery.consent.policy import decide
from gallery.consent.record import Consent, Decision
from gallery.models import Case


def told_demographics(
    case: Case, channel: str, consents: Sequence[Consent], now: datetime
) -> frozenset[str]:
    """Return the demographics that every consent allows on which a publication may come to rest.

    A page tells what the consent of the moment allows; filters look at what is copied to the
    publication, so it must hold for whichever of the consents is left later.
    """
    told = decide(showing_of(case, channel), consents, now).demographics
    for consent in consents:
        if _may_be_rested_on(consent, now, channel):
            told &= consent.demographics
    return told


def told_everywhere(consents: Sequence[Consent], now: datetime) -> frozenset[str]:
    """Return the demographics that every consent allows which permits any channel, now or later.

    For files, which are the same on all channels; nothing while there is no such consent.
    """
    permitting = [consent.demographics for consent in consents if _may_be_rested_on(consent, now)]
    return frozenset.intersection(*permitting) if permitting else frozenset()


def _may_be_rested_on(consent: Consent, now: datetime, channel: str | None = None) -> bool:
    """Tell whether a consent permits ``channel``, or any, now or later: one that ended does not."""
    ends = (consent.withdrawn_at, consent.expires_at, consent.ended_at)
    return _is_ahead(ends, now) and any(
        scope.decision is Decision.PERMIT
        and channel in (None, scope.channel)
        and _is_ahead((scope.withdrawn_at, scope.ends_at), now)
        for scope in consent.scopes
    )


def _is_ahead(ends: Iterable[datetime | None], now: datetime) -> bool:
    return all(end is None or now < end for end in ends)
