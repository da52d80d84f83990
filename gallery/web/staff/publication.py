"""Publication: showing a case on channels, and taking it off."""

from flask import redirect, request
from flask.typing import ResponseReturnValue

from gallery.actions.publish_case import publish_case
from gallery.actions.unpublish_case import unpublish_case
from gallery.consent.channels import channel_label
from gallery.errors import Conflict, InvalidInput
from gallery.permissions import Permission
from gallery.web.access import current_actor, current_runtime, staff
from gallery.web.staff import case_answer
from gallery.web.staff.blueprint import blueprint
from gallery.web.staff.notices import tell


@blueprint.post("/cases/<case_id>/publication")
@staff(Permission.PUBLISH)
def publish(case_id: str) -> ResponseReturnValue:
    """Show a case on the ticked channels."""
    channels = tuple(request.form.getlist("channels"))
    try:
        with current_runtime().unit_of_work(current_actor()) as uow:
            published = publish_case(uow, case_id, channels)
    except (InvalidInput, Conflict) as error:
        return case_answer.refused(case_id, "publication", error)
    tell(f"Published: {_named([row.channel for row in published])}.")
    return redirect(case_answer.place(case_id, "publication"))


@blueprint.post("/cases/<case_id>/publication/end")
@staff(Permission.PUBLISH)
def unpublish(case_id: str) -> ResponseReturnValue:
    """Take a case off one channel, or off all."""
    channels = tuple(request.form.getlist("channels"))
    try:
        with current_runtime().unit_of_work(current_actor()) as uow:
            ended = unpublish_case(uow, case_id, channels)
    except (InvalidInput, Conflict) as error:
        return case_answer.refused(case_id, "publication", error)
    tell(f"Taken down: {_named([row.channel for row in ended])}.")
    return redirect(case_answer.place(case_id, "publication"))


def _named(channels: list[str]) -> str:
    return ", ".join(channel_label(channel) for channel in channels)
