"""A gallery held in memory, in place of the one that reads the database."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from gallery.errors import Gone, NotFound, NotPermitted
from gallery.published import (
    CasePage,
    Facets,
    GalleryFilters,
    Label,
    MediaFile,
    Practice,
    ProcedureFacts,
    PublicCase,
    PublicMedia,
    PublicPair,
    PublicPhoto,
    SitemapEntry,
    Tombstone,
)

NOON = datetime(2030, 1, 2, 12, 0, 0, tzinfo=UTC)
SCLEROTHERAPY = Label("sclerotherapy", "Sclerotherapy")
LASER = Label("laser", "Laser vein treatment")
LEGS = Label("legs", "Legs")

PRACTICE = Practice(
    name="True Jewel Cosmetic Center",
    tagline="Spider and varicose veins, treated in Culver City.",
    website_url="https://practice.example",
    contact_url="https://practice.example/contact",
    accent="#8a3b52",
    disclosure="Results vary. The same results may not occur for all patients.",
    locale="en-US",
)


def photo(role: str, name: str, width_px: int = 3, height_px: int = 4) -> PublicPhoto:
    """Make a photo whose proportions are width to height."""
    edges = (480, 960, 1600)
    longest = max(width_px, height_px)
    media = tuple(
        PublicMedia(f"{name}{edge}", edge * width_px // longest, edge * height_px // longest)
        for edge in edges
    )
    label = "Before" if role == "before" else "6 weeks after"
    return PublicPhoto(role, f"{label}: leg, front view", label, media)


def pair(name: str = "k", view: str = "AP", width_px: int = 3, height_px: int = 4) -> PublicPair:
    """Make a pair of one view."""
    return PublicPair(
        view=view,
        view_label={"AP": "Front", "LAT": "Outer side", "MED": "Inner side"}[view],
        interval="P6W",
        interval_label="6 weeks",
        before=photo("before", f"{name}-b", width_px, height_px),
        after=photo("after", f"{name}-a", width_px, height_px),
    )


def case(number: int = 1, title: str = "Spider veins on the thigh") -> PublicCase:
    """Make a case; its number makes it different from others."""
    return PublicCase(
        id=f"pub-{number}",
        slug=f"case-{number}",
        title=title,
        procedures=(SCLEROTHERAPY,),
        area=LEGS,
        laterality="left",
        sessions=2,
        provider="Dr. Rivera",
        story=None,
        age_band="40-49",
        gender="female",
        skin_type="III",
        pairs=(pair(f"m{number}"),),
        disclosure="Individual results vary.",
        published_at=NOON,
        updated_at=NOON,
        channel="website_gallery",
        receipt_id=f"urn:receipt:{number}",
        valid_until=NOON.replace(year=2031),
        is_adult=False,
        has_page=True,
    )


@dataclass
class FakeGallery:
    """Answer as the real one does, from what the test put in."""

    held: list[PublicCase] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    adult: set[str] = field(default_factory=set)
    buried: list[Tombstone] = field(default_factory=list)
    owner: Practice = PRACTICE
    reads: list[tuple[int | None, int | None]] = field(default_factory=list)
    asked: list[GalleryFilters] = field(default_factory=list)
    valid_seconds: float = 600

    def for_one_answer(self) -> "FakeGallery":
        return self

    def stands(self) -> datetime:
        return NOON

    def practice(self) -> Practice:
        return self.owner

    def cases(
        self, filters: GalleryFilters, *, page: int, per_page: int, site: str | None = None
    ) -> CasePage:
        if site not in {None, "website"}:
            raise NotFound("There is no such site.")
        self.asked.append(filters)
        found = [case for case in self.held if self._matches(case, filters)]
        shown = tuple(found[(page - 1) * per_page : page * per_page])
        return CasePage(shown, page, page * per_page < len(found))

    def case(self, slug: str) -> PublicCase:
        if slug in self.gone:
            raise Gone("This case is no longer shown.")
        for case in self.held:
            if case.slug == slug:
                return case
        raise NotFound("There is no such case.")

    def procedure(self, slug: str) -> ProcedureFacts:
        labels = {label.slug: label for case in self.held for label in case.procedures}
        if slug not in labels:
            raise NotFound("There is no such procedure.")
        return ProcedureFacts(labels[slug], "Small veins are closed by injection.")

    def facets(self) -> Facets:
        procedures = {label: None for case in self.held for label in case.procedures}
        return Facets(
            procedures=tuple(procedures),
            areas=(LEGS, Label("face", "Face")) if self.held else (),
            age_bands=("40-49", "50-59") if self.held else (),
            genders=("female", "male") if self.held else (),
            skin_types=("II", "III") if self.held else (),
            providers=("Dr. Rivera", "Dr. Chen") if self.held else (),
            intervals=(Label("P6W", "6 weeks"), Label("P3M", "3 months")) if self.held else (),
        )

    def similar(self, case: PublicCase, limit: int) -> tuple[PublicCase, ...]:
        return tuple(other for other in self.held if other.slug != case.slug)[:limit]

    def media(self, key: str, ext: str, *, is_adult_confirmed: bool = False) -> MediaFile:
        if key in self.gone:
            raise Gone("This picture is no longer shown.")
        if key not in self.files:
            raise NotFound("There is no such picture.")
        if key in self.adult and not is_adult_confirmed:
            raise NotPermitted("Confirm your age.", code="age_unconfirmed")
        content = self.files[key]
        media_types = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
        return MediaFile(
            publication_id="p" * 20,
            content_type=media_types[ext],
            etag=hashlib.sha256(content).hexdigest(),
            size_bytes=len(content),
            last_modified=NOON,
            valid_until=NOON + timedelta(seconds=self.valid_seconds),
            is_adult=key in self.adult,
            read=lambda start, end: self._read(content, start, end),
        )

    def tombstones(self, site: str, limit: int) -> tuple[Tombstone, ...]:
        return tuple(self.buried[:limit])

    def sitemap_entries(self) -> tuple[SitemapEntry, ...]:
        return tuple(self._sitemap_entry(case) for case in self.held)

    def _sitemap_entry(self, case: PublicCase) -> SitemapEntry:
        photos = [photo for pair in case.pairs for photo in (pair.before, pair.after)]
        return SitemapEntry(
            case.slug, case.updated_at, tuple(photo.media[-1].key for photo in photos)
        )

    def withdraw(self, slug: str) -> None:
        """Take a case and its pictures away, as a patient would."""
        case = self.case(slug)
        self.held.remove(case)
        photos = [photo for pair in case.pairs for photo in (pair.before, pair.after)]
        self.gone |= {slug} | {media.key for photo in photos for media in photo.media}

    def put(self, case: PublicCase, **changes: object) -> PublicCase:
        """Hold a case, changed where asked."""
        changed = replace(case, **changes)  # type: ignore[arg-type]
        self.held.append(changed)
        return changed

    def _read(self, content: bytes, start: int | None, end: int | None) -> bytes:
        self.reads.append((start, end))
        return content[start or 0 : None if end is None else end + 1]

    def _matches(self, case: PublicCase, filters: GalleryFilters) -> bool:
        slugs = {procedure.slug for procedure in case.procedures}
        return (
            (filters.procedure is None or filters.procedure in slugs)
            and (filters.area is None or filters.area == case.area.slug)
            and (filters.gender is None or filters.gender == case.gender)
            and (filters.q is None or filters.q.lower() in case.title.lower())
        )
