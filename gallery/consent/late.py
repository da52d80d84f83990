"""Papers that reach the record late: what was withdrawn after they were signed.

A paper recorded late permits no more than it would permit now, had it been recorded when it was
signed: a withdrawal reaches it in the same way.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from gallery.consent.record import Consent


def withdrawn_since(
    signed_at: datetime,
    channels: Iterable[str],
    consents: Iterable[Consent],
    everything_at: datetime | None = None,
) -> Mapping[str, datetime]:
    """Return the last withdrawal of each of ``channels`` that is not older than the signature.

    ``consents`` are all of the case, ended ones too; ``everything_at`` is when the patient last
    took back everything of hers. Of a paper that tells the day alone ``signed_at`` is that day's
    beginning, so that a withdrawal of the same day counts as the later of the two.
    """
    known = tuple(consents)
    found: dict[str, datetime] = {}
    for channel in channels:
        instants = [at for at in _withdrawals(channel, known) if at >= signed_at]
        if everything_at is not None and everything_at >= signed_at:
            instants.append(everything_at)
        if instants:
            found[channel] = max(instants)
    return found


def _withdrawals(channel: str, consents: Iterable[Consent]) -> Iterator[datetime]:
    for consent in consents:
        for scope in consent.scopes:
            if scope.channel == channel:
                ends = (scope.withdrawn_at, consent.withdrawn_at)
                yield from (end for end in ends if end is not None)
