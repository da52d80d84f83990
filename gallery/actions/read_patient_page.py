"""Show a patient where her photos are, what she signed, and how far a withdrawal has come."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.actions.find_cases import consents_of, load_case, publications_of
from gallery.actions.issue_patient_link import link_behind
from gallery.actions.late_papers import everything_withdrawn_at
from gallery.actions.practice_words import PracticeLook, look_of
from gallery.actions.read_signing import PATIENT, PREVIEW_TYPE, caption_of
from gallery.actions.read_withdrawals import MyWithdrawal, withdrawals_of
from gallery.actions.set_practice import practice_profile
from gallery.actions.standing_copies import Copy, standing_copies
from gallery.clinical.names import area_name, procedure_name
from gallery.clock import utc_now
from gallery.consent.policy import scope_in_force
from gallery.consent.record import Decision
from gallery.consent.standing import Standing, standing_of
from gallery.consent.wording import channel_words
from gallery.errors import NotFound
from gallery.models import Case, ConsentRecord, ConsentScope, Photo, Publication
from gallery.published.clearance import verdict_on
from gallery.runtime import Runtime

_HOLDING = (Standing.ACTIVE, Standing.EXPIRING, Standing.NOT_BEGUN)


@dataclass(frozen=True)
class MyPhoto:
    """Hold a photo, where it is shown at this instant, and for where its files are being made."""

    id: str
    caption: str
    shown_on: tuple[str, ...]
    prepared_for: tuple[str, ...]


@dataclass(frozen=True)
class MyCopy:
    """Hold a copy of the case's photos that the practice put somewhere by hand."""

    label: str
    address: str | None
    placed_at: datetime | None
    is_to_go: bool


@dataclass(frozen=True)
class MyChannel:
    """Hold one place that she permitted; ``state`` is permitted, withdrawn, ended, not_begun.

    ``showing`` is shown, prepared or not_shown, whichever consent it is that it rests on.
    """

    channel: str
    label: str
    state: str
    showing: str


@dataclass(frozen=True)
class MyConsent:
    """Hold a consent as she sees it."""

    id: str
    receipt_id: str
    title: str
    signed_at: datetime
    expires_on: date
    state: str
    channels: tuple[MyChannel, ...]
    has_copy: bool
    copy_sha256: str | None


@dataclass(frozen=True)
class MyCase:
    """Hold one course of treatment, named by what was treated."""

    id: str
    label: str
    photos: tuple[MyPhoto, ...]
    copies: tuple[MyCopy, ...]
    consents: tuple[MyConsent, ...]


@dataclass(frozen=True)
class PatientPage:
    """Hold everything on a patient's own page; withdrawals are newest first.

    ``everything_at`` is when she last withdrew everything, what is not on record included.
    """

    practice: PracticeLook
    language: str
    cases: tuple[MyCase, ...]
    withdrawals: tuple[MyWithdrawal, ...]
    can_withdraw: bool
    everything_at: datetime | None


def patient_page(runtime: Runtime, token: str) -> PatientPage:
    """Return what is true at this instant for the patient behind the link.

    :raises NotFound: ``my_link_unknown``.
    :raises Gone: ``my_link_revoked``.
    """
    now = utc_now()
    with runtime.reading() as session:
        subject_id = link_behind(session, token).subject_id
        rows = _cases(session, subject_id)
        consents = {case.id: consents_of(session, case.id) for case in rows}
        language = _language(row for case in consents.values() for row in case)
        cases = [_case(session, case, consents[case.id], language, now) for case in rows]
        withdrawals = withdrawals_of(session, [case.id for case in rows], language)
        everything_at = everything_withdrawn_at(session, subject_id)
        profile = practice_profile(session)
    return PatientPage(
        practice=look_of(profile),
        language=language,
        cases=tuple(case for case in cases if case.consents or case.photos),
        withdrawals=withdrawals,
        can_withdraw=any(
            channel.state in {"permitted", "not_begun"}
            for case in cases
            for consent in case.consents
            for channel in consent.channels
        ),
        everything_at=everything_at,
    )


def patient_photo(runtime: Runtime, token: str, photo_id: str) -> tuple[bytes, str]:
    """Return one of her own photos, small, and its media type.

    :raises NotFound: ``my_link_unknown``, or the photo is not hers or was erased.
    :raises Gone: ``my_link_revoked``.
    """
    with runtime.reading() as session:
        subject_id = link_behind(session, token).subject_id
        photo = session.get(Photo, photo_id)
        if photo is None or photo.state == "erased" or photo.case.subject_id != subject_id:
            raise NotFound("There is no picture under this address.")
        key = photo.preview_key
    return runtime.store.get(key), PREVIEW_TYPE


