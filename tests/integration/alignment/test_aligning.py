"""A pair is compared by a job, aligned by staff, and shown in one frame; one click undoes it."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, cast

import numpy as np
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from gallery.actions import compare_pair as comparing
from gallery.actions.align_pair import apply_proposal, correct_alignment, undo_alignment
from gallery.actions.compare_pair import request_missing_comparisons
from gallery.actions.edit_photo import edit_photo
from gallery.actions.find_cases import load_case
from gallery.actions.judge_pair import judge_pair, score_of
from gallery.actions.mask_photo import mask_photo
from gallery.actions.pair_alignment import AlignmentState, alignment_of, size_of
from gallery.actions.review_case import findings_for
from gallery.clock import utc_now
from gallery.errors import Conflict, ImagingUnavailable, InvalidInput
from gallery.imaging.edits import Area
from gallery.imaging.placement import Placement, placement_of
from gallery.imaging.refusals import busy
from gallery.models import LedgerEvent, Pair, Photo
from gallery.permissions import ROLE_PERMISSIONS, Role
from gallery.runtime import OPERATOR, Actor, Runtime
from tests.support.pictures import encoded
from tests.support.practice import Practice
from tests.support.shifted import ISO, SCALE, discs_in, moved, scene, shifted_pair

EDITOR = Actor("user:editor", ROLE_PERMISSIONS[Role.EDITOR])


@pytest.fixture(scope="session")
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
def pair_id(practice: Practice) -> str:
    """Return a pair whose after is moved, compared and rendered."""
    case_id = practice.case()
    before, after = shifted_pair()
    photos = [
        practice.photo(case_id, role, content=content)
        for role, content in (("before", before), ("after", after))
    ]
    made = practice.pair_up(case_id, photos[0].id, photos[1].id)
    practice.work()
    return made


def pair_of(runtime: Runtime, pair_id: str) -> Pair:
    with runtime.reading() as session:
        pair = session.get_one(Pair, pair_id)
        assert load_case(session, pair.case_id) is pair.case
        return pair


def shown(runtime: Runtime, photo: Photo) -> tuple[tuple[int, int], np.ndarray]:
    """Return size and disc positions of a photo's largest JPEG rendition."""
    rows = [row for row in photo.renditions if row.format == "jpg"]
    row = max(rows, key=lambda each: each.width_px)
    return (row.width_px, row.height_px), discs_in(runtime.store.get(row.object_key))


def sides(runtime: Runtime, pair_id: str) -> Iterator[tuple[tuple[int, int], np.ndarray]]:
    pair = pair_of(runtime, pair_id)
    return (shown(runtime, photo) for photo in (pair.before, pair.after))


def test_a_proposal_is_applied_shown_and_undone(
    practice: Practice, runtime: Runtime, pair_id: str
) -> None:
    alignment = alignment_of(pair_of(runtime, pair_id))
    assert (alignment.state, alignment.confidence > 0.9) == (AlignmentState.PROPOSED, True)
    (_, before), (_, after) = sides(runtime, pair_id)
    assert np.abs(before - after).max() > 10
    with runtime.unit_of_work(EDITOR) as uow:
        apply_proposal(uow, pair_id)
    practice.work()
    (size, before), (other_size, after) = sides(runtime, pair_id)
    assert size == other_size
    assert np.abs(before - after).max() < 1.0
    with runtime.unit_of_work(EDITOR) as uow:
        undo_alignment(uow, pair_id)
    practice.work()
    pair = pair_of(runtime, pair_id)
    assert alignment_of(pair).state is AlignmentState.PROPOSED
    assert (pair.before.framing, pair.after.framing) == (None, None)
    assert np.abs(np.subtract(*[spots for _, spots in sides(runtime, pair_id)])).max() > 10


