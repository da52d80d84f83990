"""What a visitor's page is made of, asked directly."""

import pytest

from gallery.published import GalleryFilters, PublicCase, PublishedGallery
from gallery.runtime import Runtime

ALL = GalleryFilters()


def shown(gallery: PublishedGallery, filters: GalleryFilters = ALL) -> tuple[PublicCase, ...]:
    """Return the cases that the website gallery shows."""
    return gallery.cases(filters, page=1, per_page=50).cases


@pytest.fixture
def gallery(runtime: Runtime) -> PublishedGallery:
    """Return the gallery as it is at each question."""
    return PublishedGallery(runtime.engine, runtime.store)
