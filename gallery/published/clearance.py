"""Ask the policy about publications, and turn what it clears into public values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from gallery.clinical.intervals import interval_label
from gallery.clinical.terms import AREAS, PROCEDURES
from gallery.clinical.views import VIEWS
from gallery.consent.channels import WEBSITE_GALLERY
from gallery.consent.policy import Verdict, decide
from gallery.consent.record import Consent, Showing
from gallery.models import Case, ConsentRecord, Pair, Photo, Publication, PublishedPhoto
from gallery.published.comparability import public_score
from gallery.published.values import Label, PublicCase, PublicMedia, PublicPair, PublicPhoto

#: The variant of a publication whose pictures carry no mark.
CLEAN = "clean"


def everything_shown() -> Sequence[ORMOption]:
    """Return the loading options that fetch a page of publications in a handful of queries."""
    case = selectinload(Publication.case)
    shown = selectinload(Publication.shown)
    return (
        case.selectinload(Case.pairs),
        case.selectinload(Case.procedures),
        shown.selectinload(PublishedPhoto.photo),
        shown.selectinload(PublishedPhoto.keys),
    )


def cleared(
    session: Session, publications: Sequence[Publication], disclosure: str, now: datetime
) -> Iterator[PublicCase]:
    """Yield those publications with a pair that the policy permits at ``now``, in their order."""
    consents = consents_by_case(session, {row.case_id for row in publications})
    elsewhere = {row.case_id for row in publications if row.channel != WEBSITE_GALLERY}
    with_page = _with_page(session, elsewhere, consents, now) if elsewhere else set()
    for publication in publications:
        on_record = consents.get(publication.case_id, [])
        verdict = verdict_on(publication, [row.as_value() for row in on_record], now)
        pairs = tuple(_public_pairs(publication))
        if verdict.permitted and pairs:
            receipts = {row.id: row.receipt_id for row in on_record}
            case = _public_case(publication, verdict, receipts[verdict.consents[0]], disclosure)
            has_page = case.has_page or publication.case_id in with_page
            yield replace(case, pairs=pairs, has_page=has_page)


def _with_page(
    session: Session,
    case_ids: set[str],
    consents: Mapping[str, Sequence[ConsentRecord]],
    now: datetime,
) -> set[str]:
    """Return those of the cases that the website gallery shows at ``now``."""
    query = (
        select(Publication)
        .where(
            Publication.case_id.in_(case_ids),
            Publication.channel == WEBSITE_GALLERY,
            Publication.ended_at.is_(None),
            Publication.media_ready_at.is_not(None),
        )
        .options(*everything_shown())
    )
    return {
        row.case_id
        for row in session.execute(query).scalars()
        if shown_pairs(row)
        and verdict_on(
            row, [each.as_value() for each in consents.get(row.case_id, [])], now
        ).permitted
    }


def permitted_among(
    session: Session, publications: Sequence[Publication], now: datetime
) -> Iterator[Publication]:
    """Yield those that the policy permits at ``now``, be their pictures there or not."""
    consents = consents_by_case(session, {row.case_id for row in publications})
    for publication in publications:
        on_record = [row.as_value() for row in consents.get(publication.case_id, [])]
        if verdict_on(publication, on_record, now).permitted:
            yield publication


def verdict_on(publication: Publication, consents: Sequence[Consent], now: datetime) -> Verdict:
    """Return the policy's verdict on one publication; one that ended is never permitted."""
    if publication.ended_at is not None or now < publication.published_at:
        return Verdict(permitted=False)
    return decide(showing_on(publication), consents, now)


def showing_on(publication: Publication) -> Showing:
    """Return what a publication shows, as the policy is asked about it."""
    return Showing(
        channel=publication.channel,
        photos=tuple(row.photo.as_value() for row in publication.shown),
        procedures=frozenset(publication.case.procedure_slugs),
        area=publication.case.area,
        is_adult_at_capture=publication.case.is_adult_at_capture,
        standing_since=publication.stands_since,
        is_marked=publication.variant != CLEAN,
    )


