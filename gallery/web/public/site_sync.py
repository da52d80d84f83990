"""What a site has to remove that missed messages: it names what it holds."""

from flask import Response, jsonify, request

from gallery.errors import InvalidInput
from gallery.web.access import public
from gallery.web.public import gallery
from gallery.web.public.blueprint import blueprint

MOST_IDS = 1000
LONGEST_ID = 40


@blueprint.post("/sites/<site_key>/reconcile")
@public
def reconcile_site(site_key: str) -> Response:
    """Part the publications that a site holds into those it may keep and those to remove."""
    held = _held(_body())
    shown = gallery.current().shown_ids(site_key)
    answer = jsonify(
        keep=[name for name in held if name in shown],
        remove=[name for name in held if name not in shown],
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _body() -> object:
    try:
        return request.get_json(silent=True)
    except RecursionError:  # brackets in brackets in brackets
        return None


def _held(body: object) -> tuple[str, ...]:
    ids = body.get("ids") if isinstance(body, dict) else None
    if isinstance(ids, list) and len(ids) <= MOST_IDS and all(map(_may_be_id, ids)):
        return tuple(dict.fromkeys(ids))
    message = (
        f'Send JSON such as {{"ids": ["9f1c2ab04d7e55aa0c31"]}}, with up to {MOST_IDS} ids'
        f" of feed items, each up to {LONGEST_ID} characters."
    )
    raise InvalidInput("The list could not be read.", fields={"ids": message})


def _may_be_id(name: object) -> bool:
    """Take any text that can be sent back as it came: half a surrogate pair cannot."""
    return isinstance(name, str) and len(name) <= LONGEST_ID and name.isprintable()