def patient_copy(runtime: Runtime, token: str, consent_id: str) -> tuple[bytes, str]:
    """Return the document that proves her consent, and its media type (45 CFR 164.508(c)(4)).

    :raises NotFound: ``my_link_unknown``, or the consent is not hers or has no document.
    :raises Gone: ``my_link_revoked``.
    """
    with runtime.reading() as session:
        subject_id = link_behind(session, token).subject_id
        consent = session.get(ConsentRecord, consent_id)
        if consent is None or consent.evidence_key is None:
            raise NotFound("There is no document under this address.")
        case = load_case(session, consent.case_id)
        # Both name her: one changed row shows another patient's document to nobody.
        if {consent.subject_id, case.subject_id} != {subject_id}:
            raise NotFound("There is no document under this address.")
    with runtime.unit_of_work(PATIENT) as uow:
        named = ("consent", consent.id)
        uow.record("consent.accessed", case_id=consent.case_id, subject=named)
    media_type = consent.evidence_media_type or "application/octet-stream"
    return runtime.store.get(consent.evidence_key), media_type


def _cases(session: Session, subject_id: str) -> list[Case]:
    query = select(Case.id).where(Case.subject_id == subject_id).order_by(Case.created_at.desc())
    return [load_case(session, case_id) for case_id in session.execute(query).scalars()]


def _language(consents: Iterable[ConsentRecord]) -> str:
    latest = max(consents, key=lambda row: row.recorded_at, default=None)
    return latest.language if latest and latest.language in {"en", "es"} else "en"


def _case(
    session: Session, case: Case, consents: Sequence[ConsentRecord], language: str, now: datetime
) -> MyCase:
    values = [row.as_value() for row in consents]
    standing = [
        row for row in publications_of(session, case.id) if verdict_on(row, values, now).permitted
    ]
    copies = standing_copies(session, case.id)
    showing = _showing(standing, copies)
    procedures = [procedure_name(slug, language) for slug in case.procedure_slugs]
    photos = [photo for photo in case.photos if photo.state != "erased"]
    return MyCase(
        id=case.id,
        label=", ".join([*procedures, area_name(case.area, language).lower()]),
        photos=tuple(_photo(photo, standing, language) for photo in photos),
        copies=tuple(_copy(copy, language) for copy in copies),
        consents=tuple(_consent(row, showing, language, now) for row in consents),
    )


def _photo(photo: Photo, standing: Sequence[Publication], language: str) -> MyPhoto:
    holding = [row for row in standing if any(item.photo_id == photo.id for item in row.shown)]
    shown, prepared = (
        dict.fromkeys(
            channel_words(row.channel, language).label
            for row in holding
            if (row.media_ready_at is not None) is is_ready
        )
        for is_ready in (True, False)
    )
    return MyPhoto(photo.id, caption_of(photo, language), tuple(shown), tuple(prepared))


def _copy(copy: Copy, language: str) -> MyCopy:
    label = channel_words(copy.channel, language).label
    return MyCopy(label, copy.address, copy.placed_at, copy.is_to_go)


def _showing(standing: Sequence[Publication], copies: Sequence[Copy]) -> dict[str, str]:
    """Return what is shown or being prepared on each channel, copies by hand included."""
    prepared = {row.channel: "prepared" for row in standing if row.media_ready_at is None}
    shown = {row.channel for row in standing if row.media_ready_at is not None}
    return prepared | dict.fromkeys([*shown, *(copy.channel for copy in copies)], "shown")


def _consent(
    row: ConsentRecord, showing: Mapping[str, str], language: str, now: datetime
) -> MyConsent:
    standing = standing_of(row.as_value(), row.end_reason, now)
    permitted = [scope for scope in row.scopes if scope.decision == Decision.PERMIT]
    return MyConsent(
        id=row.id,
        receipt_id=row.receipt_id,
        title=", ".join(
            sorted(procedure_name(p, language) for p in row.covered_values("procedure"))
        ),
        signed_at=row.signed_at,
        expires_on=row.expires_on,
        state=standing.value,
        channels=tuple(
            MyChannel(
                channel=scope.channel,
                label=channel_words(scope.channel, language).label,
                state=_channel_state(scope, standing, now),
                showing=showing.get(scope.channel, "not_shown"),
            )
            for scope in permitted
        ),
        has_copy=row.evidence_key is not None,
        copy_sha256=row.evidence_sha256,
    )


def _channel_state(scope: ConsentScope, standing: Standing, now: datetime) -> str:
    if scope.withdrawn_at is not None and scope.withdrawn_at <= now:
        return "withdrawn"
    if standing not in _HOLDING:
        return "ended"
    if standing is Standing.NOT_BEGUN:
        return "not_begun"
    return "permitted" if scope_in_force(scope.as_value(), now) else "ended"
