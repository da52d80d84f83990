"""What is public answers 410 from the instant of a withdrawal (rules R4, R5)."""

import pytest

from gallery.errors import Gone
from gallery.published import GalleryFilters, PublishedGallery
from gallery.runtime import Runtime
from tests.support.practice import Practice


@pytest.fixture
def published(runtime: Runtime) -> PublishedGallery:
    return PublishedGallery(runtime.engine, runtime.store)


def test_r5_a_withdrawn_case_is_gone_everywhere(
    practice: Practice, published: PublishedGallery
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    consent = practice.consent(case_id)
    practice.work()
    practice.publish(case_id)
    shown = published.cases(GalleryFilters(), page=1, per_page=10).cases
    assert len(shown) == 1
    key = shown[0].pairs[0].before.media[0].key
    assert published.media(key, "jpg").read(None, None)[:2] == b"\xff\xd8"

    practice.withdraw(consent.id)

    assert published.cases(GalleryFilters(), page=1, per_page=10).cases == ()
    with pytest.raises(Gone):
        published.media(key, "jpg")
    with pytest.raises(Gone):
        published.case(shown[0].slug)
    assert [t.id for t in published.tombstones("website", 10)] == [shown[0].id]
    practice.work()
