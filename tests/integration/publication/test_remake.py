"""After a change of the mark live pictures are made again, without a gap and without a half."""

from threading import Event, Thread

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from gallery.actions.find_cases import consents_of
from gallery.actions.reconcile import reconcile
from gallery.actions.remake_case import RemakeStopped, remake_case
from gallery.actions.remake_pictures import open_remakes, remake_pictures, request_remakes
from gallery.actions.set_practice import set_practice
from gallery.actions.stale_renditions import count_stale, plans
from gallery.actions.withdraw_consent import withdraw_consent
from gallery.clock import utc_now
from gallery.models import Job, Publication, Rendition
from gallery.published import PublishedGallery
from gallery.runtime import OPERATOR, Runtime
from tests.support.practice import Practice, scopes
from tests.support.public_view import shown

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def change_mark(runtime: Runtime, **changes: object) -> None:
    with runtime.unit_of_work(OPERATOR) as uow:
        set_practice(uow, changes)


def addresses(gallery: PublishedGallery) -> list[str]:
    """Return the smallest JPEG of both sides of every pair in public."""
    sides = [side for case in shown(gallery) for p in case.pairs for side in (p.before, p.after)]
    return [f"/media/{side.media[0].key}.jpg" for side in sides]


def due_now(runtime: Runtime) -> None:
    """Let the time pass for which old files stay."""
    with runtime.unit_of_work(OPERATOR) as uow:
        for job in uow.session.execute(select(Job).where(Job.kind == "erase_objects")).scalars():
            job.run_after = utc_now()


def test_live_pictures_change_under_their_names_and_the_old_files_are_erased(
    practice: Practice, runtime: Runtime, gallery: PublishedGallery, client: FlaskClient
) -> None:
    practice.published()
    assert count_stale(runtime).photos == 0
    names = addresses(gallery)
    old = [client.get(name) for name in names]
    old_keys = {stored.key for stored in runtime.store.list("renditions/")}
    change_mark(runtime, watermark_text="@alder", watermark_position="top")
    assert [client.get(name).data for name in names] == [answer.data for answer in old]
    assert (count_stale(runtime).photos, count_stale(runtime).cases) == (2, 1)
    (plan,) = plans(runtime)
    assert remake_case(runtime, plan.case_id) == 2
    for name, before in zip(names, old, strict=True):
        answer = client.get(name, headers={"If-None-Match": before.headers["ETag"]})
        assert answer.status_code == 200
        assert answer.data != before.data
        assert answer.headers["ETag"] != before.headers["ETag"]
    assert remake_case(runtime, plan.case_id) == 0
    due_now(runtime)
    practice.work()
    assert not old_keys & {stored.key for stored in runtime.store.list("renditions/")}
    assert not reconcile(runtime, OPERATOR).remaining


def test_nothing_is_missing_or_half_new_while_pictures_are_made_again(
    practice: Practice, runtime: Runtime, gallery: PublishedGallery, client: FlaskClient
) -> None:
    case_id = practice.published()
    names = addresses(gallery)
    change_mark(runtime, watermark_text="@alder")
    states: set[int] = set()
    failures: list[int] = []
    ended = Event()

    def look() -> None:
        while not ended.is_set():
            failures.extend(s for n in names if (s := client.get(n).status_code) != 200)
            states.add(_made_of(runtime))

    watcher = Thread(target=look)
    watcher.start()
    remake_case(runtime, case_id)
    ended.set()
    watcher.join()
    assert failures == []
    assert states <= {2}
    assert _made_of(runtime) == 2


def _made_of(runtime: Runtime) -> int:
    """Return of how many sources the renditions are: one for each photo, never old and new."""
    with runtime.reading() as session:
        return len(set(session.execute(select(Rendition.source_hash)).scalars()))


def test_a_run_that_is_stopped_leaves_the_case_as_it_was_and_goes_on_later(
    practice: Practice, runtime: Runtime
) -> None:
    case_id = practice.published()
    change_mark(runtime, watermark_text="@alder")
    before = {stored.key for stored in runtime.store.list("renditions/")}
    asked = iter([False, False, True])
    with pytest.raises(RemakeStopped):
        remake_case(runtime, case_id, lambda: next(asked))
    assert {stored.key for stored in runtime.store.list("renditions/")} == before
    told: list[int] = []
    assert remake_pictures(runtime, told.append, workers=1).photos == 2
    assert told == [2]
    assert count_stale(runtime).photos == 0


def test_jobs_make_them_after_everything_else_and_once(
    practice: Practice, runtime: Runtime
) -> None:
    practice.published()
    change_mark(runtime, watermark_opacity=0.6)
    for asked in (1, 0):
        with runtime.unit_of_work(OPERATOR) as uow:
            assert request_remakes(uow) == asked
    assert open_remakes(runtime) == 1
    with runtime.reading() as session:
        (job,) = session.execute(select(Job).where(Job.kind == "remake_case")).scalars()
        assert job.priority < 0
    practice.work()
    assert (open_remakes(runtime), count_stale(runtime).photos) == (0, 0)


@pytest.mark.parametrize("asks_for_mark", [False, True])
def test_a_live_publication_takes_the_mark_of_its_channel_and_keeps_one_it_must_have(
    practice: Practice, runtime: Runtime, client: FlaskClient, *, asks_for_mark: bool
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    conditions = ("watermark_required",) if asks_for_mark else ()
    both = scopes(website_gallery="permit", in_office="permit")
    practice.consent(case_id, scopes=both, conditions=conditions)
    practice.work()
    practice.publish(case_id, "website_gallery", "in_office")
    marks = {
        "website_gallery": {"mark": "practice", "position": "top"},
        "in_office": {"mark": "none"},
    }
    change_mark(runtime, channel_marks=marks)
    assert remake_case(runtime, case_id) == 2
    with runtime.reading() as session:
        rows = {row.channel: row for row in session.execute(select(Publication)).scalars()}
        site, office = rows["website_gallery"], rows["in_office"]
        assert site.variant.startswith("mark-")
        assert office.variant == ("marked" if asks_for_mark else "clean")
        keys = [f"/media/{k.key}.jpg" for row in (site, office) for s in row.shown for k in s.keys]
        specs = {r.spec.rpartition("-")[0] for s in site.shown for r in s.photo.renditions}
    assert {client.get(key).status_code for key in keys} == {200}
    assert specs == {"marked", site.variant, office.variant}


def test_r6_what_a_withdrawal_has_yet_to_erase_is_not_made_again(
    practice: Practice, runtime: Runtime
) -> None:
    case_id = practice.published()
    practice.work()
    with runtime.reading() as session:
        (consent,) = consents_of(session, case_id)
    with runtime.unit_of_work(OPERATOR) as uow:
        withdraw_consent(uow, consent.id)
    change_mark(runtime, watermark_text="@alder")
    remake_case(runtime, case_id)
    with runtime.reading() as session:
        assert session.execute(select(Rendition)).first() is None
