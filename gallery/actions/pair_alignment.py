"""What a pair's row says of its alignment."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from gallery.imaging.common_frame import After, default_alignment
from gallery.imaging.register import Registration
from gallery.imaging.similarity import Similarity
from gallery.imaging.specs import Size
from gallery.models import Pair, Photo

#: The reason for which a pair is refused whose pictures could not be read.
UNREADABLE = "unreadable"


class AlignmentState(StrEnum):
    """Say how far the alignment of a pair is."""

    WAITING = "waiting"
    PROPOSED = "proposed"
    REFUSED = "refused"
    APPLIED = "applied"
    CORRECTED = "corrected"


@dataclass(frozen=True)
class Alignment:
    """Hold what was found and what holds now.

    ``proposal`` maps the before's points to the after's, if registration found it good enough;
    ``applied`` is the map by which the pair is framed, ``by_hand`` tells whose it is.
    """

    proposal: Similarity | None = None
    confidence: float = 0.0
    reasons: tuple[str, ...] = ()
    was_compared: bool = False
    applied: Similarity | None = None
    by_hand: bool = False

    @property
    def state(self) -> AlignmentState:
        """Return the one word for it."""
        if self.applied is not None:
            return AlignmentState.CORRECTED if self.by_hand else AlignmentState.APPLIED
        if not self.was_compared:
            return AlignmentState.WAITING
        return AlignmentState.REFUSED if self.reasons else AlignmentState.PROPOSED


def size_of(photo: Photo) -> Size:
    """Return a photo's size as a viewer sees it, all of it."""
    return Size(photo.width_px, photo.height_px)


def alignment_of(pair: Pair) -> Alignment:
    """Read a pair's alignment."""
    row: dict[str, Any] = pair.alignment or {}
    found: dict[str, Any] = row.get("found") or {}
    applied = row.get("applied")
    return Alignment(
        proposal=_similarity(found.get("transform")) if not found.get("reasons") else None,
        confidence=float(found.get("confidence", 0.0)),
        reasons=tuple(found.get("reasons", ())),
        was_compared=bool(found),
        applied=_similarity(applied["transform"]) if applied else None,
        by_hand=bool(applied and applied["by_hand"]),
    )


def set_found(pair: Pair, found: Registration | None) -> None:
    """Keep what registration found (None: the pictures could not be read); what holds stays."""
    row = dict(pair.alignment or {})
    if found is None:
        row["found"] = {"reasons": [UNREADABLE], "confidence": 0.0, "transform": None}
    else:
        row["found"] = {
            "transform": asdict(found.similarity) if found.similarity else None,
            "confidence": found.confidence,
            "reasons": list(found.reasons),
            "matches": found.matches,
            "inliers": found.inliers,
            "residual_ratio": round(found.residual_ratio, 6),
            "corner_error_ratio": round(found.corner_error_ratio, 6),
        }
    pair.alignment = row


def set_applied(pair: Pair, similarity: Similarity | None, *, by_hand: bool = False) -> None:
    """Keep by which map the pair is framed from now on; None: by none."""
    row = dict(pair.alignment or {})
    applied = {"transform": asdict(similarity), "by_hand": by_hand} if similarity else None
    pair.alignment = row | {"applied": applied}


def as_after(pair: Pair) -> After:
    """Return the after as the common frame takes it, aligned or middle on middle."""
    size = size_of(pair.after)
    fit = alignment_of(pair).applied or default_alignment(size_of(pair.before), size)
    return After(size, fit)


def _similarity(row: dict[str, Any] | None) -> Similarity | None:
    return None if row is None else Similarity(**row)
