"""The values that every export is made from; they hold codes and pseudonyms, never names.

There is no field for a signer's or witness's name, a chart reference, or free words about why:
what is not here cannot be exported.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from gallery.consent.record import Decision, Grantor, Identifiability, SignatureMethod
from gallery.consent.wording import purposes_of, recipients_of
from gallery.errors import InvalidInput
from gallery.exports.plain_text import plain_texts

_CODE = re.compile(r"^[a-z0-9][A-Za-z0-9_:.+-]{0,79}\Z")
_ID = re.compile(r"^[A-Za-z0-9.-]{1,64}\Z")  # FHIR's datatype "id", the narrowest of the formats
_SHA256 = re.compile(r"^[0-9a-f]{64}\Z")
_LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")  # the common part of BCP 47
_MEDIA_TYPE = re.compile(r"^[a-z]+/[a-z0-9][a-z0-9.+-]*\Z")
_ADDRESS = re.compile(r"^https?://[^\s/?#]+[^\s]*\Z")


class ConsentStatus(StrEnum):
    """Say where a consent stands at the instant of the export."""

    NOT_BEGUN = "not_begun"
    ACTIVE = "active"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    INVALIDATED = "invalidated"
    ENTERED_IN_ERROR = "entered_in_error"


class EventType(StrEnum):
    """Say what happened to a consent."""

    REQUESTED = "requested"
    GIVEN = "given"
    RENEWED = "renewed"
    SCOPE_CHANGED = "scope_changed"
    EXPIRING_NOTICE = "expiring_notice"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    DECLINED = "declined"
    INVALIDATED = "invalidated"
    ENTERED_IN_ERROR = "entered_in_error"
    RECEIPT_ISSUED = "receipt_issued"
    ACCESSED = "accessed"


class ActorKind(StrEnum):
    """Say in what role someone acted; who it was stays in the ledger."""

    SUBJECT = "subject"
    REPRESENTATIVE = "representative"
    STAFF = "staff"
    SYSTEM = "system"


@dataclass(frozen=True)
class ExportedEvent:
    """State one event; ``reason`` is a code and ``hash`` that of the ledger."""

    at: datetime
    type: EventType
    actor: ActorKind
    hash: str
    reason: str | None = None


@dataclass(frozen=True)
class ExportedScope:
    """State one channel, from ``starts_at`` until just before ``ends_at`` (half-open)."""

    channel: str
    decision: Decision
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Practice:
    """Name the discloser; ``url`` is its gallery and the base of its own code systems.

    ISO/IEC TS 27560 also wants its postal address and where it stores the photos (a country).
    """

    name: str
    url: str
    contact: str
    address: str = ""
    storage_location: str = ""


@dataclass(frozen=True, kw_only=True)
class ExportedConsent:
    """Hold what may be told of one consent; instants are aware, intervals half-open.

    ``photos`` are all that were covered when it was recorded; with ``covers_later_photos`` those
    too that were added to the case after ``recorded_at``. ``areas`` None means any area;
    ``text_sha256`` None a form whose words the gallery does not hold.

    :raises InvalidInput: names each field that is not of its form.
    """

    id: str
    receipt_id: str
    status: ConsentStatus
    subject_pseudonym: str
    grantor: Grantor
    signed_at: datetime
    recorded_at: datetime
    effective_from: datetime
    expires_at: datetime
    expires_on: date
    language: str
    jurisdiction: str
    text_id: str
    text_version: str
    text_sha256: str | None
    purposes: tuple[str, ...]
    recipients: tuple[str, ...]
    practice: Practice
    scopes: tuple[ExportedScope, ...]
    procedures: tuple[str, ...]
    areas: tuple[str, ...] | None
    photos: tuple[str, ...]
    covers_later_photos: bool
    identifiability: tuple[Identifiability, ...]
    demographics: tuple[str, ...]
    conditions: tuple[str, ...]
    acknowledgements: tuple[str, ...]
    method: SignatureMethod
    witness_present: bool
    events: tuple[ExportedEvent, ...]
    withdrawal_method: str
    withdrawal_url: str | None = None
    evidence_sha256: str | None = None
    evidence_media_type: str | None = None
    evidence_kept_until: date | None = None
    withdrawn_at: datetime | None = None
    ended_at: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse what would make an export invalid, or let words in where codes belong."""
        problems = dict.fromkeys(_misfits(self), "It is not of the form that exports need.")
        if problems:
            message = f"The consent cannot be exported: {', '.join(sorted(problems))}."
            raise InvalidInput(message, fields=problems)

    def purposes_on(self, channel: str) -> tuple[str, ...]:
        """Return what a channel is permitted for: as stated, else as texts say it. Never empty."""
        stated = tuple(plain_texts(self.purposes))
        return stated or purposes_of([channel], self.language)

    def recipients_on(self, channel: str) -> tuple[str, ...]:
        """Return who may see it on a channel: as stated, else as texts say it. Never empty."""
        stated = tuple(plain_texts(self.recipients))
        return stated or recipients_of([channel], self.language)

    @property
    def ends_at(self) -> datetime:
        """Return the first instant at which the consent no longer holds."""
        ends = (self.expires_at, self.withdrawn_at, self.ended_at)
        return min(end for end in ends if end is not None)


def _misfits(consent: ExportedConsent) -> Iterator[str]:
    for names, form in _FORMS:
        for name in names:
            value = getattr(consent, name)
            values = value if isinstance(value, tuple) else (value,)
            if not all(item is None or form.match(item) for item in values):
                yield name
    if not all(_CODE.match(scope.channel) for scope in consent.scopes):
        yield "scopes"
    if not all(_event_fits(event) for event in consent.events):
        yield "events"
    if not _ADDRESS.match(consent.practice.url):
        yield "practice"
    yield from (name for name in _INSTANTS if _is_naive(getattr(consent, name)))


def _event_fits(event: ExportedEvent) -> bool:
    reason_fits = event.reason is None or _CODE.match(event.reason) is not None
    return reason_fits and _SHA256.match(event.hash) is not None and not _is_naive(event.at)


def _is_naive(instant: datetime | None) -> bool:
    return instant is not None and instant.tzinfo is None


_INSTANTS = (
    "signed_at",
    "recorded_at",
    "effective_from",
    "expires_at",
    "withdrawn_at",
    "ended_at",
)
_FORMS: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    (("id", "receipt_id", "subject_pseudonym", "text_version", "jurisdiction"), _ID),
    (("photos",), _ID),
    (("text_id", "procedures", "areas", "demographics", "conditions", "acknowledgements"), _CODE),
    (("text_sha256", "evidence_sha256"), _SHA256),
    (("evidence_media_type",), _MEDIA_TYPE),
    (("language",), _LANGUAGE),
    (("withdrawal_url",), _ADDRESS),
)
