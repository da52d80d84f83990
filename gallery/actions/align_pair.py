"""Align a pair: as proposed, by hand, or not at all (rules R10, R11)."""

from dataclasses import asdict

from gallery.actions.edit_case import refuse_if_public
from gallery.actions.find_cases import load_case
from gallery.actions.frame_group import frame_group, frame_pair
from gallery.actions.move_marks import marks_follow
from gallery.actions.pair_alignment import alignment_of, set_applied, size_of
from gallery.actions.settle_case import keep_fit, settle_case
from gallery.errors import Conflict
from gallery.imaging.placement import Placement, similarity_of
from gallery.imaging.similarity import Similarity
from gallery.models import Case, Pair
from gallery.runtime import UnitOfWork


def apply_proposal(uow: UnitOfWork, pair_id: str) -> Pair:
    """Frame the pair's group by what registration proposed.

    :raises NotFound: there is no pair with this id.
    :raises Conflict: ``alignment_not_proposed``: there is no proposal; ``aligned_elsewhere``: the
        after is aligned to another before; ``case_is_published``.
    :raises InvalidInput: ``frame_unusable``: the photos share too little.
    """
    case, pair = _in_turn(uow, pair_id)
    proposal = alignment_of(pair).proposal
    if proposal is None:
        raise Conflict(
            "There is no proposal to apply: lay the photos over each other by hand.",
            code="alignment_not_proposed",
        )
    return _align(uow, case, pair, proposal, by_hand=False)


def correct_alignment(uow: UnitOfWork, pair_id: str, placement: Placement) -> Pair:
    """Frame the pair's group by where staff laid the after on the before.

    :raises NotFound: there is no pair with this id.
    :raises Conflict: ``aligned_elsewhere``; ``case_is_published``.
    :raises InvalidInput: ``alignment_unusable``, field by field; ``frame_unusable``.
    """
    case, pair = _in_turn(uow, pair_id)
    before, after = size_of(pair.before), size_of(pair.after)
    placement.check(before)
    return _align(uow, case, pair, similarity_of(placement, before, after), by_hand=True)


def undo_alignment(uow: UnitOfWork, pair_id: str) -> Pair:
    """Lay the pair middle on middle again, as if nobody had aligned it.

    :raises NotFound: there is no pair with this id.
    :raises Conflict: ``not_aligned``; ``case_is_published``.
    """
    case, pair = _in_turn(uow, pair_id)
    undone = alignment_of(pair).applied
    if undone is None:
        raise Conflict("This pair is not aligned.", code="not_aligned")
    set_applied(pair, None)
    with marks_follow(uow, case):
        frames = frame_pair(uow, case, pair.before, pair.after)
    uow.record(
        "pair.alignment_undone",
        case_id=case.id,
        subject=("pair", pair.id),
        alignment=asdict(undone),
        frames=frames,
    )
    keep_fit(uow, settle_case(uow, case.id))
    return pair


def _in_turn(uow: UnitOfWork, pair_id: str) -> tuple[Case, Pair]:
    pair = uow.get_in_turn(Pair, pair_id, "pair")
    case = load_case(uow.session, pair.case_id)
    refuse_if_public(uow, case)
    return case, pair


def _align(
    uow: UnitOfWork, case: Case, pair: Pair, similarity: Similarity, *, by_hand: bool
) -> Pair:
    _refuse_second(case, pair)
    set_applied(pair, similarity, by_hand=by_hand)
    with marks_follow(uow, case):
        frames = frame_group(uow, case, pair.before)
        for other in case.pairs:  # the after may leave the before that it was paired with first
            if other.after_id == pair.after_id and other.id != pair.id:
                frames = frame_group(uow, case, other.before) | frames
    uow.record(
        "pair.aligned",
        case_id=case.id,
        subject=("pair", pair.id),
        alignment=asdict(similarity),
        by_hand=by_hand,
        confidence=alignment_of(pair).confidence,
        frames=frames,
    )
    keep_fit(uow, settle_case(uow, case.id))
    return pair


def _refuse_second(case: Case, pair: Pair) -> None:
    """Refuse to align an after twice: a photo has one frame."""
    for other in case.pairs:
        is_rival = other.after_id == pair.after_id and other.id != pair.id
        if is_rival and alignment_of(other).applied is not None:
            raise Conflict(
                "This after is aligned to another before already: undo that alignment first, or"
                " upload the after again for this pair.",
                code="aligned_elsewhere",
            )
