"""Take a case off its channels, by the practice's own decision."""

from gallery.actions.end_publications import end_publications
from gallery.actions.find_cases import load_case
from gallery.actions.open_takedowns import open_takedowns
from gallery.actions.settle_case import settle_ended
from gallery.consent.channels import channel_of
from gallery.errors import Conflict
from gallery.models import Publication
from gallery.runtime import UnitOfWork


def unpublish_case(
    uow: UnitOfWork, case_id: str, channels: tuple[str, ...] = ()
) -> list[Publication]:
    """End the publications on ``channels``, or on all; their pages and media answer 410 at once.

    Every surface becomes a task, copies by hand too. The files stay: the consent stands, and they
    are not made again if the case is published once more.

    :raises NotFound: there is no case with this id.
    :raises InvalidInput: a channel is unknown.
    :raises Conflict: ``not_published`` on any of these channels.
    """
    uow.take_turn(case_id)
    case = load_case(uow.session, case_id)
    named = [channel_of(channel, field="channels") for channel in channels]
    rows = end_publications(uow, case.id, "unpublished", named or None)
    if not rows:
        raise Conflict("The case is not public on these channels.", code="not_published")
    left = sorted(row.channel for row in rows)
    event = uow.record("case.unpublished", case_id=case.id, channels=left)
    open_takedowns(uow, case.id, event, left, are_files_erased=False)
    settle_ended(uow, case.id)
    return rows
