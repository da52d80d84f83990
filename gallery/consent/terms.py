"""What staff enter of a signed consent, and the checks that need nothing but the terms."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo

from gallery.consent.channels import channel_of
from gallery.consent.record import Decision, Grantor, Identifiability, SignatureMethod
from gallery.errors import InvalidInput

DEMOGRAPHICS = ("age_band", "gender", "skin_type")
#: A clock of another machine may be a little ahead; a signature of tomorrow is a mistake.
_CLOCK_TOLERANCE = timedelta(minutes=5)
#: What is older, or lasts longer, is a year that was mistyped.
OLDEST_SIGNATURE_YEARS, LONGEST_CONSENT_YEARS = 30, 100
_DAYS_OF_A_YEAR = 365.25


@dataclass(frozen=True, kw_only=True)
class ScopeTerms:
    """Permit or deny one channel, from ``starts_on`` until the day ``ends_on`` begins."""

    channel: str
    decision: str
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ConsentTerms:
    """State a signed consent (45 CFR 164.508(c); Cal. Civil Code 56.11 for the expiry date).

    It covers ``photos``, or, with none named, those that the case has when it is recorded; with
    ``future_photos`` also those that are added to the case after that. A patient's own signature
    covers only what she was shown. ``procedures`` empty means those of the case. Of a paper that
    tells the day alone ``signed_at`` is the day's beginning. ``subject_name`` is the patient's own,
    where somebody else signed. ``as_evidence`` records what the
    patient withdrew since as withdrawn, instead of refusing it.
    """

    signer_name: str
    signed_at: datetime
    expires_on: date
    scopes: tuple[ScopeTerms, ...]
    signature_method: str = SignatureMethod.WET_SCAN.value
    grantor: str = Grantor.SELF.value
    authority_text: str | None = None
    subject_name: str | None = None
    witness: str | None = None
    effective_from: datetime | None = None
    template: str = "general-photo-release"
    template_version: str = "1"
    language: str = "en"
    jurisdiction: str = "US-HIPAA"
    procedures: tuple[str, ...] = ()
    body_areas: tuple[str, ...] = ()
    photos: tuple[str, ...] = ()
    future_photos: bool = False
    identifiability_allowed: tuple[str, ...] = ()
    demographics_allowed: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    discloser: str | None = None
    recipients: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    expires_event: str | None = None
    remuneration_disclosed: bool | None = None
    remuneration: str | None = None
    supersedes: str | None = None
    acknowledgements: Mapping[str, object] = field(default_factory=dict)
    as_evidence: bool = False


def start_of(day: date, zone: tzinfo) -> datetime:
    """Return the instant at which ``day`` begins in the practice's time zone."""
    return datetime.combine(day, time.min, tzinfo=zone)


def check_terms(terms: ConsentTerms, now: datetime, zone: tzinfo) -> None:
    """Refuse terms that no consent may have.

    Days are those of ``zone``, where the practice is.

    :raises InvalidInput: names each field; ``consent_expired`` where the expiry is past,
        ``expiry_too_far`` over 100 years after the signature, ``signature_too_old`` over 30 years
        ago.
    """
    problems = dict(_problems(terms, now, zone))
    if problems:
        raise InvalidInput("The consent cannot be recorded as it is.", fields=problems)
    for scope in terms.scopes:
        channel_of(scope.channel, field="scopes")
    if start_of(terms.expires_on, zone) <= now:
        message = "This consent has expired: its expiry date is not in the future."
        raise InvalidInput(message, fields={"expires_on": message}, code="consent_expired")
    _check_years(terms, now, zone)


def lasts_too_long(begins_on: date, expires_on: date) -> bool:
    """Tell whether a consent would last longer than anybody means."""
    longest = timedelta(days=LONGEST_CONSENT_YEARS * _DAYS_OF_A_YEAR)
    return expires_on - begins_on > longest


def _check_years(terms: ConsentTerms, now: datetime, zone: tzinfo) -> None:
    if now - terms.signed_at > timedelta(days=OLDEST_SIGNATURE_YEARS * _DAYS_OF_A_YEAR):
        message = f"The signature is over {OLDEST_SIGNATURE_YEARS} years old: check the year."
        raise InvalidInput(message, fields={"signed_at": message}, code="signature_too_old")
    if lasts_too_long(terms.signed_at.astimezone(zone).date(), terms.expires_on):
        message = f"It would last over {LONGEST_CONSENT_YEARS} years: choose an earlier day."
        raise InvalidInput(message, fields={"expires_on": message}, code="expiry_too_far")


def _problems(terms: ConsentTerms, now: datetime, zone: tzinfo) -> Iterator[tuple[str, str]]:
    if not terms.signer_name.strip():
        yield "signer_name", "Say who signed."
    if terms.signed_at > now + _CLOCK_TOLERANCE:
        yield "signed_at", "The signature lies in the future."
    if terms.effective_from is not None and terms.effective_from < terms.signed_at:
        yield "effective_from", "A consent cannot hold from before it was signed."
    if start_of(terms.expires_on, zone) <= terms.signed_at:
        yield "expires_on", "The expiry must lie after the signature."
    yield from _scope_problems(terms)
    yield from _word_problems(terms)
    if terms.grantor != Grantor.SELF and not (terms.authority_text or "").strip():
        yield "authority_text", "Say with what authority the representative signed."
    if terms.grantor != Grantor.SELF and not (terms.subject_name or "").strip():
        yield "subject_name", "Give the patient's own name: what becomes public is searched for it."
    if terms.signature_method == SignatureMethod.VERBAL_WITNESSED and not terms.witness:
        yield "witness", "A verbal consent needs a witness."


def _scope_problems(terms: ConsentTerms) -> Iterator[tuple[str, str]]:
    if not terms.scopes:
        yield "scopes", "Permit or deny at least one channel."
    channels = [scope.channel for scope in terms.scopes]
    if len(set(channels)) < len(channels):
        yield "scopes", "Name each channel once."
    for scope in terms.scopes:
        if scope.decision not in set(Decision):
            yield "scopes", f"{scope.channel}: the decision is permit or deny."
        if scope.starts_on and scope.ends_on and scope.ends_on <= scope.starts_on:
            yield "scopes", f"{scope.channel}: it must end after it starts."


def _word_problems(terms: ConsentTerms) -> Iterator[tuple[str, str]]:
    if terms.signature_method not in set(SignatureMethod):
        yield "signature_method", f"Use one of: {', '.join(SignatureMethod)}."
    if terms.grantor not in set(Grantor):
        yield "grantor", f"Use one of: {', '.join(Grantor)}."
    for name, allowed, given in (
        ("identifiability_allowed", set(Identifiability), terms.identifiability_allowed),
        ("demographics_allowed", set(DEMOGRAPHICS), terms.demographics_allowed),
    ):
        unknown = sorted(set(given) - allowed)
        if unknown:
            yield name, f"Not known: {', '.join(unknown)}; use {', '.join(sorted(allowed))}."
