"""The gallery as visitors may see it at this instant."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from gallery.clinical.terms import PROCEDURES
from gallery.clock import utc_now
from gallery.consent.channels import WEBSITE_GALLERY
from gallery.db import read_session
from gallery.errors import Gone, NotFound
from gallery.models import Case, PracticeProfile, Publication, Site
from gallery.published.clearance import cleared, everything_shown
from gallery.published.facets import FacetCache
from gallery.published.media import media_file
from gallery.published.search import filtered, shown_on
from gallery.published.tombstones import tombstones_of
from gallery.published.values import (
    CasePage,
    Facets,
    GalleryFilters,
    Label,
    MediaFile,
    Practice,
    ProcedureFacts,
    PublicCase,
    Tombstone,
)
from gallery.storage import ObjectStore

#: Rule R3: nothing public is kept for longer, and never past the nearest expiry.
MAX_CACHE_SECONDS = 60
_SITEMAP_BATCH = 200


class PublishedGallery:
    """Answer what may be shown; every answer was cleared by the policy for its channel and now."""

    def __init__(
        self, engine: Engine, store: ObjectStore, clock: Callable[[], datetime] = utc_now
    ) -> None:
        """Read from ``engine`` and ``store``; ``clock`` tells the instant to decide for."""
        self._engine = engine
        self._store = store
        self._clock = clock
        self._facets = FacetCache()

    def practice(self) -> Practice:
        """Return how the practice presents itself."""
        with read_session(self._engine) as session:
            profile = _profile(session)
            return Practice(
                name=profile.name,
                tagline=profile.tagline,
                website_url=profile.website_url,
                contact_url=profile.contact_url,
                accent=profile.accent,
                disclosure=profile.disclosure,
                locale=profile.locale,
            )

    def cases(
        self, filters: GalleryFilters, *, page: int, per_page: int, site: str | None = None
    ) -> CasePage:
        """Return page ``page`` (from 1) of the gallery, or of the feed of ``site``.

        :raises NotFound: no site has this key.
        """
        now = self._clock()
        with read_session(self._engine) as session:
            query = filtered(shown_on(_channels(session, site), now), filters)
            query = query.offset((page - 1) * per_page).limit(per_page + 1)
            rows = session.execute(query.options(*everything_shown())).scalars().all()
            cases = tuple(cleared(session, rows[:per_page], _disclosure(session), now))
        return CasePage(
            cases=cases,
            page=page,
            has_next=len(rows) > per_page,
            cacheable_seconds=cacheable_seconds(cases, now),
        )

    def case(self, slug: str) -> PublicCase:
        """Return the case as the website gallery shows it.

        :raises Gone: it was shown there and no longer may be.
        :raises NotFound: nothing was ever shown there under this name.
        """
        now = self._clock()
        query = (
            select(Publication)
            .join(Case, Case.id == Publication.case_id)
            .where(Case.slug == slug, Publication.channel == WEBSITE_GALLERY)
            .order_by(Publication.published_at.desc())
            .options(*everything_shown())
        )
        with read_session(self._engine) as session:
            rows = session.execute(query).scalars().all()
            ready = [row for row in rows if row.media_ready_at is not None]
            for case in cleared(session, ready, _disclosure(session), now):
                return case
        if ready:
            raise Gone("This case is no longer shown.")
        raise NotFound("There is no case under this address.")

    def procedure(self, slug: str) -> ProcedureFacts:
        """Return what visitors may read about a procedure.

        :raises NotFound: the practice shows no such procedure.
        """
        if slug not in PROCEDURES:
            raise NotFound("There is no procedure under this address.")
        known = PROCEDURES[slug]
        return ProcedureFacts(Label(slug, known.name), known.summary)

    def facets(self) -> Facets:
        """Return the filter values that at least one shown case has."""
        with read_session(self._engine) as session:
            return self._facets.get(session, self._clock())

    def similar(self, case: PublicCase, limit: int) -> tuple[PublicCase, ...]:
        """Return other cases of the same first procedure."""
        now = self._clock()
        filters = GalleryFilters(procedure=case.procedures[0].slug)
        with read_session(self._engine) as session:
            query = filtered(shown_on((WEBSITE_GALLERY,), now), filters)
            query = query.where(Publication.id != case.id).limit(limit)
            rows = session.execute(query.options(*everything_shown())).scalars().all()
            return tuple(cleared(session, rows, _disclosure(session), now))

    def media(self, key: str, extension: str) -> MediaFile:
        """Return the rendition served under ``key``.

        :raises Gone: its publication ended, or its consent is no longer in force.
        :raises NotFound: there is no such key, or no such format of it.
        """
        now = self._clock()
        with read_session(self._engine) as session:
            return media_file(session, self._store, key, extension, now)

    def tombstones(self, site: str, limit: int) -> tuple[Tombstone, ...]:
        """Return what the feed of ``site`` no longer shows, newest first.

        :raises NotFound: no site has this key.
        """
        with read_session(self._engine) as session:
            return tombstones_of(session, _channels(session, site), limit, self._clock())

    def sitemap_entries(self) -> Iterator[PublicCase]:
        """Yield every case that the website gallery shows, newest first."""
        now = self._clock()
        with read_session(self._engine) as session:
            disclosure = _disclosure(session)
            query = filtered(shown_on((WEBSITE_GALLERY,), now), GalleryFilters())
            start = 0
            while True:
                batch = query.offset(start).limit(_SITEMAP_BATCH).options(*everything_shown())
                rows = session.execute(batch).scalars().all()
                yield from cleared(session, rows, disclosure, now)
                if len(rows) < _SITEMAP_BATCH:
                    return
                session.expunge_all()
                start += _SITEMAP_BATCH


def cacheable_seconds(cases: Sequence[PublicCase], now: datetime) -> int:
    """Return for how long an answer with these cases may be kept (rule R3)."""
    horizon = min((case.valid_until for case in cases), default=now + timedelta(days=1))
    return max(0, min(MAX_CACHE_SECONDS, int((horizon - now).total_seconds())))


def _profile(session: Session) -> PracticeProfile:
    profile = session.get(PracticeProfile, 1)
    if profile is None:
        raise NotFound("The practice's profile is missing: run `gallery db upgrade`.")
    return profile


def _disclosure(session: Session) -> str:
    return _profile(session).disclosure


def _channels(session: Session, site: str | None) -> Sequence[str]:
    if site is None:
        return (WEBSITE_GALLERY,)
    found = session.execute(select(Site).where(Site.key == site)).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no site with this key.")
    return found.channels
