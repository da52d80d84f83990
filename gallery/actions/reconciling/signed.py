"""Compare what the policy reads of a consent with what was signed.

The terms are vouched for by their hash in the ledger's event; the columns, scopes and coverage
that were made from them are what is read every day.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from gallery.clinical.terms import area_named, procedure_named
from gallery.consent.record import Identifiability, allowed_identifiability
from gallery.errors import InvalidInput
from gallery.models import ConsentRecord, ConsentScope, LedgerEvent

#: A column, and what the terms call it.
_AS_SIGNED = {
    "template": "template",
    "template_version": "template_version",
    "language": "language",
    "jurisdiction": "jurisdiction",
    "signature_method": "signature_method",
    "covers_future_photos": "future_photos",
    "supersedes_id": "supersedes",
}
#: What a consent may leave to its case, and what its event calls that.
_TOLD = {"procedure": "procedures", "photo": "photos"}
#: Some place's day begins so long before that of UTC, and some place's so long after it.
_EARLIEST, _LATEST = timedelta(hours=14), timedelta(hours=12)


def columns_unlike(row: ConsentRecord, event: LedgerEvent, photos: frozenset[str]) -> Iterator[str]:
    """Yield the name of every column that says something else than terms and event.

    ``photos`` are those that the case had at the event. Where a consent names no procedures or no
    photos, what the event tells of them is compared. Older events tell nothing of procedures, and
    of later photos' consents no more than that the photos were of the case by then.

    :raises ValueError: an instant of the terms cannot be read.
    """
    yield from _plain_columns(row, event)
    yield from _instants(row)
    yield from _scopes(row.scopes, _listed(row.terms, "scopes"))
    covered = _covered(row.terms, photos)
    kinds = {one.kind for one in row.covered} | covered.keys()
    for kind, name in _TOLD.items():
        if name in event.details:
            covered[kind] = frozenset(map(str, _listed(event.details, name)))
    for kind in sorted(kinds):
        if not _as_told(kind, row, covered.get(kind, frozenset()), event):
            yield f"coverage ({kind})"


def _as_told(kind: str, row: ConsentRecord, covered: frozenset[str], event: LedgerEvent) -> bool:
    there = row.covered_values(kind)
    name = _TOLD.get(kind)
    if name is None or name in event.details or _listed(row.terms, name):
        return there == covered
    if kind == "photo":
        return there <= covered if row.terms.get("future_photos") else there == covered
    return True


def _plain_columns(row: ConsentRecord, event: LedgerEvent) -> Iterator[str]:
    wanted = {
        column: row.terms[name] for column, name in _AS_SIGNED.items() if name in row.terms
    } | {"recorded_at": event.at, "recorded_by": event.actor}
    if "receipt" in event.details:
        wanted["receipt_id"] = event.details["receipt"]
    for column, value in wanted.items():
        if getattr(row, column) != value:
            yield column


def _instants(row: ConsentRecord) -> Iterator[str]:
    signed_at = datetime.fromisoformat(str(row.terms["signed_at"]))
    begins = row.terms.get("effective_from")
    effective_from = datetime.fromisoformat(str(begins)) if begins else signed_at
    expires_on = str(row.terms["expires_on"])
    for column, is_as_signed in (
        ("signed_at", row.signed_at == signed_at),
        ("effective_from", row.effective_from == effective_from),
        ("expires_on", row.expires_on.isoformat() == expires_on),
        ("expires_at", _begins_day(row.expires_at, expires_on)),
    ):
        if not is_as_signed:
            yield column


def _begins_day(at: datetime | None, day: object) -> bool:
    """Tell whether ``at`` is where ``day`` begins in some time zone: the practice's may change."""
    if at is None or day is None:
        return at is None and day is None
    begin = datetime.combine(date.fromisoformat(str(day)), time.min, UTC)
    return begin - _EARLIEST <= at <= begin + _LATEST


def _scopes(rows: Sequence[ConsentScope], signed: Sequence[Any]) -> Iterator[str]:
    wanted = {scope["channel"]: scope for scope in signed}
    there = [row.channel for row in rows]
    for channel in sorted(wanted.keys() ^ set(there)):
        yield f"scope of {channel}"
    for row in rows:
        scope = wanted.get(row.channel)
        if scope is None:
            continue
        if there.count(row.channel) > 1:
            yield f"scope of {row.channel}"
        if row.decision != scope["decision"]:
            yield f"decision on {row.channel}"
        if not _begins_day(row.starts_at, scope.get("starts_on")):
            yield f"starts_at of {row.channel}"
        if not _begins_day(row.ends_at, scope.get("ends_on")):
            yield f"ends_at of {row.channel}"


def _covered(terms: Mapping[str, object], photos: frozenset[str]) -> dict[str, frozenset[str]]:
    named = frozenset(map(str, _listed(terms, "photos")))
    allowed = frozenset(map(Identifiability, _listed(terms, "identifiability_allowed")))
    return {
        "procedure": _slugs(_listed(terms, "procedures"), lambda name: procedure_named(name).slug),
        "area": _slugs(_listed(terms, "body_areas"), lambda name: area_named(name).slug),
        "photo": named or photos,
        "identifiability": frozenset(one.value for one in allowed_identifiability(allowed)),
        "demographic": frozenset(map(str, _listed(terms, "demographics_allowed"))),
    }


def _slugs(names: Sequence[Any], slug_of: Callable[[str], str]) -> frozenset[str]:
    return frozenset(_slug(str(name), slug_of) for name in names)


def _slug(name: str, slug_of: Callable[[str], str]) -> str:
    try:
        return slug_of(name)
    except InvalidInput:
        return name  # the vocabulary no longer has it


def _listed(terms: Mapping[str, object], name: str) -> Sequence[Any]:
    found = terms.get(name)
    return found if isinstance(found, list) else []
