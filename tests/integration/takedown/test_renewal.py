"""A consent that takes the place of another: no gap, no more than she said, told in time."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from gallery.actions.give_notice import give_notices
from gallery.actions.place_case import place_case
from gallery.models import ConsentRecord, Notice
from gallery.publishing.finding import PublicationBlocked
from gallery.runtime import OPERATOR, SYSTEM
from tests.integration.takedown.conftest import Scene
from tests.support.fake_clock import FakeClock
from tests.support.practice import scopes

AGE = b"AG-A25"
DAY = timedelta(days=1)


def _renewed(scene: Scene, clock: FakeClock, **changes: object) -> tuple[str, ConsentRecord]:
    """Return a public case whose consent ends in two days, and what follows it from then on."""
    practice = scene.practice
    case_id = practice.case()
    practice.pair(case_id)
    first = practice.consent(case_id, expires_on=(clock.instant + 2 * DAY).date())
    practice.work()
    practice.publish(case_id)
    second = practice.consent(
        case_id,
        supersedes=first.id,
        effective_from=first.expires_at - timedelta(hours=6),
        **changes,
    )
    return case_id, second


def _statuses(scene: Scene, clock: FakeClock, case_id: str, around: ConsentRecord) -> list[int]:
    """Ask for the page around the instants at which one consent ends and the other begins."""
    found = []
    clock.is_still = True
    for offset in (-1, 0, 1, 6 * 3600 - 1, 6 * 3600, 6 * 3600 + 1):
        clock.instant = around.effective_from + timedelta(seconds=offset)
        addresses = [scene.page(case_id), f"/media/{scene.keys(case_id)[0]}.jpg"]
        found += [scene.status(address) for address in addresses]
    clock.is_still = False
    return found


def test_r2_a_renewal_keeps_the_page_up_without_a_gap(scene: Scene, clock: FakeClock) -> None:
    case_id, second = _renewed(scene, clock)
    assert set(_statuses(scene, clock, case_id, second)) == {200}
    scene.practice.work()
    assert scene.status(scene.page(case_id)) == 200
    assert scene.tasks(case_id) == {}


def test_r2_a_renewal_that_covers_less_ends_the_page_as_it_begins(
    scene: Scene, clock: FakeClock
) -> None:
    case_id, second = _renewed(scene, clock, procedures=("microneedling",))
    assert _statuses(scene, clock, case_id, second) == [200, 200, *[410] * 10]


def test_r2_a_renewal_on_a_condition_that_nothing_meets_clears_every_surface(
    scene: Scene, clock: FakeClock
) -> None:
    practice, asked = scene.practice, scopes(website_gallery="permit", social__instagram="permit")
    case_id = practice.case()
    practice.pair(case_id)
    first = practice.consent(case_id, scopes=asked)
    practice.work()
    practice.publish(case_id)
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        place_case(uow, case_id, "social:instagram", "https://social.example/p/1", None)
    asked_for = {"scopes": asked, "conditions": ("review_before_post",)}
    practice.consent(case_id, supersedes=first.id, **asked_for)
    assert scene.status(scene.page(case_id)) == 410
    assert {"origin", "social:instagram"} <= set(scene.tasks(case_id))
    with pytest.raises(PublicationBlocked) as refused:
        practice.publish(case_id)
    assert [finding.code for finding in refused.value.findings] == ["condition_unmet"]


def test_r16_filters_follow_the_consent_that_took_the_others_place(
    scene: Scene, clock: FakeClock
) -> None:
    case_id, first = scene.practice.published_on_consent()
    slug = scene.page(case_id)
    assert slug in scene.ask("/?age=45-54").body.decode()
    second = scene.practice.consent(case_id, supersedes=first.id, demographics_allowed=("gender",))
    assert slug not in scene.ask("/?age=45-54").body.decode()
    assert slug not in scene.ask("/").body.decode(), "hidden while its files are made without it"
    scene.practice.work()
    assert slug in scene.ask("/?gender=female").body.decode()
    assert "45-54" not in scene.ask(slug).body.decode()
    scene.practice.consent(case_id, supersedes=second.id, demographics_allowed=())
    assert slug not in scene.ask("/?gender=female").body.decode()
    assert scene.status(slug) == 200


def test_r16_files_from_before_an_expiry_do_not_tell_what_a_new_consent_forbids(
    scene: Scene, clock: FakeClock
) -> None:
    case_id = scene.practice.case()
    scene.practice.pair(case_id)
    scene.practice.consent(case_id, expires_on=(clock.instant + 40 * DAY).date())
    scene.practice.work()
    scene.practice.publish(case_id)
    [first, *_] = scene.keys(case_id)
    assert AGE in scene.ask(f"/media/{first}.jpg").body
    clock.pass_by(days=50)  # no job runs meanwhile
    scene.practice.consent_again(case_id, demographics_allowed=())
    scene.practice.publish(case_id)
    scene.practice.work()
    shown = [scene.ask(f"/media/{key}.jpg") for key in scene.keys(case_id)]
    assert {answer.status for answer in shown} == {200, 410}
    assert not any(AGE in answer.body for answer in shown)


def test_staff_are_told_at_thirty_and_at_seven_days_once_each(
    scene: Scene, clock: FakeClock
) -> None:
    case_id = scene.practice.case()
    scene.practice.pair(case_id)
    consent = scene.practice.consent(case_id, expires_on=(clock.instant + 40 * DAY).date())
    told = []
    for days_left in (31, 30, 29, 8, 7, 6, 1):
        clock.instant = consent.expires_at - days_left * DAY
        for _ in range(2):
            with scene.runtime.unit_of_work(SYSTEM) as uow:
                told += [(days_left, notice.threshold_days) for notice in give_notices(uow)]
    assert told == [(30, 30), (7, 7)]
    with scene.runtime.reading() as session:
        is_open = select(Notice.threshold_days).where(Notice.done_at.is_(None))
        assert list(session.execute(is_open).scalars()) == [7], "the later one takes its place"
