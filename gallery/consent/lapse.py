"""Why a permission is no longer there, although nobody withdrew it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum

from gallery.consent.policy import Verdict
from gallery.consent.record import Consent, Decision


class Lapse(StrEnum):
    """Say what ended a permission; the value ends the name of the ledger's event."""

    EXPIRED = "expired"
    SCOPE_ENDED = "scope_ended"
    SUPERSEDED = "superseded"
    DENIED = "denied"
    UNCOVERED = "uncovered"


def why_lapsed(
    verdict: Verdict, channel: str, consents: Sequence[Consent], now: datetime
) -> tuple[Lapse, str | None]:
    """Return what the refusal of ``verdict`` came from, and the id of the consent that it was.

    Of several consents that permitted the channel the last to end counts, and of each the first of
    its own ends. A denial counts before all; ``uncovered`` is what no end explains.
    """
    if any(reason.code == "channel_denied" for reason in verdict.reasons):
        return Lapse.DENIED, None
    ends = [end for one in consents if (end := min(_ends(one, channel), default=None))]
    passed = [end for end in ends if end[0] <= now]
    if not passed:
        return Lapse.UNCOVERED, None
    _, lapse, consent_id = max(passed)
    return lapse, consent_id


def _ends(consent: Consent, channel: str) -> Iterator[tuple[datetime, Lapse, str]]:
    for scope in consent.scopes:
        if scope.channel == channel and scope.decision is Decision.PERMIT:
            yield consent.expires_at, Lapse.EXPIRED, consent.id
            if consent.ended_at is not None:
                yield consent.ended_at, Lapse.SUPERSEDED, consent.id
            if scope.ends_at is not None:
                yield scope.ends_at, Lapse.SCOPE_ENDED, consent.id
