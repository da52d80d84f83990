"""Score a pair: how many of the nine checks it passes, and why not the others."""

from dataclasses import dataclass, replace

from gallery.publishing.comparability.check import (
    BY_HAND,
    HAND_ONLY,
    SEPIA,
    Check,
    CheckName,
    CheckVerdict,
)
from gallery.publishing.comparability.evidence import Evidence
from gallery.publishing.comparability.photographs import background, lighting, position, zoom

#: Rounding of intervals: six weeks may be said of five and a half.
INTERVAL_TOLERANCE = 0.85
MIN_VIEWS = 2


@dataclass(frozen=True)
class Score:
    """Hold the nine checks in their order."""

    checks: tuple[Check, ...]

    @property
    def passed(self) -> int:
        """Return how many checks pass; what is not known does not."""
        return sum(check.verdict is CheckVerdict.PASS for check in self.checks)

    @property
    def out_of(self) -> int:
        """Return how many checks there are."""
        return len(self.checks)


def assess(evidence: Evidence) -> Score:
    """Judge a pair; staff's own verdicts stand where nothing could be measured."""
    checks = (
        position(evidence),
        Check(CheckName.POSTURE, CheckVerdict.BY_HAND, source=SEPIA),
        lighting(evidence),
        background(evidence),
        zoom(evidence),
        Check(CheckName.STYLING, CheckVerdict.BY_HAND, source=SEPIA),
        views(evidence),
        timing(evidence),
        information(evidence),
    )
    return Score(tuple(_with_hand(check, evidence) for check in checks))


def may_judge(check: Check) -> bool:
    """Tell whether staff may judge a check: where it was not measured."""
    is_open = check.verdict in {CheckVerdict.UNKNOWN, CheckVerdict.BY_HAND}
    return check.name in BY_HAND and (is_open or check.hand is not None)


def views(evidence: Evidence) -> Check:
    """Judge whether the case shows more than one view."""
    views_word = "view" if evidence.views_shown == 1 else "views"
    told = f"The case shows {evidence.views_shown} {views_word} as pairs (at least {MIN_VIEWS})."
    if evidence.views_shown >= MIN_VIEWS:
        return Check(CheckName.VIEWS, CheckVerdict.PASS, (told,), source=SEPIA)
    advice = "Take and pair another standard view of the area."
    return Check(CheckName.VIEWS, CheckVerdict.DIFFERS, (told,), (advice,), SEPIA)


def timing(evidence: Evidence) -> Check:
    """Judge whether the time since treatment is told, and does not contradict the camera."""
    if not evidence.interval:
        advice = "Say how long after the treatment the after was taken."
        told = "The time since treatment is not told."
        return Check(CheckName.TIMING, CheckVerdict.DIFFERS, (told,), (advice,), SEPIA)
    before_on, after_on = evidence.before.captured_on, evidence.after.captured_on
    if before_on is None or after_on is None:
        told = f"Taken {evidence.interval} after treatment, as staff say; the files tell no dates."
        return Check(CheckName.TIMING, CheckVerdict.PASS, (told,), source=SEPIA)
    gap = (after_on - before_on).days
    told = f"Taken {evidence.interval} after treatment; {gap} days lie between the photos."
    if gap >= evidence.interval_days * INTERVAL_TOLERANCE:
        return Check(CheckName.TIMING, CheckVerdict.PASS, (told,), source=SEPIA)
    advice = (
        "The dates of the files leave less time than is said: correct the interval or the pair."
    )
    return Check(CheckName.TIMING, CheckVerdict.DIFFERS, (told,), (advice,), SEPIA)


def information(evidence: Evidence) -> Check:
    """Judge whether the case tells what was done, where, how often and by whom."""
    if not evidence.missing:
        told = "Procedure, area, sessions, provider and side are told."
        return Check(CheckName.INFORMATION, CheckVerdict.PASS, (told,), source=SEPIA)
    told = f"Not told: {', '.join(evidence.missing)}."
    advice = "Fill in the facts of the case."
    return Check(CheckName.INFORMATION, CheckVerdict.DIFFERS, (told,), (advice,), SEPIA)


def _with_hand(check: Check, evidence: Evidence) -> Check:
    hand = evidence.hands.get(check.name)
    if hand is None:
        if check.name in HAND_ONLY:
            return replace(check, reasons=("No picture tells this: look, and judge it here.",))
        return check
    if check.verdict not in {CheckVerdict.UNKNOWN, CheckVerdict.BY_HAND}:
        return check  # measured since
    verdict = CheckVerdict.PASS if hand.passes else CheckVerdict.DIFFERS
    return replace(check, verdict=verdict, reasons=("Judged by staff.",), hand=hand)
