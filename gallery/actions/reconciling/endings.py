"""Compare how a consent ended with what the ledger tells of it, to the instant."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from gallery.consent.record import Decision
from gallery.models import ConsentRecord, ConsentScope, LedgerEvent

GIVEN = ("consent.given", "consent.renewed")
WITHDRAWN = "consent.withdrawn"
ENDED = ("consent.superseded", "consent.invalidated", "consent.entered_in_error")


def endings_unlike(row: ConsentRecord, events: Sequence[LedgerEvent]) -> Iterator[str]:
    """Yield a sentence for each end that the row or the ledger does not know, or another.

    ``events`` are those of its case in order. A withdrawal that the row forgot, or has later, is
    the worse of the two.

    :raises ValueError: an instant that an event holds cannot be read.
    """
    own = [event for event in events if event.subject_id == row.id]
    ends = [_end_of(event) for event in own if event.action in ENDED]
    yield from _unlike("ended", row.ended_at, min(ends, default=None))
    whole = [event.at for event in own if _is_whole(event)]
    told = list(_unlike("withdrawn", row.withdrawn_at, min(whole, default=None)))
    yield from told or _scopes_unlike(row, events)


def _scopes_unlike(row: ConsentRecord, events: Sequence[LedgerEvent]) -> Iterator[str]:
    withdrawals = [event for event in events if event.action == WITHDRAWN]
    given = [event for event in events if event.action in GIVEN]
    before = next(
        (one.details.get("withdrawn_before") for one in given if one.subject_id == row.id), None
    )
    asked = {event.subject_id: event.details.get("scopes") for event in given}
    for scope in row.scopes:
        fell = [event.at for event in withdrawals if _reaches(event, row, scope, asked)]
        if isinstance(before, dict) and scope.channel in before:
            fell.append(datetime.fromisoformat(before[scope.channel]))
        yield from _unlike(
            f"withdrawn on {scope.channel}", scope.withdrawn_at, min(fell, default=None)
        )


def _reaches(
    event: LedgerEvent, row: ConsentRecord, scope: ConsentScope, asked: dict[str | None, object]
) -> bool:
    """Tell whether a withdrawal ended what this scope permits: a refusal stays.

    It reaches every consent of the case that stood then, on the channels that it is about.
    """
    reached = event.details.get("consents")
    is_meant = isinstance(reached, list) and row.id in reached
    about = asked.get(event.subject_id) if _is_whole(event) else event.details.get("channels")
    is_about = isinstance(about, (dict, list)) and scope.channel in about
    return scope.decision == Decision.PERMIT and is_meant and is_about


def _is_whole(event: LedgerEvent) -> bool:
    return event.action == WITHDRAWN and event.details.get("channels") == "all"


def _end_of(event: LedgerEvent) -> datetime:
    at = event.details.get("at")
    return datetime.fromisoformat(str(at)) if at else event.at


def _unlike(what: str, there: datetime | None, told: datetime | None) -> Iterator[str]:
    if there == told:
        return
    if there is None:
        yield f"The ledger tells that it was {what}, the row does not."
    elif told is None:
        yield f"The row is {what}, the ledger tells of nothing like it."
    else:
        yield f"The row is {what} at {there:%FT%TZ}, the ledger tells of {told:%FT%TZ}."