def test_both_transforms_are_in_the_ledger(runtime: Runtime, pair_id: str) -> None:
    with runtime.unit_of_work(EDITOR) as uow:
        apply_proposal(uow, pair_id)
    with runtime.unit_of_work(EDITOR) as uow:
        undo_alignment(uow, pair_id)
    pair = pair_of(runtime, pair_id)
    with runtime.reading() as session:
        query = select(LedgerEvent).where(LedgerEvent.subject_id == pair_id)
        events = {event.action: event for event in session.execute(query).scalars()}
    aligned, undone = (
        cast("dict[str, Any]", events[f"pair.{name}"].details)
        for name in ("aligned", "alignment_undone")
    )
    assert set(aligned["frames"]) == {pair.before_id, pair.after_id}
    assert aligned["frames"][pair.after_id]["rotation_deg"] == pytest.approx(2.5, abs=0.1)
    assert aligned["alignment"]["scale"] == pytest.approx(SCALE, abs=0.005)
    assert undone["frames"] == {pair.before_id: None, pair.after_id: None}
    assert events["pair.aligned"].actor == EDITOR.id


def test_staff_correct_by_hand_what_they_see(runtime: Runtime, pair_id: str) -> None:
    wanted = Placement(12.0, -7.0, 1.1, -4.0)
    with runtime.unit_of_work(EDITOR) as uow:
        pair = correct_alignment(uow, pair_id, wanted)
        applied, sizes = alignment_of(pair).applied, (size_of(pair.before), size_of(pair.after))
    assert alignment_of(pair_of(runtime, pair_id)).state is AlignmentState.CORRECTED
    assert applied is not None
    back = placement_of(applied, *sizes)
    assert tuple(asdict(back).values()) == pytest.approx(tuple(asdict(wanted).values()))


def test_bad_input_is_refused_by_name_and_changes_nothing(
    practice: Practice, runtime: Runtime, pair_id: str
) -> None:
    def refused(work: object, *arguments: object) -> str:
        with (
            pytest.raises((Conflict, InvalidInput)) as refusal,
            runtime.unit_of_work(EDITOR) as uow,
        ):
            work(uow, *arguments)  # type: ignore[operator]
        return refusal.value.code

    assert refused(undo_alignment, pair_id) == "not_aligned"
    assert refused(correct_alignment, pair_id, Placement(scale=9)) == "alignment_unusable"
    other = practice.pair(practice.case(chart_ref="MRN-2"))
    practice.work()
    assert refused(apply_proposal, other) == "alignment_not_proposed"
    assert pair_of(runtime, pair_id).before.framing is None
    assert alignment_of(pair_of(runtime, other)).reasons[0] in {"few_matches", "mismatch"}


def test_a_group_has_one_frame_and_an_after_one_alignment(
    practice: Practice, runtime: Runtime, pair_id: str
) -> None:
    pair = pair_of(runtime, pair_id)
    third = practice.photo(pair.case_id, "after", content=encoded(moved(moved(scene()))))
    second_before = practice.photo(pair.case_id, "before", content=encoded(scene(8)))
    later = practice.pair_up(pair.case_id, pair.before_id, third.id)
    rival = practice.pair_up(pair.case_id, second_before.id, pair.after_id)
    for each in (pair_id, later):
        with runtime.unit_of_work(EDITOR) as uow:
            correct_alignment(uow, each, Placement(scale=0.9 if each == later else 1.1))
    with runtime.reading() as session:
        ids = (pair.before_id, pair.after_id, third.id)
        frames = [session.get_one(Photo, photo_id).framing or {} for photo_id in ids]
        assert len({(frame["width_px"], frame["height_px"]) for frame in frames}) == 1
        assert session.get_one(Photo, second_before.id).framing is None
    with pytest.raises(Conflict) as refusal, runtime.unit_of_work(EDITOR) as uow:
        correct_alignment(uow, rival, Placement())
    assert refusal.value.code == "aligned_elsewhere"


def test_a_turn_forgets_the_alignment_and_compares_again(
    practice: Practice, runtime: Runtime, pair_id: str
) -> None:
    with runtime.unit_of_work(EDITOR) as uow:
        apply_proposal(uow, pair_id)
    with runtime.unit_of_work(EDITOR) as uow:
        edit_photo(uow, pair_of(runtime, pair_id).after_id, {"quarter_turns": 1})
    practice.work()
    pair = pair_of(runtime, pair_id)
    assert alignment_of(pair).reasons == ("rotation",)
    assert pair.before.framing is None or pair.before.framing["rotation_deg"] == 0


