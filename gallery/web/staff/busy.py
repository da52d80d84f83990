"""Give a form back that the server was too busy to take, with everything that was entered.

One place for every form of the staff: the page reads nothing but the request, so that it works
while the database is away, and its button sends the same once more.
"""

from flask import g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from gallery.errors import GalleryError, ImagingUnavailable, StorageUnavailable
from gallery.web.errors import answer_to, status_of, wants_json
from gallery.web.staff.blueprint import blueprint

#: Whoever reads the page's source must not find a password there.
_SECRET = frozenset({"password", "current"})


@blueprint.errorhandler(StorageUnavailable)
@blueprint.errorhandler(ImagingUnavailable)
def give_back(error: GalleryError, *, is_undone: bool = True) -> ResponseReturnValue:
    """Answer 503 with the form to be sent again; other requests get the usual page.

    What fails inside a unit of work ``is_undone``; what fails beside one may have been saved.
    """
    if request.method != "POST" or wants_json() or _SECRET & request.form.keys():
        return answer_to(error)
    fields = [
        (name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"
    ]
    sent = [file.filename for file in request.files.values() if file.filename]
    address = request.full_path.rstrip("?")
    body = render_template(
        "errors/busy.html",
        message=error.message,
        is_undone=is_undone,
        address=address,
        sent=sent,
        entered=fields,
        fields={},
        findings=(),
        request_id=g.get("request_id", ""),
    )
    return make_response(body, status_of(error), {"Retry-After": "5"})


@blueprint.errorhandler(OperationalError)
def give_back_unread(_error: OperationalError) -> ResponseReturnValue:
    """Do the same where the database was away as something was read, before or after."""
    message = "The database is busy or away. Try again in a moment."
    return give_back(StorageUnavailable(message, code="database_busy"), is_undone=False)
