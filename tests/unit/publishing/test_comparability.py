"""Nine checks say how comparable a pair is, and what to do while the patient is still there."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from gallery.publishing.comparability.check import LABELS, Check, CheckName, CheckVerdict, Hand
from gallery.publishing.comparability.evidence import Evidence, Fit, Measured, Shot
from gallery.publishing.comparability.score import assess, may_judge

SHOT = Shot("Canon EOS 90D", 60.0, 1 / 125, 8.0, 200, flash_fired=False)
GOOD = Evidence(
    before=replace(SHOT, captured_on=date(2030, 1, 7)),
    after=replace(SHOT, captured_on=date(2030, 3, 4)),
    fit=Fit(1.01, 0.5, 0.01),
    measured=Measured(0.1, 1.0, 0.2, 0.95, 0.0),
    views_shown=2,
    interval="8 weeks",
    interval_days=56,
)
NOW = datetime(2030, 3, 5, 9, 0, tzinfo=UTC)


def check(evidence: Evidence, name: str) -> Check:
    return next(each for each in assess(evidence).checks if each.name == name)


def fit(**changes: object) -> Evidence:
    assert GOOD.fit is not None
    return replace(GOOD, fit=replace(GOOD.fit, **changes))  # type: ignore[arg-type]


def measured(**changes: float | None) -> Evidence:
    return replace(GOOD, measured=replace(GOOD.measured, **changes))


def after(**changes: object) -> Evidence:
    return replace(GOOD, after=replace(GOOD.after, **changes))  # type: ignore[arg-type]


def test_a_well_taken_pair_passes_all_that_can_be_measured() -> None:
    score = assess(GOOD)
    assert (score.passed, score.out_of) == (7, 9)
    open_checks = {each.name for each in score.checks if each.verdict is CheckVerdict.BY_HAND}
    assert open_checks == {CheckName.POSTURE, CheckName.STYLING}
    assert [each.label for each in score.checks] == list(LABELS.values())


def test_staff_complete_the_nine_and_are_named() -> None:
    hands = {name: Hand(passes=True, by="u1", at=NOW) for name in ("posture", "styling")}
    score = assess(replace(GOOD, hands={CheckName(name): hand for name, hand in hands.items()}))
    assert score.passed == 9
    assert check(replace(GOOD, hands={CheckName.POSTURE: hands["posture"]}), "posture").hand


CASES = [
    (fit(enlarged=1.06), "zoom", "6.0% larger", "Step back: 6 cm for each metre"),
    (fit(enlarged=0.9), "zoom", "10.0% smaller", "Step nearer: 10 cm"),
    (fit(rotation_deg=6.0), "position", "6.0 degrees", "Tilt the picture 6 degrees to the left"),
    (fit(shift_ratio=0.08), "position", "8.0%", "same landmarks"),
    (fit(reasons=("parallax",)), "position", "another place", "on their marks"),
    (measured(exposure_ev=0.5), "lighting", "0.5 stops brighter", "Expose 0.5 stops less"),
    (measured(colour_shift=6.0, warmth=-5.0), "lighting", "6.0 in a*b*", "bluer"),
    (measured(sharpness=0.4), "zoom", "0.40 times", "Focus"),
    (measured(background=0.6), "background", "60%", "same plain background"),
    (after(flash_fired=True), "lighting", "one photo only", "in both photos"),
    (after(iso=800), "lighting", "room was 1.9 stops darker", "same lamps"),
    (after(camera="Phone"), "zoom", "Two cameras", "camera of the before"),
    (after(focal_length_mm=35.0), "zoom", "60 mm before and 35 mm", "lens to 60 mm"),
    (replace(GOOD, views_shown=1), "views", "1 view", "another standard view"),
    (replace(GOOD, interval=None), "timing", "not told", "how long after"),
    (after(captured_on=date(2030, 1, 20)), "timing", "13 days lie between", "less time"),
    (replace(GOOD, missing=("provider",)), "information", "provider", "facts of the case"),
]


@pytest.mark.parametrize(("evidence", "name", "reason", "advice"), CASES)
def test_what_differs_is_told_with_values_and_what_to_do(
    evidence: Evidence, name: str, reason: str, advice: str
) -> None:
    found = check(evidence, name)
    assert found.verdict is CheckVerdict.DIFFERS
    assert reason in " ".join(found.reasons)
    assert advice in " ".join(found.advice)
    others = [each for each in assess(evidence).checks if each.name != name]
    if "parallax" not in (evidence.fit.reasons if evidence.fit else ()):
        assert not [each for each in others if each.verdict is CheckVerdict.DIFFERS]


@pytest.mark.parametrize("exposure_ev", [-0.04, 0.0, 0.04])
def test_light_that_rounds_to_nothing_is_called_alike(exposure_ev: float) -> None:
    reasons = check(measured(exposure_ev=exposure_ev), "lighting").reasons
    assert "The after is as bright as the before" in " ".join(reasons)


def test_an_alignment_makes_up_for_place_and_size_not_for_another_camera() -> None:
    aligned = fit(enlarged=1.2, rotation_deg=8.0, shift_ratio=0.2, is_applied=True)
    assert {check(aligned, name).verdict for name in ("position", "zoom")} == {CheckVerdict.PASS}
    assert "makes up" in " ".join(check(aligned, "zoom").reasons)
    other = replace(aligned, after=replace(aligned.after, camera="Phone"))
    assert check(other, "zoom").verdict is CheckVerdict.DIFFERS


def test_what_could_not_be_measured_is_unknown_and_staff_may_judge_it() -> None:
    blind = replace(GOOD, fit=Fit(reasons=("few_matches",)), measured=Measured())
    names = ("position", "lighting", "background", "zoom")
    assert {check(blind, name).verdict for name in names} == {CheckVerdict.UNKNOWN}
    assert all(may_judge(check(blind, name)) for name in names)
    assert not may_judge(check(GOOD, "position"))
    assert not may_judge(check(blind, "timing"))


def test_a_hand_verdict_gives_way_to_what_is_measured_later() -> None:
    hands = {CheckName.LIGHTING: Hand(passes=True, by="u1", at=NOW)}
    unknown = replace(GOOD, measured=Measured(), hands=hands)
    assert check(unknown, "lighting").verdict is CheckVerdict.PASS
    dark = replace(measured(exposure_ev=-1.0), hands=hands)
    assert check(dark, "lighting").verdict is CheckVerdict.DIFFERS


def test_no_file_date_leaves_the_word_of_staff() -> None:
    silent = replace(after(captured_on=None), before=SHOT)
    assert check(silent, "timing").verdict is CheckVerdict.PASS
