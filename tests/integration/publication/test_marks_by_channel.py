"""Every channel shows its own mark, and none only where no consent asks for it."""

from typing import Any

import pytest
from sqlalchemy import select

from gallery.actions.mask_photo import mask_photo
from gallery.actions.set_practice import set_practice
from gallery.imaging.edits import Area
from gallery.models import Publication
from gallery.publishing.finding import PublicationBlocked
from gallery.runtime import OPERATOR, Runtime
from tests.support.pictures import pixels
from tests.support.practice import Practice, scopes

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
SITE, DIRECTORY, SOCIAL, OFFICE = (
    "website_gallery", "directory:realself", "social:instagram", "in_office",
)  # fmt: skip
PERMITTED = scopes(**{c.replace(":", "__"): "permit" for c in (SITE, DIRECTORY, SOCIAL, OFFICE)})


def set_marks(runtime: Runtime, marks: dict[str, dict[str, Any]]) -> None:
    with runtime.unit_of_work(OPERATOR) as uow:
        set_practice(uow, {"channel_marks": marks})


def cards_shown(runtime: Runtime, photo: int = 0) -> dict[str, bytes]:
    """Return the smallest JPEG of a photo, as each channel shows it."""
    shown = {}
    with runtime.reading() as session:
        for row in session.execute(select(Publication)).scalars():
            assert row.media_ready_at is not None
            spec = f"{row.variant}-480"
            shown_photos = sorted((s.photo for s in row.shown), key=lambda p: p.id)
            files = [
                r for r in shown_photos[photo].renditions if (r.spec, r.format) == (spec, "jpg")
            ]
            shown[row.channel] = runtime.store.get(files[0].object_key)
    return shown


def marked_halves(clean: bytes, other: bytes) -> set[str]:
    """Return the halves of the picture that carry a mark in ``other``."""
    difference = abs(pixels(clean) - pixels(other)).max(axis=2)
    middle = difference.shape[0] // 2
    halves = {"top": difference[:middle], "bottom": difference[middle:]}
    return {name for name, half in halves.items() if half.max() > 60}


def test_each_channel_shows_its_own_mark(practice: Practice, runtime: Runtime) -> None:
    other = {"mark": "text", "text": "@alder", "position": "top"}
    set_marks(runtime, {"social:*": other, OFFICE: {"mark": "none"}})
    case_id = practice.case()
    practice.pair(case_id)
    practice.consent(case_id, scopes=PERMITTED)
    practice.work()
    practice.publish(case_id, SITE, DIRECTORY, SOCIAL, OFFICE)
    practice.work()
    shown = cards_shown(runtime)
    assert shown[DIRECTORY] == shown[OFFICE]
    assert marked_halves(shown[OFFICE], shown[SITE]) == {"bottom"}
    assert marked_halves(shown[OFFICE], shown[SOCIAL]) == {"top"}


def test_r1_a_channel_without_a_mark_cannot_show_what_must_be_marked(
    practice: Practice, runtime: Runtime
) -> None:
    set_marks(runtime, {SITE: {"mark": "none"}, DIRECTORY: {"mark": "practice"}})
    case_id = practice.case()
    practice.pair(case_id)
    practice.consent(case_id, scopes=PERMITTED, conditions=("watermark_required",))
    practice.work()
    with pytest.raises(PublicationBlocked) as caught:
        practice.publish(case_id, SITE)
    assert {finding.code for finding in caught.value.findings} == {"condition_unmet"}
    assert [row.variant for row in practice.publish(case_id, DIRECTORY)] == ["marked"]


def test_r1_clean_pictures_end_when_a_new_consent_asks_for_the_mark(
    practice: Practice, runtime: Runtime
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    first = practice.consent(case_id, scopes=PERMITTED)
    practice.work()
    practice.publish(case_id, SITE, DIRECTORY)
    conditions = ("watermark_required",)
    practice.consent(case_id, scopes=PERMITTED, supersedes=first.id, conditions=conditions)
    with runtime.reading() as session:
        rows = session.execute(select(Publication)).scalars()
        assert {row.channel: row.ended_at is None for row in rows} == {SITE: True, DIRECTORY: False}


def mark_as_treated(runtime: Runtime, photo_id: str, area: Area) -> None:
    with runtime.unit_of_work(OPERATOR) as uow:
        mask_photo(uow, photo_id, treated_areas=[area])


def test_r12_the_mark_leaves_the_treated_area_on_both_sides(
    practice: Practice, runtime: Runtime
) -> None:
    case_id = practice.case()
    before, after = practice.photo(case_id, "before"), practice.photo(case_id, "after")
    practice.pair_up(case_id, before.id, after.id)
    practice.consent(case_id, scopes=PERMITTED)
    practice.work()
    mark_as_treated(runtime, after.id, Area(0, 0.5, 1, 1))
    with pytest.raises(PublicationBlocked) as caught:  # until the marks have moved
        practice.publish(case_id, SITE)
    assert {finding.code for finding in caught.value.findings} == {"photo_in_work"}
    practice.work()
    practice.publish(case_id, SITE, DIRECTORY)
    practice.work()
    for side in (0, 1):
        shown = cards_shown(runtime, side)
        assert marked_halves(shown[DIRECTORY], shown[SITE]) == {"top"}


def test_r12_a_mark_without_room_blocks_and_a_clean_channel_does_not(
    practice: Practice, runtime: Runtime
) -> None:
    set_marks(runtime, {OFFICE: {"mark": "none"}})
    case_id = practice.case()
    before, after = practice.photo(case_id, "before"), practice.photo(case_id, "after")
    pair_id = practice.pair_up(case_id, before.id, after.id)
    mark_as_treated(runtime, before.id, Area(0, 0, 1, 1))
    practice.consent(case_id, scopes=PERMITTED)
    practice.work()
    with pytest.raises(PublicationBlocked) as caught:
        practice.publish(case_id, SITE)
    (finding,) = caught.value.findings
    assert (finding.code, finding.subject_id) == ("watermark_has_no_room", pair_id)
    practice.publish(case_id, OFFICE, DIRECTORY)
