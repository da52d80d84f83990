"""The gallery as visitors may see it at this instant."""

from collections.abc import Callable, Hashable
from datetime import datetime
from typing import TypeVar, cast

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from gallery.clinical.terms import PROCEDURES
from gallery.clock import utc_now
from gallery.consent.channels import WEBSITE_GALLERY
from gallery.db import glance, read_session
from gallery.errors import Gone, NotFound, NotPermitted
from gallery.jurisdictions.pack import packs
from gallery.models import Case, PracticeProfile, Publication
from gallery.published.audience import OWN_PAGES, adult_site, audience_of
from gallery.published.clearance import cleared, everything_shown, permitted_among
from gallery.published.eligibility import at
from gallery.published.facets import facets_of
from gallery.published.media import cleared_rendition, media_file
from gallery.published.memory import Memory, last_position
from gallery.published.search import filtered, shown_to
from gallery.published.sitemap import sitemap_of
from gallery.published.told import ROUNDS, Told
from gallery.published.tombstones import tombstones_of
from gallery.published.values import (
    AdultSite,
    CasePage,
    Facets,
    GalleryFilters,
    Label,
    MediaFile,
    Practice,
    ProcedureFacts,
    PublicCase,
    SitemapEntry,
    Tombstone,
)
from gallery.publishing.pack_rules import disclosure_of
from gallery.storage import ObjectStore

T = TypeVar("T")


class PublishedGallery:
    """Answer what may be shown; every answer was cleared by the policy for its channel and now."""

    def __init__(
        self,
        engine: Engine,
        store: ObjectStore,
        clock: Callable[[], datetime] = utc_now,
        *,
        memory: Memory | None = None,
        told: list[Told] | None = None,
    ) -> None:
        """Read from ``engine`` and ``store``; ``clock`` tells the instant to decide for.

        What is answered is noted in ``told``, if there is one.
        """
        self._engine = engine
        self._store = store
        self._clock = clock
        self._memory = memory or Memory()
        self._told = told

    def for_one_answer(self) -> "PublishedGallery":
        """Return this gallery for one request, which asks :meth:`stands` before it answers."""
        return PublishedGallery(
            self._engine, self._store, self._clock, memory=self._memory, told=[]
        )

    def stands(self) -> datetime | None:
        """Return an instant at which all that this request was told holds; None if some does not.

        Ask it last: between a decision and the first byte lie the object store, which may take
        half a minute, and the writing of the page.
        """
        if not self._told:
            return self._clock()
        for _ in range(ROUNDS):
            with glance(self._engine) as session:
                position = last_position(session)
            now = self._clock()
            late = [told for told in self._told if not told.state.holds(position, now)]
            if not late:
                return now
            if not all(self._is_told_again(told) for told in late):
                return None
        now = self._clock()
        return now if all(told.is_fresh(now) for told in self._told) else None

    def practice(self) -> Practice:
        """Return how the practice presents itself."""
        return self._remembered("practice", lambda session, _now: _practice(session))

    def cases(
        self, filters: GalleryFilters, *, page: int, per_page: int, site: str | None = None
    ) -> CasePage:
        """Return page ``page`` (from 1) of the gallery, or of the feed of ``site``.

        :raises NotFound: no site has this key.
        """

        def find(session: Session, now: datetime) -> tuple[tuple[PublicCase, ...], bool]:
            query = filtered(shown_to(audience_of(session, site)), filters)
            query = query.offset((page - 1) * per_page).limit(per_page + 1)
            query = query.options(*everything_shown())
            rows = session.execute(query, at(now)).scalars().all()
            shown = tuple(cleared(session, rows[:per_page], _disclosure(session), now))
            return shown, len(rows) > per_page

        cases, has_next = self._remembered(("cases", filters, page, per_page, site), find)
        return CasePage(cases, page, has_next)

    def case(self, slug: str) -> PublicCase:
        """Return the case as the website gallery shows it.

        :raises Gone: it was shown there and no longer may be.
        :raises NotFound: nothing was ever shown there under this name.
        """
        return self._remembered(("case", slug), lambda session, now: _case(session, slug, now))

    def procedure(self, slug: str) -> ProcedureFacts:
        """Return what visitors may read about a procedure.

        :raises NotFound: there is no such procedure.
        """
        if slug not in PROCEDURES:
            raise NotFound("There is no procedure under this address.")
        known = PROCEDURES[slug]
        return ProcedureFacts(Label(slug, known.name), known.summary)

    def facets(self) -> Facets:
        """Return the filter values that at least one shown case has."""
        return self._remembered("facets", facets_of)

    def similar(self, case: PublicCase, limit: int) -> tuple[PublicCase, ...]:
        """Return other cases of the same first procedure."""
        filters = GalleryFilters(procedure=case.procedures[0].slug)

        def find(session: Session, now: datetime) -> tuple[PublicCase, ...]:
            query = filtered(shown_to(OWN_PAGES), filters)
            query = query.where(Publication.id != case.id).limit(limit)
            query = query.options(*everything_shown())
            rows = session.execute(query, at(now)).scalars().all()
            return tuple(cleared(session, rows, _disclosure(session), now))

        return self._remembered(("similar", case.id, limit), find)

    def media(self, key: str, extension: str, *, is_adult_confirmed: bool = False) -> MediaFile:
        """Return the rendition served under ``key``.

        :raises Gone: its publication ended, or its consent is no longer in force.
        :raises NotFound: there is no such key, or no such format of it.
        :raises NotPermitted: ``age_unconfirmed``: it shows nudity (rule R19).
        """
        found = self._remembered(
            ("media", key, extension),
            lambda session, now: cleared_rendition(session, key, extension, now),
            is_small=True,
        )
        if found.is_adult and not is_adult_confirmed:
            message = "Confirm your age on the page of the case: this picture shows nudity."
            raise NotPermitted(message, code="age_unconfirmed")
        return media_file(self._store, found)

    def tombstones(self, site: str, limit: int) -> tuple[Tombstone, ...]:
        """Return what the feed of ``site`` no longer shows, newest first.

        :raises NotFound: no site has this key.
        """
        return self._remembered(
            ("tombstones", site, limit),
            lambda session, now: tombstones_of(session, audience_of(session, site), limit, now),
        )

    def shown_ids(self, site: str) -> frozenset[str]:
        """Return the ids of all publications that the feed of ``site`` shows at this instant.

        :raises NotFound: no site has this key.
        """

        def find(session: Session, now: datetime) -> frozenset[str]:
            query = shown_to(audience_of(session, site)).with_only_columns(Publication.id)
            return frozenset(session.execute(query, at(now)).scalars())

        return self._remembered(("ids", site), find)

    def adult_site(self, site: str) -> AdultSite:
        """Return the site whose visitors confirm their age for it.

        :raises NotFound: no site has this key, or it takes no cases that show nudity.
        """
        return self._remembered(("adult", site), lambda session, _now: adult_site(session, site))

    def sitemap_entries(self) -> tuple[SitemapEntry, ...]:
        """Return every case that the website gallery shows, newest first."""
        return self._remembered("sitemap", lambda session, now: tuple(sitemap_of(session, now)))

    def _remembered(
        self,
        question: Hashable,
        find: Callable[[Session, datetime], T],
        *,
        is_small: bool = False,
    ) -> T:
        """Answer for this instant, from memory if nothing has changed since it was found."""
        told = self._ask(question, find, is_small=is_small)
        if self._told is not None:
            self._told.append(told)
        return cast("T", told.found)

    def _ask(
        self, question: Hashable, find: Callable[[Session, datetime], object], *, is_small: bool
    ) -> Told:
        now = self._clock()
        with read_session(self._engine) as session:
            found, state = self._memory.answer(
                session, now, question, lambda: find(session, now), is_small=is_small
            )
        return Told(question, find, is_small, found, state, now)

    def _is_told_again(self, told: Told) -> bool:
        """Ask anew what was told in another state, and tell whether the answer is the same."""
        try:
            again = self._ask(told.question, told.find, is_small=told.is_small)
        except (Gone, NotFound):
            return False
        told.state, told.at = again.state, again.at
        return again.found == told.found


