"""However a permission ends, copies put up by hand are tasks like the service's own surfaces."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from gallery.actions.edit_case import edit_case
from gallery.actions.end_consent import end_consent
from gallery.actions.place_case import place_case
from gallery.actions.read_to_do import to_do
from gallery.actions.report_takedown import report_takedown
from gallery.actions.settle_expiries import settle_expiries
from gallery.actions.unpublish_case import unpublish_case
from gallery.clock import utc_now
from gallery.models import ConsentRecord, Notice, Rendition, Takedown
from gallery.runtime import OPERATOR
from tests.integration.takedown.conftest import Scene
from tests.support.fake_clock import FakeClock
from tests.support.practice import scopes

BOTH = {"website_gallery": "permit", "print": "permit"}


def placed(scene: Scene, *, is_public: bool = True) -> tuple[str, ConsentRecord]:
    """Return a case of which a leaflet lies at the front desk, and its consent."""
    practice = scene.practice
    case_id = practice.case()
    practice.pair(case_id)
    consent = practice.consent(case_id, scopes=scopes(**BOTH))
    practice.work()
    if is_public:
        practice.publish(case_id)
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        place_case(uow, case_id, "print", None, "the leaflet at the front desk")
    return case_id, consent


def of_copies(scene: Scene, case_id: str) -> list[Takedown]:
    return of_surface(scene, case_id, "print")


def of_surface(scene: Scene, case_id: str, surface: str) -> list[Takedown]:
    with scene.runtime.reading() as session:
        query = select(Takedown).where(Takedown.case_id == case_id, Takedown.surface == surface)
        return list(session.execute(query.order_by(Takedown.created_at)).scalars())


@pytest.mark.parametrize("is_public", [True, False])
def test_r5_an_expiry_reaches_the_leaflet(
    scene: Scene, clock: FakeClock, *, is_public: bool
) -> None:
    case_id, consent = placed(scene, is_public=is_public)
    assert settle_expiries(scene.runtime) == 0
    clock.instant = consent.expires_at + timedelta(seconds=1)
    assert settle_expiries(scene.runtime) == 1
    (task,) = of_copies(scene, case_id)
    assert (task.state, task.placement_id is not None) == ("pending", True)
    assert settle_expiries(scene.runtime) == 0, "told once"


def test_r5_a_consent_that_does_not_hold_reaches_the_leaflet(scene: Scene) -> None:
    case_id, consent = placed(scene, is_public=False)
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        end_consent(uow, consent.id, "invalidated", "Not her signature.")
    assert len(of_copies(scene, case_id)) == 1


@pytest.mark.parametrize(("still", "tasks"), [("permit", 0), ("deny", 1), (None, 1)])
def test_r5_a_narrower_consent_reaches_the_leaflet(
    scene: Scene, still: str | None, tasks: int
) -> None:
    case_id, consent = placed(scene)
    said = {"website_gallery": "permit", **({"print": still} if still else {})}
    scene.practice.consent(case_id, supersedes=consent.id, scopes=scopes(**said))
    assert len(of_copies(scene, case_id)) == tasks
    scene.practice.work()
    assert scene.status(scene.page(case_id)) == 200, "the website stays"


def test_r7_a_case_that_may_never_be_shown_is_cleared_everywhere(scene: Scene) -> None:
    case_id, _ = placed(scene)
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        edit_case(uow, case_id, {"is_adult_at_capture": False})
    assert {*scene.tasks(case_id)} == {"origin", "site:website", "print"}
    scene.practice.work()
    with scene.runtime.reading() as session:
        assert session.execute(select(Rendition.id)).first() is None
        (notice,) = session.execute(select(Notice)).scalars()
    assert (notice.kind, notice.case_id) == ("case_unfit", case_id)


def test_taking_a_case_down_makes_tasks_and_keeps_its_files(scene: Scene) -> None:
    case_id, _ = placed(scene)
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        unpublish_case(uow, case_id)
    scene.practice.work()
    assert scene.tasks(case_id)["origin"].state == "verified_gone"
    assert of_copies(scene, case_id) == [], "the leaflet is still permitted, and was not taken down"
    with scene.runtime.reading() as session:
        assert session.execute(select(Rendition.id)).first() is not None


@pytest.mark.parametrize("elsewhere", [True, False])
def test_r13_a_name_that_becomes_known_takes_the_case_down(
    scene: Scene, *, elsewhere: bool
) -> None:
    practice = scene.practice
    case_id = practice.case(title="Veins of Rosalind Meyerhof")
    practice.pair(case_id)
    guardian = practice.consent(case_id, signer_name="Thea Winter")
    practice.work()
    practice.publish(case_id)
    assert scene.status(scene.page(case_id)) == 200
    signed_for = practice.case() if elsewhere else case_id
    if elsewhere:
        practice.pair(signed_for)
    replaced = {} if elsewhere else {"supersedes": guardian.id}
    practice.consent(signed_for, signer_name="Rosalind Meyerhof", **replaced)
    if elsewhere:
        practice.work()  # the turn of another case is waited for by a job
    assert scene.status(scene.page(case_id)) == 410
    practice.work()
    assert scene.tasks(case_id)["origin"].state == "verified_gone"
    with scene.runtime.reading() as session:
        ((notice, case),) = to_do(session, utc_now()).unfit
    assert (notice.kind, case.id) == ("case_unfit", case_id)


def test_a_denial_about_another_photo_leaves_copy_and_page(scene: Scene, clock: FakeClock) -> None:
    case_id, _ = placed(scene)
    third = scene.practice.photo(case_id, "after", view="OL", interval="P6W")
    denied = scopes(website_gallery="deny", print="deny")
    scene.practice.consent(case_id, scopes=denied, photos=(third.id,))
    assert settle_expiries(scene.runtime) == 0
    assert of_copies(scene, case_id) == []
    assert scene.status(scene.page(case_id)) == 200


def test_a_report_about_an_old_post_says_nothing_of_a_later_one(scene: Scene) -> None:
    practice = scene.practice
    case_id = practice.case()
    practice.pair(case_id)
    consent = practice.consent(case_id, scopes=scopes(social__instagram="permit"))
    practice.work()
    for _ in range(2):
        practice.publish(case_id, "social:instagram")
        if not of_surface(scene, case_id, "social:instagram"):
            with scene.runtime.unit_of_work(OPERATOR) as uow:
                unpublish_case(uow, case_id)
                edit_case(uow, case_id, {"title": "Spider veins"})  # so the old post has to go
    practice.withdraw(consent.id)
    first, second = of_surface(scene, case_id, "social:instagram")
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        report_takedown(uow, first.id, "Removed the post of the first time.", None)
    states = [task.state for task in of_surface(scene, case_id, "social:instagram")]
    assert states == ["manual_done", "pending"]
    assert second.placement_id is None


def test_one_report_is_enough_for_one_leaflet(scene: Scene) -> None:
    case_id, consent = placed(scene)
    scene.practice.withdraw(consent.id, "print")
    scene.practice.withdraw(consent.id)
    first, second = of_copies(scene, case_id)
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        report_takedown(uow, second.id, "Took it from the desk.", None)
    assert {task.state for task in of_copies(scene, case_id)} == {"manual_done"}
    assert first.event_id != second.event_id
