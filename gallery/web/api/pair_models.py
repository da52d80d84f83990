"""What requests and answers about alignment and comparability carry."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from gallery.actions.judge_pair import Score, score_of
from gallery.actions.pair_alignment import alignment_of, size_of
from gallery.imaging.placement import Placement, placement_of
from gallery.imaging.similarity import Similarity
from gallery.models import Pair
from gallery.publishing.comparability.check import Check
from gallery.web.api.incoming import Incoming

_PLACED = (
    "The after, laid middle on middle over the before, scaled and turned (clockwise) about the"
    " before's middle, then shifted, in pixels of the before"
)


class OverlayBody(Incoming):
    """Where the after lies over the before."""

    dx_px: float = Field(default=0.0, description="To the right, in pixels of the before")
    dy_px: float = Field(default=0.0, description="Down")
    scale: float = Field(default=1.0, description="0.5 to 2")
    rotation_deg: float = Field(default=0.0, description="Clockwise, at most 30 either way")


class AlignmentBody(Incoming):
    """Apply the proposal, or a placement by hand."""

    use: Literal["proposal", "placement"]
    placement: OverlayBody | None = Field(default=None, description=_PLACED)

    def as_placement(self) -> Placement:
        """Return the placement as the action takes it; none given is none moved."""
        return Placement(**(self.placement or OverlayBody()).model_dump())


class CheckBody(Incoming):
    """What staff judged of one check; null takes it back."""

    passes: bool | None


class OverlayAnswer(BaseModel):
    """Where the after lies over the before."""

    dx_px: float
    dy_px: float
    scale: float
    rotation_deg: float


class AlignmentAnswer(BaseModel):
    """How far the alignment of a pair is."""

    state: str = Field(description="waiting, proposed, refused, applied or corrected")
    confidence: float = Field(description="0 to 1: how far the weakest sign is above refusal")
    reasons: list[str] = Field(description="Why nothing is proposed")
    proposal: OverlayAnswer | None = Field(description=_PLACED)
    applied: OverlayAnswer | None = Field(description=_PLACED)

    @classmethod
    def of(cls, pair: Pair) -> "AlignmentAnswer":
        """Read a pair's alignment."""
        known = alignment_of(pair)
        return cls(
            state=known.state.value,
            confidence=known.confidence,
            reasons=list(known.reasons),
            proposal=_placed(pair, known.proposal),
            applied=_placed(pair, known.applied),
        )


class CheckAnswer(BaseModel):
    """One of the nine checks."""

    name: str
    verdict: str = Field(description="pass, differs, unknown or by_hand")
    reasons: list[str] = Field(description="Measured values with their thresholds")
    advice: list[str]
    source: str
    judged_by: str | None
    judged_at: datetime | None

    @classmethod
    def of(cls, check: Check) -> "CheckAnswer":
        """Tell one check."""
        return cls(
            name=check.name.value,
            verdict=check.verdict.value,
            reasons=list(check.reasons),
            advice=list(check.advice),
            source=check.source,
            judged_by=check.hand.by if check.hand else None,
            judged_at=check.hand.at if check.hand else None,
        )


class ComparabilityAnswer(BaseModel):
    """How many of nine checks a pair passes, and why not the others."""

    passed: int
    out_of: int
    checks: list[CheckAnswer]

    @classmethod
    def of(cls, score: Score) -> "ComparabilityAnswer":
        """Tell a score."""
        checks = [CheckAnswer.of(check) for check in score.checks]
        return cls(passed=score.passed, out_of=score.out_of, checks=checks)


class PairAnswer(BaseModel):
    """A before and an after of one view, how they are aligned and how comparable they are."""

    id: str
    case_id: str
    before: str
    after: str
    view: str
    position: int
    alignment: AlignmentAnswer
    comparability: ComparabilityAnswer

    @classmethod
    def of(cls, pair: Pair) -> "PairAnswer":
        """Tell a pair; its session must be open."""
        return cls(
            id=pair.id,
            case_id=pair.case_id,
            before=pair.before_id,
            after=pair.after_id,
            view=pair.view,
            position=pair.position,
            alignment=AlignmentAnswer.of(pair),
            comparability=ComparabilityAnswer.of(score_of(pair.case, pair)),
        )


def _placed(pair: Pair, similarity: Similarity | None) -> OverlayAnswer | None:
    if similarity is None:
        return None
    placed = placement_of(similarity, size_of(pair.before), size_of(pair.after))
    return OverlayAnswer(
        dx_px=round(placed.dx_px, 3),
        dy_px=round(placed.dy_px, 3),
        scale=round(placed.scale, 6),
        rotation_deg=round(placed.rotation_deg, 4),
    )
