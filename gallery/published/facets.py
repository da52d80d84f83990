"""The filter values that shown cases have, kept until anything changes or a consent ends."""

import threading
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from gallery.clinical.intervals import interval_days, interval_label
from gallery.clinical.terms import AGE_BANDS, AREAS, GENDERS, PROCEDURES, SKIN_TYPES
from gallery.consent.channels import WEBSITE_GALLERY
from gallery.models import (
    Case,
    CaseProcedure,
    ConsentRecord,
    ConsentScope,
    LedgerEvent,
    Photo,
    Publication,
    PublishedPhoto,
)
from gallery.published.search import shown_on
from gallery.published.values import Facets, Label


@dataclass(frozen=True)
class _Kept:
    facets: Facets
    ledger_position: int
    fresh_until: datetime | None


class FacetCache:
    """Keep the facets of one process until the ledger grows or a consent's bound is reached.

    Reading them costs a pass over every publication; each publication and withdrawal is a ledger
    event, so a kept value never outlives one.
    """

    def __init__(self) -> None:
        """Start empty."""
        self._kept: _Kept | None = None
        self._lock = threading.Lock()

    def get(self, session: Session, now: datetime) -> Facets:
        """Return the facets for ``now``."""
        position = session.execute(select(func.max(LedgerEvent.position))).scalar() or 0
        kept = self._kept
        if kept and kept.ledger_position == position and _is_fresh(kept, now):
            return kept.facets
        with self._lock:
            self._kept = _Kept(_read(session, now), position, _next_bound(session, now))
            return self._kept.facets


def _is_fresh(kept: _Kept, now: datetime) -> bool:
    return kept.fresh_until is None or now < kept.fresh_until


def _next_bound(session: Session, now: datetime) -> datetime | None:
    """Return the next instant at which any consent or scope begins or ends."""
    columns: tuple[InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None], ...]
    columns = (
        ConsentRecord.effective_from,
        ConsentRecord.expires_at,
        ConsentScope.starts_at,
        ConsentScope.ends_at,
    )
    found = [
        session.execute(select(func.min(column)).where(column > now)).scalar() for column in columns
    ]
    return min((bound for bound in found if bound), default=None)


def _read(session: Session, now: datetime) -> Facets:
    """Read every combination that occurs in one pass, and take it apart."""
    query = (
        shown_on((WEBSITE_GALLERY,), now)
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
    rows = session.execute(query).all()
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
