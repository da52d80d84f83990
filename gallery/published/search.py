"""Find the publications that a visitor asked for, among those that may be shown."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, Select, UnaryExpression, and_, exists, false, or_, select
from sqlalchemy.orm import aliased

from gallery.models import Case, CaseProcedure, Pair, Photo, Publication, PublishedPhoto
from gallery.published.audience import Audience
from gallery.published.eligibility import may_show
from gallery.published.values import GalleryFilters


@lru_cache(maxsize=128)
def shown_on(channels: tuple[str, ...]) -> Select[Publication]:
    """Select what may be shown on ``channels``: each case once, by the first channel it is on.

    Execute what is made of it with ``at(now)``.
    """
    if len(channels) == 1:
        on_channel: ColumnElement[bool] = Publication.channel == channels[0]
    else:
        on_channel = or_(
            *(
                and_(Publication.channel == channel, ~_also_on(channels[:rank]))
                for rank, channel in enumerate(channels)
            )
        )
    return select(Publication).where(on_channel, may_show(), _has_pair())


@lru_cache(maxsize=128)
def shown_to(audience: Audience) -> Select[Publication]:
    """Select what may be shown to an audience; execute what is made of it with ``at(now)``."""
    query = shown_on(audience.channels)
    return query if audience.takes_adult else query.where(~_shows_nudity())


def filtered(query: Select[Publication], filters: GalleryFilters) -> Select[Publication]:
    """Narrow ``query`` to the filters; every value is bound, never spliced."""
    query = query.join(Case, Case.id == Publication.case_id)
    wanted = [
        (Case.area, filters.area),
        (Case.provider, filters.provider),
        (Publication.age_band, filters.age),
        (Publication.gender, filters.gender),
        (Publication.skin_type, filters.skin),
    ]
    query = query.where(*(column == value for column, value in wanted if value))
    if filters.procedure:
        query = query.where(_has_procedure(filters.procedure))
    if filters.interval:
        query = query.where(_shows_interval(filters.interval))
    if filters.q:
        query = query.where(*(_mentions(word) for word in filters.q.split()[:8]))
    return query.order_by(*_order(filters.sort))


def _shows_nudity() -> ColumnElement[bool]:
    case = aliased(Case)
    return exists(
        select(case.id)
        .correlate_except(case)
        .where(case.id == Publication.case_id, case.shows_nudity.is_(True))
    )


def _also_on(channels: Sequence[str]) -> ColumnElement[bool]:
    if not channels:
        return false()
    other = aliased(Publication)
    return exists(
        select(other.id)
        .correlate_except(other)
        .where(
            other.case_id == Publication.case_id,
            other.channel.in_(channels),
            may_show(other),
        )
    )


def _has_pair() -> ColumnElement[bool]:
    """Ask for a pair of which the publication shows both sides: pages are made of pairs."""
    pair, before, after = aliased(Pair), aliased(PublishedPhoto), aliased(PublishedPhoto)
    both_shown = and_(
        before.publication_id == Publication.id, after.publication_id == Publication.id
    )
    return exists(
        select(pair.id)
        .join(before, before.photo_id == pair.before_id)
        .join(after, after.photo_id == pair.after_id)
        .where(pair.case_id == Publication.case_id, both_shown)
        .correlate_except(pair, before, after)
    )


def _has_procedure(slug: str) -> ColumnElement[bool]:
    return exists(
        select(CaseProcedure.procedure).where(
            CaseProcedure.case_id == Publication.case_id, CaseProcedure.procedure == slug
        )
    )


def _shows_interval(interval: str) -> ColumnElement[bool]:
    return exists(
        select(Pair.id)
        .join(Photo, Photo.id == Pair.after_id)
        .join(PublishedPhoto, PublishedPhoto.photo_id == Photo.id)
        .where(PublishedPhoto.publication_id == Publication.id, Photo.interval == interval)
    )


def _mentions(word: str) -> ColumnElement[bool]:
    texts = (Case.title, Case.story, Case.provider, Case.area)
    return or_(
        *(text.icontains(word, autoescape=True) for text in texts),
        exists(
            select(CaseProcedure.procedure).where(
                CaseProcedure.case_id == Publication.case_id,
                CaseProcedure.procedure.icontains(word, autoescape=True),
            )
        ),
    )


def _order(sort: str) -> tuple[UnaryExpression[datetime], UnaryExpression[str]]:
    if sort == "oldest":
        return (Publication.published_at.asc(), Publication.id.asc())
    return (Publication.published_at.desc(), Publication.id.desc())
