"""Exported consents for tests, one plain and any number of random ones."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from gallery.consent.channels import NAMED, PLAIN
from gallery.consent.record import Decision, Grantor, Identifiability, SignatureMethod
from gallery.exports.record import (
    ActorKind,
    ConsentStatus,
    EventType,
    ExportedConsent,
    ExportedEvent,
    ExportedScope,
    Practice,
)

NOON = datetime(2030, 1, 2, 12, 0, 0, 123456, tzinfo=UTC)
SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
PRACTICE = Practice(
    name="True Jewel Cosmetic Center",
    url="https://gallery.example",
    contact="privacy@practice.example",
    address="1 Example Street, Culver City, CA",
    storage_location="US",
)
SIGNER = "Zoë Łukasiewicz"
CHART_REFERENCE = "MRN-4711"


def exported_consent(**changes: object) -> ExportedConsent:
    base = ExportedConsent(
        id="c-1",
        receipt_id="5b0c1a52-7f0e-4c1e-9a3d-0d6f2f4e8a11",
        status=ConsentStatus.ACTIVE,
        subject_pseudonym="s-77",
        grantor=Grantor.SELF,
        signed_at=NOON,
        recorded_at=NOON + timedelta(minutes=5),
        effective_from=NOON,
        expires_at=datetime(2032, 1, 2, 8, tzinfo=UTC),
        expires_on=date(2032, 1, 2),
        language="en",
        jurisdiction="US-CA",
        text_id="general-photo-release",
        text_version="3",
        text_sha256=SHA256,
        purposes=("To show what the treatment can do",),
        recipients=("Visitors of the website",),
        practice=PRACTICE,
        scopes=(
            ExportedScope("website_gallery", Decision.PERMIT),
            ExportedScope("social:instagram", Decision.DENY),
            ExportedScope("ai_training", Decision.PERMIT, withdrawn_at=NOON + timedelta(days=9)),
        ),
        procedures=("sclerotherapy",),
        areas=("legs_veins",),
        photos=("p-1", "p-2"),
        covers_later_photos=False,
        identifiability=(Identifiability.NONE_APPARENT,),
        demographics=("age_band",),
        conditions=("watermark_required",),
        acknowledgements=("right_to_revoke", "redisclosure"),
        method=SignatureMethod.E_SIGN,
        witness_present=False,
        events=(
            ExportedEvent(NOON - timedelta(days=1), EventType.REQUESTED, ActorKind.STAFF, SHA256),
            ExportedEvent(NOON, EventType.GIVEN, ActorKind.SUBJECT, SHA256),
            ExportedEvent(NOON, EventType.RECEIPT_ISSUED, ActorKind.SYSTEM, SHA256),
        ),
        withdrawal_method="Tell us in any way, or use your own page.",
        withdrawal_url="https://gallery.example/my/consent",
        evidence_sha256=SHA256,
        evidence_media_type="application/pdf",
        evidence_kept_until=date(2038, 1, 2),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


_INSTANTS = st.datetimes(
    datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)  # noqa: DTZ001 - st adds UTC
)  # fmt: skip
_CODES = st.text("abcxyz019_", max_size=12).map("c{}".format)
_IDS = st.text("AZaz09.-", min_size=1, max_size=64)
_HASHES = st.binary(min_size=32, max_size=32).map(bytes.hex)
_TEXTS = st.lists(st.text(max_size=30), max_size=3).map(tuple)
_CHANNELS = st.one_of(
    st.sampled_from(PLAIN), st.builds("{}:{}".format, st.sampled_from(NAMED), _CODES)
)
_SCOPES = st.builds(
    ExportedScope,
    _CHANNELS,
    st.sampled_from(Decision),
    st.none() | _INSTANTS,
    st.none() | _INSTANTS,
    st.none() | _INSTANTS,
)
_EVENTS = st.builds(
    ExportedEvent,
    _INSTANTS,
    st.sampled_from(EventType),
    st.sampled_from(ActorKind),
    _HASHES,
    st.none() | _CODES,
)


def _several(values: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(values, max_size=3).map(tuple)


EXPORTED_CONSENTS = st.builds(
    ExportedConsent,
    id=_IDS,
    receipt_id=st.uuids().map(str),
    status=st.sampled_from(ConsentStatus),
    subject_pseudonym=_IDS,
    grantor=st.sampled_from(Grantor),
    signed_at=_INSTANTS,
    recorded_at=_INSTANTS,
    effective_from=_INSTANTS,
    expires_at=_INSTANTS,
    expires_on=st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    language=st.sampled_from(["en", "es", "en-US", "zh-Hant-TW"]),
    jurisdiction=st.sampled_from(["US-HIPAA", "US-CA", "UK", "EU", "AU-AHPRA"]),
    text_id=_CODES,
    text_version=_IDS,
    text_sha256=_HASHES,
    purposes=_TEXTS,
    recipients=_TEXTS,
    practice=st.builds(
        Practice, name=st.text(max_size=40), url=st.just(PRACTICE.url), contact=st.text(max_size=40)
    ),
    scopes=st.lists(_SCOPES, min_size=1, max_size=4, unique_by=lambda s: s.channel).map(tuple),
    procedures=_several(_CODES),
    areas=st.none() | _several(_CODES),
    photos=_several(_IDS),
    covers_later_photos=st.booleans(),
    identifiability=st.lists(st.sampled_from(Identifiability), max_size=4).map(tuple),
    demographics=_several(_CODES),
    conditions=_several(_CODES),
    acknowledgements=_several(_CODES),
    method=st.sampled_from(SignatureMethod),
    witness_present=st.booleans(),
    events=st.lists(_EVENTS, max_size=5).map(tuple),
    withdrawal_method=st.text(max_size=60),
    withdrawal_url=st.none() | st.just("https://gallery.example/my/consent"),
    evidence_sha256=st.none() | _HASHES,
    evidence_media_type=st.none() | st.sampled_from(["application/pdf", "image/jpeg"]),
    evidence_kept_until=st.none() | st.dates(),
    withdrawn_at=st.none() | _INSTANTS,
    ended_at=st.none() | _INSTANTS,
)
