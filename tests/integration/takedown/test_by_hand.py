"""Copies that people made: a post is looked at, a brochure needs somebody's word (rule R5)."""

import pytest

from gallery.actions.place_case import place_case
from gallery.actions.record_consent import Evidence
from gallery.actions.report_takedown import report_takedown
from gallery.errors import Conflict
from gallery.runtime import OPERATOR
from tests.integration.takedown.conftest import OtherSite, Scene
from tests.support.fake_clock import FakeClock
from tests.support.papers import PDF
from tests.support.practice import scopes


def _placed(scene: Scene, channel: str, address: str | None, note: str | None) -> str:
    """Return a case that was placed and then withdrawn."""
    practice = scene.practice
    case_id = practice.case()
    practice.pair(case_id)
    consent = practice.consent(case_id, scopes=scopes(**{channel.replace(":", "__"): "permit"}))
    practice.work()
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        place_case(uow, case_id, channel, address, note)
    practice.withdraw(consent.id)
    practice.work()
    return case_id


def test_r5_a_post_is_gone_when_its_address_says_so(
    scene: Scene, other_site: OtherSite, clock: FakeClock
) -> None:
    case_id = _placed(scene, "social:instagram", f"{other_site.server.url}/p/1", None)
    task = scene.tasks(case_id)["social:instagram"]
    assert (task.state, task.attempts) == ("pending", 1)
    other_site.status = 404
    clock.pass_by(seconds=11)
    scene.practice.work()
    task = scene.tasks(case_id)["social:instagram"]
    assert task.state == "verified_gone"
    assert (task.proof or "").startswith("2 of 2 requests answered 404 at ")


def test_r5_what_nobody_can_look_at_needs_somebodys_word(scene: Scene, clock: FakeClock) -> None:
    case_id = _placed(scene, "print", None, "the brochure at the front desk")
    task = scene.tasks(case_id)["print"]
    assert (task.state, task.next_look_at) == ("pending", None)
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        done = report_takedown(uow, task.id, "Took it from the desk.", Evidence(PDF))
    assert (done.state, done.finished_by) == ("manual_done", "operator")
    assert scene.runtime.store.get(done.proof_key or "") == PDF
    with pytest.raises(Conflict), scene.runtime.unit_of_work(OPERATOR) as uow:
        report_takedown(uow, task.id, "Took it from the desk.", None)


def test_r5_nobody_can_report_our_own_surfaces(scene: Scene) -> None:
    case_id, consent = scene.practice.published_on_consent()
    scene.practice.withdraw(consent.id)
    task = scene.tasks(case_id)["origin"]
    with pytest.raises(Conflict) as caught, scene.runtime.unit_of_work(OPERATOR) as uow:
        report_takedown(uow, task.id, "It is gone, trust me.", None)
    assert caught.value.code == "takedown_is_ours"
