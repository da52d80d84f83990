"""From consent-cleared cases to the values that feeds are written from."""

from gallery.feeds.entry import Comparability, Entry, EntryPair, Image, Named, Removal
from gallery.feeds.structured_data import Rights
from gallery.published import Label, Practice, PublicCase, PublicPair, PublicPhoto, Tombstone
from gallery.web.public import pictures, urls


def entry_of(case: PublicCase, confirm_age_path: str | None = None) -> Entry:
    """Describe a case for other sites, with absolute addresses."""
    asked_at = urls.absolute(confirm_age_path) if confirm_age_path and case.is_adult else None
    return Entry(
        id=case.id,
        url=urls.absolute(urls.case_path(case.slug)) if case.has_page else None,
        title=case.title,
        procedures=tuple(_named(procedure) for procedure in case.procedures),
        area=_named(case.area),
        laterality=case.laterality,
        sessions=case.sessions,
        provider=case.provider,
        story=case.story,
        age_band=case.age_band,
        gender=case.gender,
        skin_type=case.skin_type,
        pairs=tuple(_pair(pair) for pair in case.pairs),
        disclosure=case.disclosure,
        published_at=case.published_at,
        updated_at=case.updated_at,
        channel=case.channel,
        receipt_id=case.receipt_id,
        valid_until=case.valid_until,
        rating="adult" if case.is_adult else None,
        confirm_age_url=asked_at,
    )


def removal_of(tombstone: Tombstone) -> Removal:
    """Describe a case that other sites must take down."""
    return Removal(tombstone.id, tombstone.deleted_at, tombstone.reason)


def rights_of(practice: Practice) -> Rights:
    """Say whose the pictures are."""
    return Rights(practice.name, practice.website_url, practice.contact_url)


def image_of(photo: PublicPhoto) -> Image:
    """Describe a photo by the one size handed to other sites."""
    media = pictures.shared(photo)
    return Image(
        url=urls.absolute(f"{urls.media_prefix()}{media.key}.jpg"),
        width_px=media.width_px,
        height_px=media.height_px,
        alt=photo.alt,
        label=photo.label,
    )


def _named(label: Label) -> Named:
    return Named(label.slug, label.name)


def _pair(pair: PublicPair) -> EntryPair:
    return EntryPair(
        view=pair.view,
        view_label=pair.view_label,
        interval=pair.interval,
        interval_label=pair.interval_label,
        before=image_of(pair.before),
        after=image_of(pair.after),
        comparability=_comparability(pair),
    )


def _comparability(pair: PublicPair) -> Comparability | None:
    known = pair.comparability
    return None if known is None else Comparability(known.passed, known.out_of, known.verdicts)
