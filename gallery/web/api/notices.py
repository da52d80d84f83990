"""What is due: consents that end soon, surfaces that are not clear yet."""

from http import HTTPStatus

from flask import Response

from gallery.actions.give_notice import channels_told_of, open_notices, tick_off
from gallery.permissions import Permission
from gallery.runtime import UnitOfWork
from gallery.web.access import api, current_runtime
from gallery.web.api.blueprint import blueprint
from gallery.web.api.document import described
from gallery.web.api.once import once, reply
from gallery.web.api.takedown_answers import NoticeAnswer, NoticeListAnswer

_TAG = "Notices"


@blueprint.get("/notices")
@api(Permission.VIEW_CONSENTS)
@described(tag=_TAG, scope=Permission.VIEW_CONSENTS, answer=NoticeListAnswer)
def list_notices() -> Response:
    """List what is due and nobody has ticked off, soonest first."""
    with current_runtime().reading() as session:
        rows = open_notices(session)
        channels = channels_told_of(session, rows)
        told = [NoticeAnswer.of(row, channels.get(row.id)) for row in rows]
        return reply(NoticeListAnswer(notices=told))


@blueprint.post("/notices/<notice_id>/done")
@api(Permission.WITHDRAW_CONSENTS)
@described(
    tag=_TAG,
    scope=Permission.WITHDRAW_CONSENTS,
    answer=NoticeAnswer,
    errors=(404,),
    is_post=True,
)
def tick_notice_off(notice_id: str) -> Response:
    """Take a notice off the list; once more changes nothing."""

    def work(uow: UnitOfWork) -> NoticeAnswer:
        row = tick_off(uow, notice_id)
        return NoticeAnswer.of(row, channels_told_of(uow.session, [row]).get(row.id))

    return once(HTTPStatus.OK, work)
