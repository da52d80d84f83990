"""Consents as the staff pages show them; their state is computed at each reading."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for

from gallery.clinical.terms import AREAS, PROCEDURES
from gallery.consent.channels import channel_label
from gallery.consent.policy import has_ended, in_force, scope_in_force
from gallery.consent.standing import Standing, standing_of
from gallery.models import ConsentRecord, ConsentScope
from gallery.web.staff import words
from gallery.web.staff.words import Badge


@dataclass(frozen=True)
class ScopeRow:
    """What a consent says of one channel, and whether that still speaks."""

    channel: str
    label: str
    is_permit: bool
    state: Badge
    ends_at: datetime | None
    can_withdraw: bool


@dataclass(frozen=True)
class ConsentCard:
    """One consent, as far as every reader of cases may know it."""

    id: str
    path: str
    state: Badge
    in_force: bool
    signed_at: datetime
    expires_on: date
    method: str
    scopes: tuple[ScopeRow, ...]
    covers: str
    identifiability: str
    demographics: str
    conditions: str
    procedures: str
    areas: str
    evidence_sha256: str | None
    recorded_at: datetime
    receipt_id: str
    withdrawn_at: datetime | None
    withdrawal_reason: str
    can_withdraw: bool

    @property
    def permits(self) -> tuple[str, ...]:
        """Name the channels that it permits now."""
        return tuple(row.label for row in self.scopes if row.is_permit and row.can_withdraw)


def state_of(record: ConsentRecord, now: datetime) -> Badge:
    """Return how a consent stands at ``now``."""
    standing = standing_of(record.as_value(), record.end_reason, now)
    if standing is Standing.EXPIRING:
        days = max(1, (record.expires_at - now).days)
        return Badge(f"Expires in {words.count(days, 'day')}", "warn")
    return words.badge(words.STANDINGS, standing.value)


def card(record: ConsentRecord, now: datetime) -> ConsentCard:
    """Return how a consent is shown at ``now``."""
    holds = in_force(record.as_value(), now)
    may_end = not has_ended(record.as_value(), now)
    return ConsentCard(
        id=record.id,
        path=url_for("staff.consent", consent_id=record.id),
        state=state_of(record, now),
        in_force=holds,
        signed_at=record.signed_at,
        expires_on=record.expires_on,
        method=words.METHODS.get(record.signature_method, record.signature_method),
        scopes=tuple(
            _scope(row, now, in_force=holds, can_withdraw=may_end) for row in record.scopes
        ),
        covers=_covers(record),
        identifiability=_named(record, "identifiability", words.IDENTIFIABILITY),
        demographics=_named(record, "demographic", words.DEMOGRAPHICS) or "None",
        conditions=_conditions(record),
        procedures=_named(record, "procedure", {p.slug: p.name for p in PROCEDURES.values()}),
        areas=_named(record, "area", {area.slug: area.name for area in AREAS.values()}) or "Any",
        evidence_sha256=record.evidence_sha256,
        recorded_at=record.recorded_at,
        receipt_id=record.receipt_id,
        withdrawn_at=record.withdrawn_at,
        withdrawal_reason=record.withdrawal_reason or "",
        can_withdraw=may_end,
    )


def _scope(scope: ConsentScope, now: datetime, *, in_force: bool, can_withdraw: bool) -> ScopeRow:
    is_permit = scope.decision == "permit"
    speaks = scope_in_force(scope.as_value(), now)
    if scope.withdrawn_at is not None and scope.withdrawn_at <= now:
        state = Badge("Withdrawn", "bad")
    elif not in_force or not speaks:
        state = Badge("Not in force", "idle")
    else:
        state = Badge("Permitted", "good") if is_permit else Badge("Denied", "bad")
    return ScopeRow(
        channel=scope.channel,
        label=channel_label(scope.channel),
        is_permit=is_permit,
        state=state,
        ends_at=scope.ends_at,
        can_withdraw=can_withdraw and is_permit and scope.withdrawn_at is None,
    )


def _covers(record: ConsentRecord) -> str:
    named = words.count(len(record.covered_values("photo")), "photo")
    if record.covers_future_photos:
        return f"{named}, and those added after it was recorded"
    return named


def _conditions(record: ConsentRecord) -> str:
    asked = record.terms.get("conditions")
    named = asked if isinstance(asked, list) else []
    return "; ".join(words.CONDITIONS.get(code) or words.sentence(code) for code in named)


def _named(record: ConsentRecord, kind: str, labels: dict[str, str]) -> str:
    values = record.covered_values(kind)
    named = [label for value, label in labels.items() if value in values]
    named += sorted(value for value in values if value not in labels)
    return ", ".join(named)