def consents_by_case(session: Session, case_ids: set[str]) -> dict[str, list[ConsentRecord]]:
    """Return every consent on record for these cases, with scopes and coverage."""
    query = (
        select(ConsentRecord)
        .where(ConsentRecord.case_id.in_(case_ids))
        .options(selectinload(ConsentRecord.scopes), selectinload(ConsentRecord.covered))
    )
    found: dict[str, list[ConsentRecord]] = {}
    for row in session.execute(query).scalars():
        found.setdefault(row.case_id, []).append(row)
    return found


def _public_case(
    publication: Publication, verdict: Verdict, receipt_id: str, disclosure: str
) -> PublicCase:
    case = publication.case
    if verdict.valid_until is None:
        raise AssertionError("a permitted showing rests on a consent, and a consent ends")
    may_tell = verdict.demographics
    return PublicCase(
        id=publication.id,
        slug=case.slug,
        title=case.title,
        procedures=tuple(Label(slug, PROCEDURES[slug].name) for slug in case.procedure_slugs),
        area=Label(case.area, AREAS[case.area].name),
        laterality=case.laterality,
        sessions=case.sessions or 0,
        provider=case.provider or "",
        story=case.story,
        age_band=publication.age_band if "age_band" in may_tell else None,
        gender=publication.gender if "gender" in may_tell else None,
        skin_type=publication.skin_type if "skin_type" in may_tell else None,
        pairs=(),
        disclosure=disclosure,
        published_at=publication.published_at,
        updated_at=max(publication.published_at, case.updated_at),
        channel=publication.channel,
        receipt_id=receipt_id,
        valid_until=verdict.valid_until,
        is_adult=case.shows_nudity,
        has_page=publication.channel == WEBSITE_GALLERY,
    )


def shown_pairs(publication: Publication) -> list[Pair]:
    """Return the case's pairs of which this publication shows both sides."""
    shown = {row.photo_id for row in publication.shown}
    return [pair for pair in publication.case.pairs if {pair.before_id, pair.after_id} <= shown]


def _public_pairs(publication: Publication) -> Iterator[PublicPair]:
    shown = {row.photo_id: row for row in publication.shown}
    for pair in shown_pairs(publication):
        yield _public_pair(publication.case, pair, shown)


def _public_pair(case: Case, pair: Pair, shown: dict[str, PublishedPhoto]) -> PublicPair:
    before, after = shown[pair.before_id], shown[pair.after_id]
    interval = after.photo.interval or ""
    time_after = f"{interval_label(interval)} after"
    return PublicPair(
        view=pair.view,
        view_label=VIEWS[pair.view],
        interval=interval,
        interval_label=interval_label(interval),
        before=_public_photo(before, "Before", _alt(case, before.photo, "before")),
        after=_public_photo(after, time_after, _alt(case, after.photo, time_after)),
        comparability=public_score(case, pair),
    )


def _public_photo(row: PublishedPhoto, label: str, alt: str) -> PublicPhoto:
    # After an edit several keys may stand for one size (``publish_case``): one of them is enough.
    by_size = {key.width_px: key for key in sorted(row.keys, key=lambda key: key.key)}
    sizes = [by_size[width_px] for width_px in sorted(by_size)]
    media = tuple(PublicMedia(key.key, key.width_px, key.height_px) for key in sizes)
    return PublicPhoto(role=row.photo.role, alt=alt, label=label, media=media)


def _alt(case: Case, photo: Photo, when: str) -> str:
    """Describe a photo by what was treated and how it was taken, never by whom it shows (R13)."""
    procedures = " and ".join(PROCEDURES[slug].name.lower() for slug in case.procedure_slugs)
    side = f"{case.laterality} " if case.laterality in {"left", "right"} else ""
    return (
        f"{side}{AREAS[case.area].name.lower()}, {when} {procedures},"
        f" {VIEWS[photo.view].lower()} view"
    ).capitalize()
