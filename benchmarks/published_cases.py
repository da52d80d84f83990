"""Fill a database with public cases for measuring, without drawing a picture for each."""

import random
import secrets
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy.orm import Session

from gallery.clinical.terms import AGE_BANDS
from gallery.clock import utc_now
from gallery.models import (
    Base,
    Case,
    CaseProcedure,
    ConsentCoverage,
    ConsentRecord,
    ConsentScope,
    MediaKey,
    Pair,
    Photo,
    Publication,
    PublishedPhoto,
    Rendition,
    Subject,
)
from gallery.models.base import new_id
from gallery.runtime import Runtime

CONSONANTS = "bcdfghjkmnpqrstvwxz"
PROCEDURES = ("sclerotherapy", "laser-vein-treatment", "ambulatory-phlebectomy")
SIZES = ((480, 360, 480), (960, 720, 960), (1600, 1200, 1600), (2400, 1800, 2400))
FORMATS = ("avif", "webp", "jpg")
BATCH = 100


def fill(runtime: Runtime, count: int) -> None:
    """Add ``count`` public cases with one pair each, straight into the tables."""
    for start in range(0, count, BATCH):
        with Session(runtime.engine) as session:
            for number in range(start, min(start + BATCH, count)):
                for rows in _case(number):
                    session.add_all(rows)
                    session.flush()
            session.commit()


def _case(number: int) -> Iterator[list[Base]]:
    """Yield one case's rows in an order that their foreign keys allow."""
    now = utc_now() - timedelta(minutes=number + 1)
    subject = Subject(
        id=new_id(), chart_ref_encrypted="-", chart_ref_index=new_id(), created_at=now
    )
    case = Case(
        id=new_id(),
        slug=f"{PROCEDURES[number % 3]}-legs-{''.join(random.choices(CONSONANTS, k=8))}",
        subject_id=subject.id,
        state="published",
        title=f"Spider veins on the outer thigh, case {number}",
        area="legs",
        laterality="left",
        sessions=1 + number % 4,
        provider=f"Dr. {'ABCDE'[number % 5]}",
        story="Three sessions two weeks apart. Compression stockings for a week after each.",
        age_band=AGE_BANDS[number % len(AGE_BANDS)],
        is_adult_at_capture=True,
        created_at=now,
        updated_at=now,
    )
    yield [subject]
    yield [case]
    yield [CaseProcedure(case_id=case.id, procedure=PROCEDURES[number % 3], position=0)]
    photos = [_photo(case, role) for role in ("before", "after")]
    yield list(photos)
    pair = {"before_id": photos[0].id, "after_id": photos[1].id, "view": "LAT", "position": 1}
    yield [Pair(case_id=case.id, **pair), *_renditions(photos)]
    yield [_consent(case)]
    yield [_publication(case, photos)]


def _photo(case: Case, role: str) -> Photo:
    return Photo(
        id=new_id(),
        case_id=case.id,
        role=role,
        view="LAT",
        interval="P6W" if role == "after" else None,
        identifiability="none_apparent",
        state="ready",
        sha256=secrets.token_hex(32),
        media_type="image/jpeg",
        size_bytes=1,
        width_px=1800,
        height_px=2400,
        original_key=f"originals/{secrets.token_hex(16)}",
        preview_key=f"previews/{secrets.token_hex(16)}.jpg",
        created_at=case.created_at,
    )


def _renditions(photos: list[Photo]) -> Iterator[Rendition]:
    for photo in photos:
        for edge, width, height in SIZES:
            for extension in FORMATS:
                yield Rendition(
                    photo_id=photo.id,
                    spec=f"marked-{edge}",
                    format=extension,
                    source_hash=photo.sha256,
                    width_px=width,
                    height_px=height,
                    size_bytes=1,
                    sha256=photo.sha256,
                    object_key=f"renditions/{secrets.token_hex(16)}.{extension}",
                    created_at=photo.created_at,
                )


def _consent(case: Case) -> ConsentRecord:
    signed = case.created_at - timedelta(days=1)
    expires = utc_now() + timedelta(days=365)
    covered = {
        "procedure": PROCEDURES,
        "identifiability": ("none_apparent",),
        "demographic": ("age_band",),
    }
    return ConsentRecord(
        id=new_id(),
        receipt_id=new_id(),
        case_id=case.id,
        subject_id=case.subject_id,
        template="general-photo-release",
        template_version="1",
        language="en",
        jurisdiction="US-HIPAA",
        terms={},
        covers_future_photos=True,
        signature_method="wet_scan",
        signer_name_encrypted="-",
        signed_at=signed,
        effective_from=signed,
        expires_on=expires.date(),
        expires_at=expires,
        recorded_at=signed,
        recorded_by="benchmark",
        scopes=[ConsentScope(channel="website_gallery", decision="permit")],
        covered=[ConsentCoverage(kind=k, value=v) for k, values in covered.items() for v in values],
    )


def _publication(case: Case, photos: list[Photo]) -> Publication:
    return Publication(
        case_id=case.id,
        channel="website_gallery",
        variant="marked",
        published_at=case.created_at,
        stands_since=case.created_at,
        published_by="benchmark",
        media_ready_at=case.created_at,
        first_shown_at=case.created_at,
        age_band=case.age_band,
        shown=[PublishedPhoto(photo_id=photo.id, keys=_keys()) for photo in photos],
    )


def _keys() -> list[MediaKey]:
    return [
        MediaKey(key=secrets.token_hex(16), spec=f"marked-{edge}", width_px=width, height_px=height)
        for edge, width, height in SIZES
    ]
