"""Keep what staff judge of a pair that no picture tells."""

from gallery.actions.edit_case import refuse_if_public
from gallery.actions.find_cases import load_case
from gallery.actions.settle_case import settle_case
from gallery.errors import Conflict, InvalidInput
from gallery.models import Pair
from gallery.published.comparability import score_of
from gallery.publishing.comparability.check import LABELS, CheckName
from gallery.publishing.comparability.score import Score, may_judge
from gallery.runtime import UnitOfWork

__all__ = ["Score", "judge_pair", "score_of"]


def judge_pair(uow: UnitOfWork, pair_id: str, name: str, *, passes: bool | None) -> Pair:
    """Keep a verdict on one check with who and when; None takes it back.

    :raises NotFound: there is no pair with this id.
    :raises InvalidInput: ``unknown_check``.
    :raises Conflict: ``check_is_measured``: it is told without them; ``case_is_published``.
    """
    pair = uow.get_in_turn(Pair, pair_id, "pair")
    case = load_case(uow.session, pair.case_id)
    refuse_if_public(uow, case)
    check = _check_named(name)
    found = next(each for each in score_of(case, pair).checks if each.name is check)
    if not may_judge(found):
        raise Conflict(
            f"{LABELS[check]} is told by the photos or the case; it is not judged by hand.",
            code="check_is_measured",
        )
    hands = {key: row for key, row in pair.hand_checks.items() if key != check.value}
    if passes is not None:
        hands[check.value] = {
            "passes": passes,
            "by": uow.actor.id,
            "at": uow.now.isoformat(),
        }
    pair.hand_checks = hands
    uow.record(
        "pair.judged", case_id=case.id, subject=("pair", pair.id), check=check.value, passes=passes
    )
    settle_case(uow, case.id)
    return pair


def _check_named(name: str) -> CheckName:
    if name not in set(CheckName):
        message = f"check is {name[:20]!r}; use one of: {', '.join(CheckName)}."
        raise InvalidInput(message, fields={"check": message}, code="unknown_check")
    return CheckName(name)
