"""What changes while the pictures of a photo are being made."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import pytest
from sqlalchemy import select

from gallery.actions import render_photo
from gallery.actions.edit_photo import edit_photo
from gallery.actions.find_cases import consents_of
from gallery.actions.mask_photo import mask_photo
from gallery.actions.set_practice import set_practice
from gallery.actions.stale_renditions import count_stale
from gallery.actions.withdraw_consent import withdraw_consent
from gallery.clock import utc_now
from gallery.errors import ImagingUnavailable
from gallery.imaging.edits import Area, Mask, Shape
from gallery.imaging.recipe import make
from gallery.imaging.refusals import busy
from gallery.imaging.render import Rendered
from gallery.imaging.specs import Variant
from gallery.jobs import drain
from gallery.models import Photo
from gallery.runtime import OPERATOR, Runtime
from tests.support.practice import Practice

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def photo_now(runtime: Runtime, photo_id: str) -> Photo:
    with runtime.reading() as session:
        return session.get_one(Photo, photo_id)


def made_while(
    monkeypatch: pytest.MonkeyPatch, runtime: Runtime, photo_id: str, act: Callable[[], object]
) -> None:
    """Make the photo's pictures and its preview, and let ``act`` happen in the middle."""

    def overtaken(*arguments: Any, **named: Any) -> Iterator[Rendered]:
        act()
        yield from make(*arguments, **named)

    with monkeypatch.context() as patch:
        patch.setattr(render_photo, "make", overtaken)
        render_photo.render_photo(runtime, photo_id, Variant.MARKED, utc_now(), with_preview=True)


def test_a_photo_that_is_masked_meanwhile_stays_in_work_and_keeps_its_turned_preview(
    practice: Practice, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = practice.photo(practice.case(), "before")
    practice.work()
    with runtime.unit_of_work(OPERATOR) as uow:
        edit_photo(uow, photo.id, {"quarter_turns": 1})

    def mask() -> None:
        with runtime.unit_of_work(OPERATOR) as uow:
            face, legs = Mask(Shape.RECTANGLE, ((0.1, 0.1), (0.4, 0.3))), Area(0.3, 0.6, 0.8, 0.9)
            mask_photo(uow, photo.id, masks=(face,), treated_areas=(legs,))

    made_while(monkeypatch, runtime, photo.id, mask)
    now = photo_now(runtime, photo.id)
    assert now.state == "processing", "nothing shows it as it is now"
    assert now.preview_key != photo.preview_key, "it was turned, whatever else changed"


def test_pictures_whose_mark_changed_meanwhile_are_made_again(
    practice: Practice, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = practice.photo(practice.case(), "before")

    def change_the_mark() -> None:
        with runtime.unit_of_work(OPERATOR) as uow:
            set_practice(uow, {"watermark_text": "@alder"})
        drain(runtime)  # another worker, which is done first

    made_while(monkeypatch, runtime, photo.id, change_the_mark)
    practice.work()
    assert photo_now(runtime, photo.id).state == "ready"
    assert count_stale(runtime).photos == 0


def test_r6_an_edit_after_the_withdrawal_makes_nothing_until_another_consent(
    practice: Practice, runtime: Runtime
) -> None:
    case_id = practice.published()
    with runtime.reading() as session:
        (consent,) = consents_of(session, case_id)
        first = session.execute(select(Photo).order_by(Photo.id)).scalars().first()
    assert first is not None
    with runtime.unit_of_work(OPERATOR) as uow:
        withdraw_consent(uow, consent.id)
    practice.work()
    with runtime.unit_of_work(OPERATOR) as uow:
        edit_photo(uow, first.id, {"quarter_turns": 1})
    practice.work()
    assert not list(runtime.store.list("renditions/"))
    now = photo_now(runtime, first.id)
    assert (now.state, now.preview_key != first.preview_key) == ("ready", True)
    practice.consent_again(case_id)
    practice.work()
    assert practice.publish(case_id)[0].media_ready_at is not None


def test_r6_pictures_that_were_not_finished_leave_no_file(
    practice: Practice, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = practice.photo(practice.case(), "before")

    def half(*arguments: Any, **named: Any) -> Iterator[Rendered]:
        yield from islice(make(*arguments, **named), 3)
        raise busy(120)

    monkeypatch.setattr(render_photo, "make", half)
    with pytest.raises(ImagingUnavailable):
        render_photo.render_photo(runtime, photo.id, Variant.MARKED, utc_now())
    assert not list(runtime.store.list("renditions/"))
