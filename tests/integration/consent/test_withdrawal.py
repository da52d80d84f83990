"""What is public answers 410 from the instant of a withdrawal (rules R4, R5)."""

import pytest

from gallery.errors import Gone
from gallery.published import GalleryFilters, PublishedGallery
from tests.support.practice import Practice


def test_r5_a_withdrawn_case_is_gone_everywhere(
    practice: Practice, gallery: PublishedGallery
) -> None:
    _, consent = practice.published_on_consent()
    shown = gallery.cases(GalleryFilters(), page=1, per_page=10).cases
    assert len(shown) == 1
    key = shown[0].pairs[0].before.media[0].key
    assert gallery.media(key, "jpg").read(None, None)[:2] == b"\xff\xd8"

    practice.withdraw(consent.id)

    assert gallery.cases(GalleryFilters(), page=1, per_page=10).cases == ()
    with pytest.raises(Gone):
        gallery.media(key, "jpg")
    with pytest.raises(Gone):
        gallery.case(shown[0].slug)
    assert [t.id for t in gallery.tombstones("website", 10)] == [shown[0].id]
    practice.work()