def test_the_score_is_measured_and_completed_by_hand(runtime: Runtime, pair_id: str) -> None:
    pair = pair_of(runtime, pair_id)
    assert score_of(pair.case, pair).passed == 5  # all but size, views, posture and styling
    with runtime.unit_of_work(EDITOR) as uow:
        judge_pair(uow, pair_id, "posture", passes=True)
        apply_proposal(uow, pair_id)
    pair = pair_of(runtime, pair_id)
    score = score_of(pair.case, pair)
    assert score.passed == 7
    assert [check.hand.by for check in score.checks if check.hand] == [EDITOR.id]
    with pytest.raises(Conflict) as refusal, runtime.unit_of_work(EDITOR) as uow:
        judge_pair(uow, pair_id, "lighting", passes=False)
    assert refusal.value.code == "check_is_measured"


def test_a_public_case_is_aligned_only_by_who_may_publish_and_hidden_meanwhile(
    practice: Practice, runtime: Runtime, client: FlaskClient, pair_id: str
) -> None:
    case_id = pair_of(runtime, pair_id).case_id
    practice.consent(case_id)
    practice.publish(case_id)
    with pytest.raises(Conflict) as refusal, runtime.unit_of_work(EDITOR) as uow:
        apply_proposal(uow, pair_id)
    assert refusal.value.code == "case_is_published"
    with runtime.unit_of_work(OPERATOR) as uow:
        slug = apply_proposal(uow, pair_id).case.slug
    assert client.get(f"/cases/{slug}").status_code != 200
    practice.work()
    assert client.get(f"/cases/{slug}").status_code == 200


def test_a_pair_that_differs_is_warned_of_and_blocks_nothing(
    practice: Practice, runtime: Runtime, pair_id: str
) -> None:
    case_id = pair_of(runtime, pair_id).case_id
    practice.consent(case_id)

    def warnings() -> list[tuple[str, str, str]]:
        with runtime.reading() as session:
            case = load_case(session, case_id)
            found = findings_for(session, runtime, case, ["website_gallery"], utc_now())
        return [(each.code, each.severity.value, each.message) for each in found]

    told = "Front: 5 of 9 checks pass; distance and zoom differs."
    assert warnings() == [("pair_differs", "warn", told)]
    with runtime.unit_of_work(EDITOR) as uow:
        apply_proposal(uow, pair_id)
    practice.work()
    assert warnings() == []


def test_pairs_from_before_are_compared_and_those_whose_treated_area_changed(
    practice: Practice, runtime: Runtime, pair_id: str
) -> None:
    with runtime.unit_of_work(OPERATOR) as uow:
        pair = uow.get(Pair, pair_id, "pair")
        pair.alignment = pair.comparability = None
        pair.before.capture = {}
        uow.session.flush()
        assert request_missing_comparisons(uow) == 1
    practice.work()
    found = pair_of(runtime, pair_id)
    assert found.before.capture == {"iso": ISO}
    inliers = (found.alignment or {})["found"]["inliers"]
    with runtime.unit_of_work(EDITOR) as uow:
        assert request_missing_comparisons(uow) == 0
        mask_photo(uow, found.before_id, treated_areas=(Area(0.1, 0.1, 0.9, 0.6),))
    practice.work()
    assert (pair_of(runtime, pair_id).alignment or {})["found"]["inliers"] < inliers


def test_a_busy_machine_is_no_verdict_on_a_pair(
    runtime: Runtime, pair_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_arguments: object) -> None:
        raise busy(1)

    monkeypatch.setattr(comparing, "register", slow)
    with pytest.raises(ImagingUnavailable):
        comparing.compare_pair(runtime, pair_id)
    assert alignment_of(pair_of(runtime, pair_id)).state is AlignmentState.PROPOSED
