"""Rows of one case and its consents, plain ones: what tests of the policy in SQL vary."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from gallery.models import (
    Case,
    CaseProcedure,
    ConsentCoverage,
    ConsentRecord,
    ConsentScope,
    Photo,
    Publication,
    PublishedPhoto,
    Subject,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
PHOTOS = ("photo-1", "photo-2")
#: The photo of another case, which ``add_another_case`` adds.
OTHER_PHOTO = "other-photo"
#: What a consent must have and the policy does not look at.
FIXED: dict[str, Any] = {
    "template": "t",
    "template_version": "1",
    "language": "en",
    "jurisdiction": "US",
    "signature_method": "wet_scan",
    "signer_name_encrypted": "x",
    "signed_at": NOW,
    "expires_on": NOW.date(),
    "recorded_by": "test",
}


def case_of(
    shown_as: Sequence[str],
    *,
    is_adult: bool = True,
    name: str = "case",
    photos: Sequence[str] = PHOTOS,
) -> Case:
    return Case(
        id=name,
        slug=name,
        subject=Subject(id=name, chart_ref_encrypted=name, chart_ref_index=name, created_at=NOW),
        state="published",
        title="t",
        area="legs",
        is_adult_at_capture=is_adult,
        created_at=NOW,
        updated_at=NOW,
        procedures=[CaseProcedure(procedure="sclerotherapy", position=0)],
        photos=[photo_of(name, kind) for name, kind in zip(photos, shown_as, strict=True)],
    )


def photo_of(identity: str, identifiability: str) -> Photo:
    return Photo(
        id=identity,
        role="before",
        view="AP",
        identifiability=str(identifiability),
        state="ready",
        sha256=identity,
        media_type="image/jpeg",
        size_bytes=1,
        width_px=1,
        height_px=1,
        original_key=identity,
        preview_key=identity,
        created_at=NOW,
    )


def _instant(hours: int | None) -> datetime | None:
    return None if hours is None else NOW + timedelta(hours=hours)


def plain_consent(
    name: str,
    *,
    recorded: int = -48,
    effective: int = -48,
    expires: int = 48,
    ended: int | None = None,
    withdrawn: int | None = None,
    window: tuple[int | None, int | None] = (None, None),
    photos: Sequence[str] = PHOTOS,
    later: bool = False,
    conditions: Sequence[str] = (),
    decision: str = "permit",
    case: str = "case",
) -> ConsentRecord:
    """Return a consent whose instants are told in hours from now."""
    scope = ConsentScope(
        channel="website_gallery",
        decision=decision,
        starts_at=_instant(window[0]),
        ends_at=_instant(window[1]),
    )
    named = {"procedure": ["sclerotherapy"], "identifiability": ["none_apparent"]}
    named["photo"] = list(photos)
    return ConsentRecord(
        **FIXED,
        terms={"conditions": list(conditions)},
        id=name,
        receipt_id=name,
        case_id=case,
        subject_id=case,
        covers_future_photos=later,
        effective_from=_instant(effective),
        expires_at=_instant(expires),
        recorded_at=_instant(recorded),
        ended_at=_instant(ended),
        withdrawn_at=_instant(withdrawn),
        scopes=[scope],
        covered=[ConsentCoverage(kind=k, value=v) for k, values in named.items() for v in values],
    )


def publication_of(
    case: Case, shown: set[str], published_at: datetime, stands_since: datetime
) -> Publication:
    return Publication(
        case=case,
        channel="website_gallery",
        variant="marked",
        published_at=published_at,
        stands_since=stands_since,
        published_by="test",
        media_ready_at=NOW,
        first_shown_at=NOW,
        shown=[PublishedPhoto(photo_id=identity) for identity in shown],
    )


def add_another_case(session: Session) -> None:
    """Add a public case with a generous consent, which must not speak for the first."""
    other = case_of(["none_apparent"], name="other", photos=[OTHER_PHOTO])
    session.add_all([other, publication_of(other, {OTHER_PHOTO}, NOW, NOW)])
    session.flush()
    generous = plain_consent("other", recorded=-24, expires=24, later=True, case="other")
    generous.covered.append(ConsentCoverage(kind="photo", value=OTHER_PHOTO))
    session.add(generous)
    session.flush()
