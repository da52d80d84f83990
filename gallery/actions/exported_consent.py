"""Turn a consent as it is kept into the value that every export is made from."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, tzinfo

from sqlalchemy.orm import Session

from gallery.actions.exported_events import exported_events
from gallery.actions.set_practice import practice_profile
from gallery.consent.record import Decision, Grantor, Identifiability, SignatureMethod
from gallery.consent.standing import Standing, standing_of, withdrawn_at_of
from gallery.exports.record import ConsentStatus, ExportedConsent, ExportedScope, Practice
from gallery.models import ConsentRecord
from gallery.runtime import Runtime
from gallery.vault import Vault

#: What stands for words where an export has codes alone: a restriction is told of, not repeated.
ON_FILE = "stated_on_the_form"
_UNDETERMINED = "und"  # BCP 47
_ASK = "Tell the practice in any way, or use the link to your own page."
_CODE = re.compile(r"[a-z0-9][A-Za-z0-9_:.+-]{0,79}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_NOT_OF_A_NAME = re.compile(r"[^a-z0-9.]+")
_PSEUDONYM_DIGITS = 32


def pseudonym_of(vault: Vault, subject_id: str) -> str:
    """Return the name under which exports know a subject: the same in each, until the key changes.

    128 bits of a keyed hash, in hex: within the 64 characters of a FHIR id.
    """
    return vault.index(f"subject:{subject_id}")[:_PSEUDONYM_DIGITS]


def exported_consent(
    session: Session, runtime: Runtime, row: ConsentRecord, now: datetime
) -> ExportedConsent:
    """Return a consent as it stands at ``now``, without names and free words about why.

    :raises InvalidInput: it holds what no export may carry.
    """
    zone = runtime.settings.zone
    status = _status(row, now)
    withdrawn_at = withdrawn_at_of(row.as_value(), row.end_reason, now)
    terms = row.terms
    return ExportedConsent(
        id=row.id,
        receipt_id=row.receipt_id,
        status=status,
        subject_pseudonym=pseudonym_of(runtime.vault, row.subject_id),
        grantor=Grantor(str(terms["grantor"])),
        signed_at=row.signed_at.astimezone(zone),
        recorded_at=row.recorded_at,
        effective_from=row.effective_from,
        expires_at=row.expires_at,
        expires_on=row.expires_on,
        language=row.language if _LANGUAGE.fullmatch(row.language) else _UNDETERMINED,
        jurisdiction=row.jurisdiction,
        text_id=_name(row.template),
        text_version=_name(row.template_version),
        text_sha256=row.text_sha256,
        purposes=_texts(terms.get("purposes")),
        recipients=_texts(terms.get("recipients")),
        practice=_practice(session, runtime),
        scopes=tuple(_scopes(row)),
        procedures=_sorted(row, "procedure"),
        areas=_sorted(row, "area") or None,
        photos=_sorted(row, "photo"),
        covers_later_photos=row.covers_future_photos,
        identifiability=tuple(map(Identifiability, _sorted(row, "identifiability"))),
        demographics=_sorted(row, "demographic"),
        conditions=_codes(_texts(terms.get("conditions"))),
        acknowledgements=_acknowledged(terms.get("acknowledgements")),
        method=SignatureMethod(row.signature_method),
        witness_present=row.witness_encrypted is not None,
        events=exported_events(session, row, status),
        withdrawal_method=practice_profile(session).withdrawal_contact or _ASK,
        evidence_sha256=row.evidence_sha256,
        evidence_media_type=row.evidence_media_type,
        evidence_kept_until=evidence_kept_until(
            _last_day(row, withdrawn_at, zone), runtime.settings.evidence_years
        ),
        withdrawn_at=withdrawn_at,
        ended_at=row.ended_at,
    )


def evidence_kept_until(last_effective: date, years: int) -> date:
    """Return the day until which the proof of a consent is kept (45 CFR 164.530(j)).

    29 February becomes 1 March where the year has none: never a day too early.
    """
    try:
        return last_effective.replace(year=last_effective.year + years)
    except ValueError:
        return last_effective.replace(year=last_effective.year + years, month=3, day=1)


def _status(row: ConsentRecord, now: datetime) -> ConsentStatus:
    standing = standing_of(row.as_value(), row.end_reason, now)
    if standing is Standing.EXPIRING:
        return ConsentStatus.ACTIVE
    return ConsentStatus(standing.value)


def _last_day(row: ConsentRecord, withdrawn_at: datetime | None, zone: tzinfo) -> date:
    ends = [end for end in (row.expires_at, withdrawn_at, row.ended_at) if end is not None]
    return min(ends).astimezone(zone).date()


def _practice(session: Session, runtime: Runtime) -> Practice:
    profile = practice_profile(session)
    return Practice(
        name=profile.name,
        url=runtime.settings.base_url,
        contact=profile.privacy_contact or profile.withdrawal_contact or profile.contact_url or "",
        address=profile.postal_address or "",
        storage_location=profile.storage_countries or "",
    )


def _scopes(row: ConsentRecord) -> Iterator[ExportedScope]:
    for scope in row.scopes:
        yield ExportedScope(
            channel=scope.channel,
            decision=Decision(scope.decision),
            starts_at=scope.starts_at,
            ends_at=scope.ends_at,
            withdrawn_at=scope.withdrawn_at,
        )


def _sorted(row: ConsentRecord, kind: str) -> tuple[str, ...]:
    return tuple(sorted(row.covered_values(kind)))


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _codes(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(v if _CODE.fullmatch(v) else ON_FILE for v in values))


def _acknowledged(value: object) -> tuple[str, ...]:
    """Return what was acknowledged, by code; an entry in words is on the form alone."""
    said = value if isinstance(value, dict) else {}
    return tuple(str(name) for name in said if said[name] and _CODE.fullmatch(str(name)))


def _name(text: str) -> str:
    """Return what a paper form is called as a code: "Photo release" is ``photo-release``."""
    return _NOT_OF_A_NAME.sub("-", text.casefold()).strip("-.") or "unnamed"
