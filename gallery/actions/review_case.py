"""List everything that stands against showing a case on given channels."""

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.actions.covered_eyes import uncovered_faces
from gallery.actions.find_cases import consents_of, live_channels, load_case
from gallery.actions.place_mark import pairs_without_room
from gallery.actions.practice_mark import variant_on
from gallery.actions.public_texts import (
    CHANNEL,
    all_providers,
    mark_texts,
    own_words,
    practice_texts,
    provider_of,
)
from gallery.actions.readable import Reader
from gallery.actions.request_reading import unread
from gallery.clinical.terms import AREAS
from gallery.clinical.views import VIEWS
from gallery.consent.channels import channel_label, channel_of
from gallery.consent.policy import Reason, decide
from gallery.consent.record import Grantor, Showing, SignatureMethod
from gallery.jurisdictions.pack import Pack, packs
from gallery.models import Case, ConsentRecord, PracticeProfile, Site
from gallery.published.comparability import score_of
from gallery.publishing.comparability.doubts import doubts
from gallery.publishing.finding import Finding, Severity
from gallery.publishing.leaks import KnownIdentifiers
from gallery.publishing.pack_rules import duration_finding
from gallery.publishing.practice_texts import practice_findings
from gallery.publishing.review import CaseForReview, PairFacts, review
from gallery.runtime import Runtime, UnitOfWork

_SOURCES = {
    "minor": ("R7", "GMC; CAP code; AHPRA 2025"),
    "channel_denied": ("R2", "45 CFR 164.508(b)(5)"),
}
_CONSENT_SOURCE = ("R1", "45 CFR 164.508; GDPR Art. 7, 9(2)(a); GMC para 23")


def findings_for(
    session: Session, runtime: Runtime, case: Case, channels: Sequence[str], now: datetime
) -> tuple[Finding, ...]:
    """Return what blocks, or deserves a look before, publishing ``case`` on ``channels``."""
    facts = facts_for_review(session, runtime, case)
    found = [*review(facts), *practice_findings(_names_of(channels), facts.known)]
    for pair in case.pairs:
        if pair.comparability is not None:
            found.extend(doubts(score_of(case, pair), pair.id, VIEWS[pair.view]))
    records = consents_of(session, case.id)
    for channel in channels:
        found.extend(_channel_findings(session, case, channel, records, now, runtime.settings.zone))
    return tuple(dict.fromkeys(found))


def case_for_review(uow: UnitOfWork, case: Case) -> CaseForReview:
    """Return the facts of a case that the publication rules look at."""
    return facts_for_review(uow.session, uow.runtime, case)


def showing_of(case: Case, channel: str) -> Showing:
    """Return what a publication of the case on ``channel`` would show: its paired photos."""
    photos = {photo.id: photo for pair in case.pairs for photo in (pair.before, pair.after)}
    return Showing(
        channel=channel,
        photos=tuple(photo.as_value() for photo in photos.values()),
        procedures=frozenset(case.procedure_slugs),
        area=case.area,
        is_adult_at_capture=case.is_adult_at_capture,
    )


def facts_for_review(session: Session, runtime: Runtime, case: Case) -> CaseForReview:
    """Return the facts of a case that the publication rules look at."""
    reader = Reader(runtime.vault)
    profile = session.get(PracticeProfile, 1)
    paired = {photo.id: photo for pair in case.pairs for photo in (pair.before, pair.after)}
    signers, chart_refs = reader.signers(session, case), reader.chart_refs(case)
    seen = tuple((photo.id, reader.seen_in(photo)) for photo in paired.values())
    marks = mark_texts(profile) if profile else {}
    beside = practice_texts(session, profile, runtime.settings.base_url) if profile else {}
    return CaseForReview(
        title=case.title,
        story=case.story,
        slug=case.slug,
        provider=case.provider,
        sessions=case.sessions,
        procedures=tuple(case.procedure_slugs),
        area_has_sides=AREAS[case.area].has_sides,
        laterality=case.laterality,
        is_adult_at_capture=case.is_adult_at_capture,
        is_actual_patient=case.is_actual_patient,
        shows_nudity=case.shows_nudity,
        disclosure=profile.disclosure if profile else "",
        pairs=tuple(
            PairFacts(
                p.id,
                p.view,
                p.before.view,
                p.after.view,
                p.after.interval,
                {p.before.case_id, p.after.case_id} == {case.id},
            )
            for p in case.pairs
        ),
        packs=packs_of(profile),
        language=profile.locale if profile else "en",
        is_testimonial=case.is_testimonial,
        registration_number=case.registration_number,
        photos_in_work=tuple(p.id for p in paired.values() if p.state != "ready"),
        known=KnownIdentifiers(
            names=signers,
            chart_refs=chart_refs,
            own=(provider_of(case), *(own_words(profile) if profile else ())),
        ),
        other_texts=marks,
        practice_texts={**beside, **_names_of(live_channels(session, case.id))},
        providers=all_providers(session),
        texts_in_pictures=seen,
        pictures_unread=tuple(photo.id for photo in unread(runtime, paired.values())),
        unreadable=tuple(reader.unreadable),
    )


def _names_of(channels: Sequence[str]) -> dict[str, str]:
    """Return the names that channels were given, which feeds tell."""
    return {CHANNEL + channel: channel.partition(":")[2] for channel in channels}


