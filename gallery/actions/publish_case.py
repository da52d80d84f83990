"""Show a case on channels, if every rule and every photo's consent allows it (rule R1)."""

import secrets
from collections.abc import Sequence

from sqlalchemy import select

from gallery.actions.end_publications import end_publications, live_publications
from gallery.actions.find_cases import consents_of, load_case
from gallery.actions.order_renditions import is_current, renditions_in
from gallery.actions.overtake_takedowns import overtake_takedowns
from gallery.actions.photo_edits import shown_size_of
from gallery.actions.practice_mark import variant_on
from gallery.actions.refuse_naming import lock_practice_texts
from gallery.actions.request_reading import request_reading, unread
from gallery.actions.request_renditions import request_remake, request_renditions
from gallery.actions.review_case import findings_for
from gallery.actions.set_practice import practice_profile
from gallery.actions.settle_case import keep_unnamed, settle_case
from gallery.actions.tell_demographics import told_demographics
from gallery.actions.tell_news import tell_shown
from gallery.consent.channels import channel_of
from gallery.errors import Conflict, InvalidInput
from gallery.imaging.geometry import fit_long_edge, levels
from gallery.imaging.specs import Variant, spec_name
from gallery.models import Case, MediaKey, Photo, Publication, PublishedPhoto
from gallery.published.clearance import verdict_on
from gallery.publishing.finding import Finding, PublicationBlocked, Severity
from gallery.publishing.lifecycle import CaseState
from gallery.runtime import UnitOfWork

__all__ = ["Finding", "PublicationBlocked", "publish_case"]


def publish_case(uow: UnitOfWork, case_id: str, channels: tuple[str, ...]) -> list[Publication]:
    """Publish the paired photos of a case on each channel, under new media keys.

    A channel where the case is shown with the same photos is left as it is; one where it is live
    with others, or on a consent that has ended, is replaced.

    :raises NotFound: there is no case with this id.
    :raises InvalidInput: no channel is named, or one is unknown.
    :raises PublicationBlocked: with every finding, if one of them blocks.
    :raises Conflict: ``already_published`` on all these channels; ``case_is_purged``.
    """
    uow.take_turn(case_id)
    lock_practice_texts(uow)
    case = load_case(uow.session, case_id)
    if case.state == CaseState.PURGED:
        raise Conflict("This case was deleted.", code="case_is_purged")
    wanted = _channels(channels)
    live = {row.channel: row for row in live_publications(uow, case_id)}
    missing = [channel for channel in wanted if not _stands(uow, live.get(channel), case)]
    if not missing:
        raise Conflict("The case is public on these channels already.", code="already_published")
    findings = findings_for(uow.session, uow.runtime, case, missing, uow.now)
    if any(finding.severity is Severity.BLOCK for finding in findings):
        raise PublicationBlocked(findings)
    end_publications(uow, case_id, "replaced", missing)
    published = [_publish(uow, case, channel) for channel in missing]
    settle_case(uow, case.id)
    return published


def settle_media(uow: UnitOfWork, photo_ids: Sequence[str]) -> int:
    """Show publications whose every picture is there as it would be made now; return how many.

    Where something changed since they were made, such as the mark, they are asked for once more.
    One whose consent ended meanwhile is neither shown nor told: it is about to be cleared up.
    """
    waiting = select(Publication).where(
        Publication.media_ready_at.is_(None),
        Publication.ended_at.is_(None),
        Publication.shown.any(PublishedPhoto.photo_id.in_(photo_ids)),
    )
    shown = 0
    for publication in uow.session.execute(waiting).scalars():
        photos = [row.photo for row in publication.shown]
        if not _lacking(photos, publication) and _is_permitted(uow, publication):
            shown += _show_if_current(uow, publication, photos)
    return shown


def show_again(uow: UnitOfWork, photo: Photo) -> set[Variant]:
    """Let live publications of a photo wait for its new renditions; return what they need."""
    live = select(Publication).where(
        Publication.ended_at.is_(None), Publication.shown.any(PublishedPhoto.photo_id == photo.id)
    )
    needed = set()
    for publication in uow.session.execute(live).scalars():
        variant = Variant(publication.variant)
        for row in publication.shown:
            if row.photo_id == photo.id:
                _set_sizes(row, variant)
        publication.hide()
        needed.add(variant)
    return needed


