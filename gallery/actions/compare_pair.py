"""Lay the two photos of a pair over each other and measure them, outside any transaction."""

import math
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select

from gallery.actions.ask_once import ask_once
from gallery.actions.fetch_original import fetch_original
from gallery.actions.pair_alignment import UNREADABLE, alignment_of, set_found, size_of
from gallery.actions.photo_edits import treated_areas_of
from gallery.actions.picture_limits import limits_of
from gallery.errors import NotFound, PictureRejected
from gallery.imaging.edits import Area
from gallery.imaging.placement import placement_of
from gallery.imaging.register import Registration, View, register
from gallery.models import Pair, Photo
from gallery.runtime import SYSTEM, Runtime, UnitOfWork


@dataclass(frozen=True)
class _Side:
    """State how one photo stands: what registration depends on."""

    photo_id: str
    original_key: str
    quarter_turns: int
    treated: tuple[Area, ...]


def request_comparison(uow: UnitOfWork, pair: Pair) -> None:
    """Have a pair compared by a job."""
    ask_once(uow, "compare_pair", {"pair_id": pair.id}, pair.case_id)


def request_comparisons_of(uow: UnitOfWork, photo: Photo) -> None:
    """Have every pair of a photo compared, after what is left out of the comparison changed."""
    holds = or_(Pair.before_id == photo.id, Pair.after_id == photo.id)
    for pair in uow.session.execute(select(Pair).where(holds)).scalars():
        request_comparison(uow, pair)


def request_missing_comparisons(uow: UnitOfWork) -> int:
    """Ask for pairs that nobody compared yet, such as those from before; return how many."""
    query = select(Pair).where(
        Pair.comparability.is_(None),
        Pair.before.has(Photo.state == "ready"),
        Pair.after.has(Photo.state == "ready"),
    )
    pairs = uow.session.execute(query.limit(500)).scalars().all()
    for pair in pairs:
        request_comparison(uow, pair)
    return len(pairs)


def compare_again(uow: UnitOfWork, pair_id: str) -> None:
    """Have a pair compared once more, such as after its treated area was marked.

    :raises NotFound: there is no pair with this id.
    """
    request_comparison(uow, uow.get_in_turn(Pair, pair_id, "pair"))


def compare_pair(runtime: Runtime, pair_id: str) -> None:
    """Register a pair and keep the proposal, or why there is none, and what was measured.

    Nothing is applied. Work on a pair that was taken apart, or whose photos were turned
    meanwhile, is thrown away.

    :raises Overtaken: a photo was erased meanwhile.
    :raises NotFound: ``original_missing``.
    :raises StorageUnavailable: the object store failed; the job is tried again.
    :raises ImagingUnavailable: the machine was too busy; likewise.
    """
    with runtime.reading() as session:
        pair = session.get(Pair, pair_id)
        if pair is None or _is_erased(pair):
            return
        sides = _side(pair.before), _side(pair.after)
    found = _register(runtime, sides)
    with runtime.unit_of_work(SYSTEM) as uow:
        try:
            row = uow.get_in_turn(Pair, pair_id, "pair")
        except NotFound:
            return
        if not _is_erased(row) and (_side(row.before), _side(row.after)) == sides:
            _keep(uow, row, found)


def _side(photo: Photo) -> _Side:
    return _Side(photo.id, photo.original_key, photo.quarter_turns, treated_areas_of(photo))


def _is_erased(pair: Pair) -> bool:
    return "erased" in {pair.before.state, pair.after.state}


def _register(runtime: Runtime, sides: tuple[_Side, _Side]) -> Registration | None:
    with tempfile.TemporaryDirectory(prefix="gallery-compare-") as folder:
        views = []
        for name, side in zip(("before", "after"), sides, strict=True):
            path = Path(folder) / name
            fetch_original(runtime, side.photo_id, side.original_key, path)
            views.append(View(path, side.quarter_turns, side.treated))
        try:
            return register(views[0], views[1], limits_of(runtime.settings))
        except PictureRejected:
            return None  # a stored picture may pass an older limit


def _keep(uow: UnitOfWork, pair: Pair, found: Registration | None) -> None:
    set_found(pair, found)
    measures = asdict(found.measures) if found and found.measures and found.is_usable else None
    pair.comparability = {"measures": measures, "fit": _fit(pair, found)}
    if found is not None:
        for photo, capture in zip((pair.before, pair.after), found.captures, strict=True):
            photo.capture = photo.capture or capture.to_json()
    alignment = alignment_of(pair)
    uow.record(
        "pair.compared",
        case_id=pair.case_id,
        subject=("pair", pair.id),
        found=alignment.state.value,
        confidence=alignment.confidence,
        reasons=list(alignment.reasons),
    )


def _fit(pair: Pair, found: Registration | None) -> dict[str, Any]:
    """Return how the after lies over the before, in the words of ``publishing.comparability``."""
    if found is None or found.similarity is None or found.reasons:
        return {"reasons": list(found.reasons) if found else [UNREADABLE]}
    before = size_of(pair.before)
    placed = placement_of(found.similarity, before, size_of(pair.after))
    return {
        "enlarged": 1 / placed.scale,
        "rotation_deg": -placed.rotation_deg,
        "shift_ratio": math.hypot(placed.dx_px, placed.dy_px) / before.long_edge_px,
        "reasons": [],
    }