def packs_of(profile: PracticeProfile | None) -> tuple[Pack, ...]:
    """Return the packs that the practice has chosen; one that is gone is left out."""
    known = packs()
    chosen = profile.jurisdictions if profile else ()
    return tuple(known[name] for name in chosen if name in known)


def packs_about(profile: PracticeProfile | None, jurisdiction: str) -> tuple[Pack, ...]:
    """Return the packs that bear on a consent: the practice's, and that which the consent names."""
    named = packs().get(jurisdiction)
    return tuple(dict.fromkeys([*packs_of(profile), *([named] if named else [])]))


def _channel_findings(
    session: Session,
    case: Case,
    channel: str,
    records: Sequence[ConsentRecord],
    now: datetime,
    zone: tzinfo,
) -> Iterator[Finding]:
    channel_of(channel, field="channels")
    kind, _, site_key = channel.partition(":")
    if kind == "website_embed" and not _site_exists(session, site_key):
        yield Finding(
            "R1",
            "site_unknown",
            f"There is no site with the key {site_key}: add it first.",
            "Sites of this installation",
            subject_id=channel,
        )
    verdict = decide(showing_of(case, channel), [row.as_value() for row in records], now)
    profile = session.get(PracticeProfile, 1)
    is_marked = profile is not None and variant_on(profile, channel).is_marked
    yield from uncovered_faces(case, channel, records, now)
    has_proof = decide(
        showing_of(case, channel), [row.as_value() for row in records if _is_proved(row)], now
    ).permitted
    for record in records:
        if record.id in verdict.consents:
            yield from () if has_proof else _missing_proof(record)
            if record.as_value().requires_mark and not is_marked:
                yield _mark_missing(channel)
            yield from _doubts(record, packs_about(profile, record.jurisdiction), zone)
    if profile is not None:
        yield from _covered_by_mark(case, profile, channel)
    seen: set[str] = set()
    for reason in verdict.reasons:
        if reason.code not in seen | {"no_photos", "minor", "eyes_not_masked"}:
            seen.add(reason.code)
            yield _consent_finding(reason, channel)


def _consent_finding(reason: Reason, channel: str) -> Finding:
    rule, source = _SOURCES.get(reason.code, _CONSENT_SOURCE)
    message = f"{channel_label(channel)}: {reason.message}"
    return Finding(rule, reason.code, message, source, subject_id=channel)


def _is_proved(record: ConsentRecord) -> bool:
    is_spoken = record.signature_method == SignatureMethod.VERBAL_WITNESSED
    return record.evidence_key is not None or is_spoken


def _missing_proof(record: ConsentRecord) -> Iterator[Finding]:
    """R24: nothing new is shown on a consent that came without its proof, however it came."""
    if not _is_proved(record):
        yield Finding(
            "R24",
            "evidence_missing",
            "The consent was recorded without the signed form. Record it again with the form, in"
            " place of this one.",
            "GMC para 23; GDPR Art. 7(1)",
            subject_id=record.id,
        )


def _mark_missing(channel: str) -> Finding:
    return Finding(
        "R1",
        "condition_unmet",
        f"{channel_label(channel)}: the consent asks for the practice's mark, and pictures carry"
        " none there.",
        _CONSENT_SOURCE[1],
        subject_id=channel,
    )


def _covered_by_mark(case: Case, profile: PracticeProfile, channel: str) -> Iterator[Finding]:
    for pair_id in pairs_without_room(case, profile, channel):
        yield Finding(
            "R12",
            "watermark_has_no_room",
            f"{channel_label(channel)}: the treated area reaches every edge of this pair, and the"
            " practice's mark would cover it. Frame the pair wider, or make the mark smaller.",
            "practice standard",
            subject_id=pair_id,
        )


def _doubts(record: ConsentRecord, chosen: Sequence[Pack], zone: tzinfo) -> Iterator[Finding]:
    """Yield what deserves a look in a consent that is relied on."""
    signed_on = record.signed_at.astimezone(zone).date()
    yield from duration_finding(signed_on, record.expires_on, chosen)
    if record.terms.get("grantor", Grantor.SELF) != Grantor.SELF and not (
        record.subject_name_encrypted
    ):
        yield Finding(
            "R13",
            "subject_name_missing",
            "Somebody else signed this consent, and the patient's own name is not on record: no"
            " text can be searched for it. Record the consent again with her name, in place of"
            " this one.",
            "45 CFR 164.514(b)(2)",
            Severity.WARN,
            record.id,
        )
    if record.terms.get("remuneration") or record.terms.get("remuneration_disclosed"):
        yield Finding(
            "R25",
            "remuneration",
            "Money or a discount was given for this consent: make sure that the consent says so,"
            " and that it was not a condition of the treatment.",
            "45 CFR 164.508(a)(3)(ii), (b)(4)",
            Severity.WARN,
            record.id,
        )


def _site_exists(session: Session, key: str) -> bool:
    return session.execute(select(Site.id).where(Site.key == key)).first() is not None


def load_findings(
    session: Session, runtime: Runtime, case_id: str, channels: Sequence[str], now: datetime
) -> tuple[Finding, ...]:
    """Load a case and return its findings.

    :raises NotFound: there is no case with this id.
    """
    return findings_for(session, runtime, load_case(session, case_id), channels, now)