def _channels(channels: Sequence[str]) -> list[str]:
    if not channels:
        message = "Name at least one channel."
        raise InvalidInput(message, fields={"channels": message})
    return [channel_of(channel, field="channels") for channel in dict.fromkeys(channels)]


def _stands(uow: UnitOfWork, publication: Publication | None, case: Case) -> bool:
    """Tell whether a publication shows the case's pairs as they are, and may be shown now.

    One whose consent expired is still a row without an end: it is replaced, not left.
    """
    if publication is None:
        return False
    paired = {photo_id for pair in case.pairs for photo_id in (pair.before_id, pair.after_id)}
    is_same = {row.photo_id for row in publication.shown} == paired
    return is_same and _is_permitted(uow, publication)


def _is_permitted(uow: UnitOfWork, publication: Publication) -> bool:
    consents = [row.as_value() for row in consents_of(uow.session, publication.case_id)]
    return verdict_on(publication, consents, uow.now).permitted


def _publish(uow: UnitOfWork, case: Case, channel: str) -> Publication:
    consents = [row.as_value() for row in consents_of(uow.session, case.id)]
    told = told_demographics(case, channel, consents, uow.now)
    variant = variant_on(practice_profile(uow.session), channel)
    photos = {photo.id: photo for pair in case.pairs for photo in (pair.before, pair.after)}
    publication = Publication(
        case_id=case.id,
        channel=channel,
        variant=variant.value,
        published_at=uow.now,
        stands_since=uow.now,
        published_by=uow.actor.id,
        age_band=case.age_band if "age_band" in told else None,
        gender=case.gender if "gender" in told else None,
        skin_type=case.skin_type if "skin_type" in told else None,
        shown=[_shown(photo, variant) for photo in photos.values()],
    )
    uow.session.add(publication)
    uow.session.flush()
    uow.record(
        "case.published",
        case_id=case.id,
        subject=("publication", publication.id),
        channel=channel,
        photos=sorted(photos),
    )
    _ask_for_pictures(uow, publication, list(photos.values()))
    return publication


def _shown(photo: Photo, variant: Variant) -> PublishedPhoto:
    row = PublishedPhoto(photo_id=photo.id, photo=photo, keys=[])
    _set_sizes(row, variant)
    return row


def _set_sizes(row: PublishedPhoto, variant: Variant) -> None:
    """Give a shown photo a key for each size that is made of it, and keep the keys it has.

    A key whose size is no longer made stands for the largest that is: keys are kept for ever.
    """
    source = shown_size_of(row.photo)
    made = {
        spec_name(variant, level.name_px): fit_long_edge(source, level.long_edge_px)
        for level in levels(source)
    }
    missing = made.keys() - {key.spec for key in row.keys}
    row.keys += [MediaKey(key=secrets.token_hex(16), spec=spec) for spec in sorted(missing)]
    for key in row.keys:
        key.spec = key.spec if key.spec in made else next(iter(made))
        key.width_px, key.height_px = made[key.spec].width_px, made[key.spec].height_px


def _ask_for_pictures(uow: UnitOfWork, publication: Publication, photos: Sequence[Photo]) -> None:
    """Have missing renditions made; the publication is listed once all of them are there."""
    lacking = _lacking(photos, publication)
    for photo in lacking:
        request_renditions(uow, photo, Variant(publication.variant))
    if not lacking:
        _show_if_current(uow, publication, photos)


def _lacking(photos: Sequence[Photo], publication: Publication) -> list[Photo]:
    variant = Variant(publication.variant)
    return [photo for photo in photos if not renditions_in(photo, variant)]


def _show_if_current(uow: UnitOfWork, publication: Publication, photos: Sequence[Photo]) -> bool:
    """Show a publication, or have its whole case made again first: both sides of every pair.

    A photo in work has a job of its own, which comes here when it is done. So has one that is to
    be read: what it shows may be a name (rule R13).
    """
    variant = Variant(publication.variant)
    for photo in unread(uow.runtime, photos):
        request_reading(uow, photo)
        return False
    keep_unnamed(uow, publication.case_id)
    if publication.ended_at is not None:
        return False
    if all(is_current(uow, photo, variant) for photo in photos):
        tell_shown(uow, publication)
        overtake_takedowns(uow, publication)
        return True
    if all(photo.state == "ready" for photo in photos):
        request_remake(uow, publication.case_id)
    return False
