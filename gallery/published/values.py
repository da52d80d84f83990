"""What the public side may know: frozen values that exist only after the consent was checked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

#: The surrogate key of every page, feed and sitemap: of all answers that name cases.
PAGES_KEY = "gallery-pages"


@dataclass(frozen=True)
class Label:
    """Name a thing by its slug and its words."""

    slug: str
    name: str


@dataclass(frozen=True)
class PublicMedia:
    """One size of one photo; its address is ``/media/<key>.<avif|webp|jpg>``."""

    key: str
    width_px: int
    height_px: int


@dataclass(frozen=True)
class PublicPhoto:
    """One side of a pair; ``media`` in ascending width."""

    role: str
    alt: str
    label: str
    media: tuple[PublicMedia, ...]


@dataclass(frozen=True)
class PublicComparability:
    """How many of the nine checks a pair passes, and each one's verdict; no measured value."""

    passed: int
    out_of: int
    verdicts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PublicPair:
    """A before and an after of the same view; the interval is an ISO 8601 duration (rule R15).

    ``comparability`` is None as long as the pair was not compared.
    """

    view: str
    view_label: str
    interval: str
    interval_label: str
    before: PublicPhoto
    after: PublicPhoto
    comparability: PublicComparability | None = None


@dataclass(frozen=True)
class PublicCase:
    """A case as one channel may show it; ``id`` is that of its publication.

    ``has_page`` tells that the website gallery shows it too: nothing else has pages.

    The pictures of one that ``is_adult`` are for visitors who confirmed their age (rule R19).
    """

    id: str
    slug: str
    title: str
    procedures: tuple[Label, ...]
    area: Label
    laterality: str | None
    sessions: int
    provider: str
    story: str | None
    age_band: str | None
    gender: str | None
    skin_type: str | None
    pairs: tuple[PublicPair, ...]
    disclosure: str
    published_at: datetime
    updated_at: datetime
    channel: str
    receipt_id: str
    valid_until: datetime
    is_adult: bool
    has_page: bool


@dataclass(frozen=True)
class CasePage:
    """One page of cases."""

    cases: tuple[PublicCase, ...]
    page: int
    has_next: bool


@dataclass(frozen=True)
class AdultSite:
    """A site that takes cases with nudity, and the origins on which it shows them."""

    name: str
    origins: tuple[str, ...]


@dataclass(frozen=True)
class Tombstone:
    """A case that a feed showed and must no longer show."""

    id: str
    slug: str
    deleted_at: datetime
    reason: str


@dataclass(frozen=True)
class SitemapEntry:
    """A case that search engines may list, with the keys of its pictures, a before first."""

    slug: str
    updated_at: datetime
    media_keys: tuple[str, ...]


@dataclass(frozen=True)
class GalleryFilters:
    """What a visitor asked for; None means any."""

    procedure: str | None = None
    area: str | None = None
    age: str | None = None
    gender: str | None = None
    skin: str | None = None
    provider: str | None = None
    interval: str | None = None
    q: str | None = None
    sort: str = "newest"


@dataclass(frozen=True)
class Facets:
    """The filter values that at least one shown case has."""

    procedures: tuple[Label, ...]
    areas: tuple[Label, ...]
    age_bands: tuple[str, ...]
    genders: tuple[str, ...]
    skin_types: tuple[str, ...]
    providers: tuple[str, ...]
    intervals: tuple[Label, ...]


@dataclass(frozen=True)
class ProcedureFacts:
    """A procedure that at least one shown case has."""

    label: Label
    summary: str


@dataclass(frozen=True)
class MediaFile:
    """A rendition that may be served now; ``read(start, end)`` takes inclusive byte positions.

    Reading may take long: whether it may still be served is to be asked again afterwards.

    One that ``is_adult`` may be kept by the browser that asked, by no cache that others share.
    """

    publication_id: str
    content_type: str
    etag: str
    size_bytes: int
    last_modified: datetime
    valid_until: datetime
    is_adult: bool
    read: Callable[[int | None, int | None], bytes]


@dataclass(frozen=True)
class Practice:
    """How the practice presents itself."""

    name: str
    tagline: str
    website_url: str | None
    contact_url: str | None
    accent: str
    disclosure: str
    locale: str
