"""The page of one pair: how the after lies over the before, and how comparable they are."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from gallery.actions.find_cases import load_case
from gallery.actions.judge_pair import score_of
from gallery.actions.manage_staff import list_users
from gallery.actions.pair_alignment import UNREADABLE, Alignment, alignment_of, size_of
from gallery.clinical.intervals import interval_label
from gallery.errors import GalleryError, NotFound
from gallery.imaging.placement import Placement, placement_of
from gallery.imaging.register import REASONS
from gallery.models import Pair
from gallery.publishing.comparability.check import Check, CheckVerdict
from gallery.publishing.comparability.score import may_judge
from gallery.web.staff import pair_stage, words
from gallery.web.staff.activity_rows import who
from gallery.web.staff.forms import Form, FormReader, FormState
from gallery.web.staff.pair_stage import Stage
from gallery.web.staff.photo_cards import view_label
from gallery.web.staff.words import Badge

VERDICTS = {
    CheckVerdict.PASS: Badge("Passes", "good"),
    CheckVerdict.DIFFERS: Badge("Differs", "bad"),
    CheckVerdict.UNKNOWN: Badge("Not measured", "idle"),
    CheckVerdict.BY_HAND: Badge("To be judged", "warn"),
}
_TOLD = {
    "waiting": "The photos are being compared; this takes a moment.",
    "proposed": "Applying this cuts both photos to what they share:",
    "refused": "Nothing is proposed. Lay the after over the before by hand, or take it again.",
    "applied": "Both photos are cut to what they share:",
    "corrected": "Both photos are cut to what they share, as staff laid them:",
}

_LABELS = {
    "dx_px": "To the right",
    "dy_px": "Down",
    "scale_percent": "Scale",
    "rotation_deg": "Turn clockwise",
}
_UNREADABLE = f"One of the originals could not be read ({UNREADABLE})."


@dataclass(frozen=True)
class CheckRow:
    """One of the nine checks."""

    name: str
    label: str
    badge: Badge
    reasons: tuple[str, ...]
    advice: tuple[str, ...]
    may_judge: bool
    judged_by: str
    judged_at: datetime | None


@dataclass(frozen=True)
class PairPage:
    """Hold what the page of one pair shows; ``confidence`` is None where nothing was found."""

    id: str
    case_id: str
    case_title: str
    view: str
    after_label: str
    state: Badge
    told: str
    reasons: tuple[str, ...]
    confidence: float | None
    may_apply: bool
    is_applied: bool
    stage: Stage
    form: FormState
    passed: int
    out_of: int
    checks: tuple[CheckRow, ...]


def build(session: Session, pair_id: str, *, may_edit: bool) -> PairPage:
    """Read a pair; those who may edit work on the larger, uncovered pictures.

    :raises NotFound: there is no pair with this id.
    """
    pair = session.get(Pair, pair_id)
    if pair is None:
        raise NotFound("There is no pair with this id.")
    case = load_case(session, pair.case_id)
    known, score = alignment_of(pair), score_of(case, pair)
    names = {user.id: user.email for user in list_users(session)}
    placement = shown_placement(pair, known)
    interval = pair.after.interval
    return PairPage(
        id=pair.id,
        case_id=case.id,
        case_title=case.title,
        view=view_label(pair.view),
        after_label=f"{interval_label(interval)} after" if interval else "After",
        state=words.ALIGNMENT_STATES[known.state.value],
        told=_told(known, placement),
        reasons=tuple(REASONS.get(reason, _UNREADABLE) for reason in known.reasons),
        confidence=known.confidence if known.proposal else None,
        may_apply=known.proposal is not None and known.applied != known.proposal,
        is_applied=known.applied is not None,
        stage=pair_stage.build(pair, placement, may_edit=may_edit),
        form=FormState.of(_fields(placement)),
        passed=score.passed,
        out_of=score.out_of,
        checks=tuple(_row(check, names) for check in score.checks),
    )


def shown_placement(pair: Pair, known: Alignment) -> Placement:
    """Return where the after is shown: as applied, else as proposed, else middle on middle."""
    similarity = known.applied or known.proposal
    if similarity is None:
        return Placement()
    return placement_of(similarity, size_of(pair.before), size_of(pair.after))


def parse(form: Form) -> Placement:
    """Read a correction by hand.

    :raises InvalidInput: with each field's fault.
    """
    read = FormReader(form)
    values = {name: read.number(name, label=label) for name, label in _LABELS.items()}
    read.finish()
    return Placement(
        values["dx_px"], values["dy_px"], values["scale_percent"] / 100, values["rotation_deg"]
    )


def refused(form: Form, error: GalleryError) -> FormState:
    """Show a correction as it was typed, with its faults at the form's own fields."""
    state = FormState.refused(form, error)
    names = {"scale": "scale_percent"}
    return replace(state, faults={names.get(key, key): text for key, text in state.faults.items()})


def _fields(placement: Placement) -> Mapping[str, object]:
    return {
        "dx_px": f"{placement.dx_px:.1f}",
        "dy_px": f"{placement.dy_px:.1f}",
        "scale_percent": f"{placement.scale * 100:.2f}",
        "rotation_deg": f"{placement.rotation_deg:.2f}",
    }


def _told(known: Alignment, placement: Placement) -> str:
    told = _TOLD[known.state.value]
    if known.applied is None and known.proposal is None:
        return told
    across = "right" if placement.dx_px >= 0 else "left"
    down = "down" if placement.dy_px >= 0 else "up"
    turn = "clockwise" if placement.rotation_deg >= 0 else "against the clock"
    return (
        f"{told} the after is scaled to {placement.scale:.1%}, turned"
        f" {abs(placement.rotation_deg):.1f}\N{DEGREE SIGN} {turn}, and moved"
        f" {abs(placement.dx_px):.0f} px {across} and {abs(placement.dy_px):.0f} px {down}."
    )


def _row(check: Check, names: dict[str, str]) -> CheckRow:
    return CheckRow(
        name=check.name.value,
        label=check.label,
        badge=VERDICTS[check.verdict],
        reasons=check.reasons,
        advice=check.advice,
        may_judge=may_judge(check),
        judged_by=who(check.hand.by, names) if check.hand else "",
        judged_at=check.hand.at if check.hand else None,
    )
