"""Pair a before with an after of the same view."""

from gallery.actions.compare_pair import request_comparison
from gallery.actions.edit_case import refuse_if_public
from gallery.actions.end_publications import live_publications
from gallery.actions.find_cases import load_case
from gallery.actions.frame_group import frame_pair
from gallery.actions.move_marks import marks_follow
from gallery.actions.settle_case import keep_fit, settle_case
from gallery.actions.tell_news import tell_changed
from gallery.clinical.views import view_named
from gallery.errors import Conflict, InvalidInput, NotFound
from gallery.models import Case, Pair, Photo, Publication
from gallery.runtime import UnitOfWork


def pair_photos(
    uow: UnitOfWork, case_id: str, before_id: str, after_id: str, view: str | None = None
) -> Pair:
    """Make a pair; it comes after the pairs that are there.

    :raises NotFound: the case, or a photo of it, does not exist.
    :raises InvalidInput: ``roles_wrong``: not a before and an after; ``views_differ``.
    :raises Conflict: ``already_paired``: the same two photos; ``case_is_published``.
    """
    uow.take_turn(case_id)
    case = load_case(uow.session, case_id)
    refuse_if_public(uow, case)
    before, after = _photo(case, before_id, "before"), _photo(case, after_id, "after")
    _check(before, after, view_named(view) if view else before.view)
    if any((pair.before_id, pair.after_id) == (before.id, after.id) for pair in case.pairs):
        raise Conflict("These two photos are a pair already.", code="already_paired")
    pair = Pair(
        case_id=case.id,
        before_id=before.id,
        after_id=after.id,
        view=before.view,
        position=max((pair.position for pair in case.pairs), default=0) + 1,
    )
    with marks_follow(uow, case):
        uow.session.add(pair)
        uow.session.flush()
        frame_pair(uow, load_case(uow.session, case_id, afresh=True), before, after)
    uow.record("pair.made", case_id=case.id, subject=("pair", pair.id))
    request_comparison(uow, pair)
    settle_case(uow, case.id)
    tell_changed(uow, _that_show(uow, case.id, {before.id, after.id}), "pairs_changed")
    return pair


def unpair_photos(uow: UnitOfWork, pair_id: str) -> None:
    """Take a pair apart; the photos stay.

    :raises NotFound: there is no pair with this id.
    :raises Conflict: ``case_is_published``.
    :raises PublicationBlocked: it is the last pair of a public case.
    """
    pair = uow.get_in_turn(Pair, pair_id, "pair")
    refuse_if_public(uow, pair.case)
    case_id, before, after = pair.case_id, pair.before, pair.after
    with marks_follow(uow, pair.case):
        uow.session.delete(pair)
        uow.session.flush()
        frame_pair(uow, load_case(uow.session, case_id, afresh=True), before, after)
    uow.record("pair.taken_apart", case_id=case_id, subject=("pair", pair_id))
    keep_fit(uow, settle_case(uow, case_id))
    tell_changed(uow, _that_show(uow, case_id, {before.id, after.id}), "pairs_changed")


def _that_show(uow: UnitOfWork, case_id: str, photo_ids: set[str]) -> list[Publication]:
    """Return the publications that show both photos: a pair of others is not seen there."""
    live = live_publications(uow, case_id)
    return [row for row in live if photo_ids <= {shown.photo_id for shown in row.shown}]


def suggest_pairs(case: Case) -> list[tuple[Photo, Photo]]:
    """Return each after with the newest before of its view, as far as it is in no pair yet."""
    paired = {pair.after_id for pair in case.pairs}
    befores = {photo.view: photo for photo in case.photos if photo.role == "before"}
    return [
        (befores[photo.view], photo)
        for photo in case.photos
        if photo.role == "after" and photo.id not in paired and photo.view in befores
    ]


def _photo(case: Case, photo_id: str, field: str) -> Photo:
    for photo in case.photos:
        if photo.id == photo_id:
            return photo
    raise NotFound(f"The {field} photo is not in this case.")


def _check(before: Photo, after: Photo, view: str) -> None:
    if (before.role, after.role) != ("before", "after"):
        message = f"Give a before and an after photo; these are {before.role} and {after.role}."
        raise InvalidInput(message, fields={"before": message}, code="roles_wrong")
    if not before.view == after.view == view:
        message = (
            f"A pair shows one view; the before is {before.view}, the after {after.view},"
            f" asked for is {view}."
        )
        raise InvalidInput(message, fields={"view": message}, code="views_differ")