def _practice(session: Session) -> Practice:
    profile = _profile(session)
    return Practice(
        name=profile.name,
        tagline=profile.tagline,
        website_url=profile.website_url,
        contact_url=profile.contact_url,
        accent=profile.accent,
        disclosure=_disclosure(session),
        locale=profile.locale,
    )


def _case(session: Session, slug: str, now: datetime) -> PublicCase:
    query = (
        select(Publication)
        .join(Case, Case.id == Publication.case_id)
        .where(
            Case.slug == slug,
            Publication.channel == WEBSITE_GALLERY,
        )
        .order_by(Publication.published_at.desc())
        .options(*everything_shown())
    )
    rows = session.execute(query).scalars().all()
    ready = [row for row in rows if row.media_ready_at is not None]
    for case in cleared(session, ready, _disclosure(session), now):
        return case
    was_shown = any(row.first_shown_at is not None for row in rows)
    hidden = [row for row in rows if row.media_ready_at is None]
    if was_shown and any(permitted_among(session, hidden, now)):
        # Not 503: caches may answer that with the old page (``stale-if-error``, RFC 5861).
        raise NotFound("This case is not shown at this moment. Try again in a minute.")
    if was_shown:
        raise Gone("This case is no longer shown.")
    raise NotFound("There is no case under this address.")


def _profile(session: Session) -> PracticeProfile:
    profile = session.get(PracticeProfile, 1)
    if profile is None:
        raise NotFound("The practice's profile is missing: run `gallery db upgrade`.")
    return profile


def _disclosure(session: Session) -> str:
    """Return the practice's own words and what the law of its places adds (rule R17)."""
    profile = _profile(session)
    known = packs()
    chosen = [known[name] for name in profile.jurisdictions if name in known]
    return disclosure_of(profile.disclosure, chosen, profile.locale)
