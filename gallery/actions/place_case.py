"""Note a copy that staff put somewhere by hand, so that it can be found and taken down."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.actions.find_cases import consents_of, load_case
from gallery.actions.review_case import showing_of
from gallery.consent.channels import channel_label, channel_of
from gallery.consent.policy import decide
from gallery.errors import Conflict, InvalidInput
from gallery.models import Placement
from gallery.runtime import UnitOfWork

LONGEST_ADDRESS, LONGEST_NOTE = 500, 300


def place_case(
    uow: UnitOfWork, case_id: str, channel: str, address: str | None, note: str | None
) -> Placement:
    """Put on record where a copy of the case was placed: a post, a brochure, an entry.

    :raises NotFound: there is no case with this id.
    :raises InvalidInput: the channel is unknown or is one that the service serves itself; the
        address or note is too long; one of the two is needed.
    :raises Conflict: ``channel_not_permitted``: no consent in force allows it (rule R1).
    """
    uow.take_turn(case_id)
    case = load_case(uow.session, case_id)
    named = channel_of(channel)
    _check(named, address, note)
    consents = [row.as_value() for row in consents_of(uow.session, case_id)]
    verdict = decide(showing_of(case, named), consents, uow.now)
    if not verdict.permitted:
        raise Conflict(
            f"{channel_label(named)}: {verdict.reasons[0].message} Nothing may be placed there.",
            code="channel_not_permitted",
        )
    placement = Placement(
        case_id=case.id,
        channel=named,
        address=(address or "").strip() or None,
        note=(note or "").strip() or None,
        placed_at=uow.now,
        placed_by=uow.actor.id,
    )
    uow.session.add(placement)
    uow.session.flush()
    uow.record("case.placed", case_id=case.id, subject=("placement", placement.id), channel=named)
    return placement


def remove_placement(uow: UnitOfWork, placement_id: str) -> Placement:
    """Note that a copy is not there any more.

    :raises NotFound: there is no placement with this id.
    :raises Conflict: ``placement_removed`` already.
    """
    placement = uow.get(Placement, placement_id, "placement")
    if placement.removed_at is not None:
        raise Conflict("This copy was removed already.", code="placement_removed")
    placement.removed_at = uow.now
    uow.record(
        "case.placement_removed",
        case_id=placement.case_id,
        subject=("placement", placement.id),
        channel=placement.channel,
    )
    return placement


def placements_of(session: Session, case_id: str) -> list[Placement]:
    """Return where copies of a case were placed, newest first."""
    query = select(Placement).where(Placement.case_id == case_id)
    return list(session.execute(query.order_by(Placement.placed_at.desc())).scalars())


def _check(channel: str, address: str | None, note: str | None) -> None:
    problems = {}
    if channel.startswith("website"):
        problems["channel"] = "The service shows cases there itself: nothing is placed by hand."
    if not (address or "").strip() and not (note or "").strip():
        problems["address"] = "Give the address of the post, or say where the copy is."
    if len(address or "") > LONGEST_ADDRESS:
        problems["address"] = f"Keep the address under {LONGEST_ADDRESS} characters."
    if len(note or "") > LONGEST_NOTE:
        problems["note"] = f"Keep the note under {LONGEST_NOTE} characters."
    if problems:
        raise InvalidInput("The copy was not put on record.", fields=problems)
