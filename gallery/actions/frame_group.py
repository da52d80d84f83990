"""Cut a before and the afters paired with it to the frame that they have in common."""

from dataclasses import asdict
from typing import Any

from gallery.actions.compare_pair import request_comparison
from gallery.actions.find_cases import load_case
from gallery.actions.pair_alignment import alignment_of, as_after, size_of
from gallery.actions.remake_renditions import remake
from gallery.errors import InvalidInput
from gallery.imaging.common_frame import common_frame
from gallery.imaging.edits import Framing
from gallery.models import Case, Pair, Photo
from gallery.runtime import UnitOfWork

Frames = dict[str, dict[str, Any] | None]


def frame_group(uow: UnitOfWork, case: Case, before: Photo) -> Frames:
    """Recompute the group's frames; photos whose frame changes are made again.

    To be called in the case's turn whenever a pair of the group comes, goes or is aligned
    otherwise. Returns the framing of each photo of the group, for the ledger.

    :raises InvalidInput: ``frame_unusable``: the photos share too little.
    """
    group = [pair for pair in case.pairs if pair.before_id == before.id and leads(case, pair)]
    if not group:
        return {before.id: _set(uow, before, None)}
    own, theirs = common_frame(size_of(before), [as_after(pair) for pair in group])
    framed: Frames = {before.id: _set(uow, before, own)}
    for pair, framing in zip(group, theirs, strict=True):
        framed[pair.after_id] = _set(uow, pair.after, framing)
    return framed


def leads(case: Case, pair: Pair) -> bool:
    """Tell whether the after of this pair is framed with this pair's before.

    A photo has one frame: an after with several befores follows the one that it is aligned to, or
    else the one that it was paired with first.
    """
    rivals = [other for other in case.pairs if other.after_id == pair.after_id]
    aligned = [other for other in rivals if alignment_of(other).applied is not None]
    first = min(aligned or rivals, key=lambda other: other.position)
    return first.id == pair.id


def frame_pair(uow: UnitOfWork, case: Case, before: Photo, after: Photo) -> Frames:
    """Recompute the frames after a pair of these two was made or taken apart.

    Photos that share too little are shown as a whole: staff see that, and align them.
    """
    befores = {pair.before_id: pair.before for pair in case.pairs if pair.after_id == after.id}
    framed: Frames = {} if befores else {after.id: _set(uow, after, None)}
    for each in (befores | {before.id: before}).values():
        try:
            framed |= frame_group(uow, case, each)
        except InvalidInput:
            framed |= _whole(uow, case, each)
    return framed


def start_over(uow: UnitOfWork, photo: Photo) -> None:
    """Forget how a photo lies over others: it was turned. Its pairs are compared again."""
    case = load_case(uow.session, photo.case_id)
    for pair in case.pairs:
        if photo.id in {pair.before_id, pair.after_id}:
            pair.alignment = pair.comparability = None
            request_comparison(uow, pair)
    for pair in case.pairs:
        if photo.id in {pair.before_id, pair.after_id}:
            frame_pair(uow, case, pair.before, pair.after)


def _whole(uow: UnitOfWork, case: Case, before: Photo) -> Frames:
    group = [pair for pair in case.pairs if pair.before_id == before.id and leads(case, pair)]
    photos = [before, *(pair.after for pair in group)]
    return {photo.id: _set(uow, photo, None) for photo in photos}


def _set(uow: UnitOfWork, photo: Photo, framing: Framing | None) -> dict[str, Any] | None:
    """Keep a photo's framing; one that shows all of the photo as it is counts as none."""
    if framing == Framing(photo.width_px, photo.height_px, 1.0, 0.0, 0.0, 0.0):
        framing = None
    row = None
    if framing is not None:
        framing.check(size_of(photo))
        row = asdict(framing)
    if row != photo.framing:
        photo.framing = row
        remake(uow, photo)
    return row
