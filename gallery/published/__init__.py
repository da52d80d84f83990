"""The only door from public pages to data: consent-cleared, frozen values."""

from gallery.published.audience import origin_of
from gallery.published.gallery import PublishedGallery
from gallery.published.values import (
    PAGES_KEY,
    AdultSite,
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

__all__ = [
    "PAGES_KEY",
    "AdultSite",
    "CasePage",
    "Facets",
    "GalleryFilters",
    "Label",
    "MediaFile",
    "Practice",
    "ProcedureFacts",
    "PublicCase",
    "PublicMedia",
    "PublicPair",
    "PublicPhoto",
    "PublishedGallery",
    "SitemapEntry",
    "Tombstone",
    "origin_of",
]
