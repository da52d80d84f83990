"""The filter values that shown cases have."""

from datetime import datetime
from functools import cache

from sqlalchemy import Select
from sqlalchemy.orm import Session

from gallery.clinical.intervals import interval_days, interval_label
from gallery.clinical.terms import AGE_BANDS, AREAS, GENDERS, PROCEDURES, SKIN_TYPES
from gallery.consent.channels import WEBSITE_GALLERY
from gallery.models import Case, CaseProcedure, Photo, Publication, PublishedPhoto
from gallery.published.eligibility import at
from gallery.published.search import shown_on
from gallery.published.values import Facets, Label


def facets_of(session: Session, now: datetime) -> Facets:
    """Return the filter values that at least one shown case has.

    Every combination that occurs is read in one pass and taken apart here.
    """
    rows = session.execute(_combinations(), at(now)).all()
    found = [set(column) for column in zip(*rows, strict=True)] or [set[str | None]()] * 7
    procedures, areas, ages, genders, skins, providers, intervals = found
    return Facets(
        procedures=tuple(Label(k, v.name) for k, v in PROCEDURES.items() if k in procedures),
        areas=tuple(Label(k, v.name) for k, v in AREAS.items() if k in areas),
        age_bands=tuple(band for band in AGE_BANDS if band in ages),
        genders=tuple(gender for gender in GENDERS if gender in genders),
        skin_types=tuple(skin for skin in SKIN_TYPES if skin in skins),
        providers=tuple(sorted(name for name in providers if name)),
        intervals=tuple(
            Label(value, interval_label(value))
            for value in sorted((value for value in intervals if value), key=interval_days)
        ),
    )


@cache
def _combinations() -> Select[str, str, *tuple[str | None, ...]]:
    return (
        shown_on((WEBSITE_GALLERY,))
        .join(Case, Case.id == Publication.case_id)
        .join(CaseProcedure, CaseProcedure.case_id == Case.id)
        .join(PublishedPhoto, PublishedPhoto.publication_id == Publication.id)
        .join(Photo, Photo.id == PublishedPhoto.photo_id)
        .with_only_columns(
            CaseProcedure.procedure,
            Case.area,
            Publication.age_band,
            Publication.gender,
            Publication.skin_type,
            Case.provider,
            Photo.interval,
        )
        .distinct()
    )
