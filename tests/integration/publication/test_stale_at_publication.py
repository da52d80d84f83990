"""A case goes public with pictures as they would be made now, never with a mark of yesterday."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from gallery.actions import remake_case
from gallery.actions.order_renditions import Order
from gallery.actions.render_photo import store_renditions
from gallery.actions.set_practice import set_practice
from gallery.actions.stale_renditions import count_stale
from gallery.actions.unpublish_case import unpublish_case
from gallery.jobs import run_job
from gallery.models import Job, Publication, Rendition
from gallery.published import PublishedGallery
from gallery.runtime import OPERATOR, Runtime
from tests.support.practice import Practice, scopes
from tests.support.public_view import shown

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def change_mark(runtime: Runtime, text: str) -> None:
    with runtime.unit_of_work(OPERATOR) as uow:
        set_practice(uow, {"watermark_text": text})


def marks(runtime: Runtime) -> set[str]:
    with runtime.reading() as session:
        recipes = session.execute(select(Rendition.recipe)).scalars()
        return {(recipe or {})["watermark"]["text"] for recipe in recipes}


def remakes(runtime: Runtime) -> list[Job]:
    query = select(Job).where(Job.kind == "remake_case", Job.state == "queued")
    with runtime.reading() as session:
        return list(session.execute(query.order_by(Job.priority)).scalars())


def waiting(runtime: Runtime) -> int:
    query = select(Publication).where(Publication.media_ready_at.is_(None))
    with runtime.reading() as session:
        return len(session.execute(query.where(Publication.ended_at.is_(None))).all())


@pytest.fixture
def case_id(practice: Practice, runtime: Runtime) -> str:
    """Return a case that may be published, whose pictures carry an old mark."""
    case_id = practice.case()
    practice.pair(case_id)
    both = scopes(website_gallery="permit", in_office="permit")
    practice.consent(case_id, scopes=both)
    practice.work()
    change_mark(runtime, "@alder")
    return case_id


def test_a_case_waits_for_the_mark_of_now(
    practice: Practice, runtime: Runtime, gallery: PublishedGallery, case_id: str
) -> None:
    practice.publish(case_id)
    assert not shown(gallery)
    (job,) = remakes(runtime)
    assert job.priority > 0
    assert run_job(runtime, job.id)
    assert len(shown(gallery)) == 1
    assert marks(runtime) == {"@alder"}
    assert count_stale(runtime).photos == 0


def test_it_is_asked_for_once_and_other_channels_are_never_without_pictures(
    practice: Practice, runtime: Runtime, gallery: PublishedGallery, case_id: str
) -> None:
    change_mark(runtime, "@birch")
    practice.publish(case_id)
    practice.publish(case_id, "in_office")
    assert len(remakes(runtime)) == 1
    practice.work()
    assert (len(shown(gallery)), marks(runtime)) == (1, {"@birch"})
    change_mark(runtime, "@alder")
    with runtime.unit_of_work(OPERATOR) as uow:
        unpublish_case(uow, case_id, ("in_office",))
    practice.publish(case_id, "in_office")
    assert (len(shown(gallery)), marks(runtime)) == (1, {"@birch"})
    practice.work()
    assert (len(shown(gallery)), marks(runtime)) == (1, {"@alder"})
    assert waiting(runtime) == 0


def test_a_mark_that_changes_while_they_are_made_has_them_made_once_more(
    practice: Practice,
    runtime: Runtime,
    gallery: PublishedGallery,
    case_id: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def made(runtime: Runtime, path: Path, order: Order, **rest: int) -> Iterator[Rendition]:
        change_mark(runtime, "@cedar")
        return store_renditions(runtime, path, order, **rest)

    practice.publish(case_id)
    (job,) = remakes(runtime)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(remake_case, "store_renditions", made)
        assert run_job(runtime, job.id)
    assert not shown(gallery)
    practice.work()
    assert (len(shown(gallery)), marks(runtime)) == (1, {"@cedar"})


def test_where_the_old_mark_comes_back_nothing_is_made(
    practice: Practice, runtime: Runtime, gallery: PublishedGallery, case_id: str
) -> None:
    before = marks(runtime)
    practice.publish(case_id)
    change_mark(runtime, *before)
    assert not shown(gallery)
    practice.work()
    assert (len(shown(gallery)), marks(runtime)) == (1, before)


def test_what_the_rights_say_is_as_of_now_too(
    practice: Practice, runtime: Runtime, gallery: PublishedGallery, case_id: str
) -> None:
    practice.publish(case_id)
    practice.work()
    with runtime.unit_of_work(OPERATOR) as uow:
        unpublish_case(uow, case_id)
        set_practice(uow, {"website_url": "https://elsewhere.example"})
    practice.publish(case_id)
    assert not shown(gallery)
    practice.work()
    assert (len(shown(gallery)), count_stale(runtime).photos) == (1, 0)
