"""Details of the ledger's events in words: no codes, no ids, instants on the practice's clock."""

import re
import textwrap
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime

from gallery.web.staff import words

#: A longer list is told by its length, a longer text by its beginning.
MOST_NAMED = 4
LONGEST_TEXT = 200
#: What an action's code says too tersely.
_WHAT = {
    "case.seen": "Seen on a page of a site",
    "consent.expiring_notice": "Reminder: a consent ends soon",
    "consent.given": "Consent recorded",
    "consent.receipt_issued": "Receipt given to her",
    "consent.request_opened": "Form to sign opened",
    "consent.requested": "Asked to sign",
    "consent.sealed": "Names of a consent sealed",
    "ledger.checkpointed": "Activity sealed",
    "patient_link.issued": "Link to her page given",
    "patient_link.revoked": "Link to her page taken back",
    "photo.read": "Picture searched for names, shown again",
    "photo.rendered": "Pictures made",
    "signing.handed_back": "Device handed back",
    "staff.sign_in_failed": "Sign-in refused",
    "takedown.acknowledged": "Site confirmed that it was told",
    "takedown.due_notice": "Reminder: to take down",
    "takedown.failed": "Not gone in time",
    "takedown.manual_done": "Taken down by hand",
    "takedown.names_nothing": "Names nothing, never seen there",
    "takedown.no_known_page": "List of the site cleared, no page known",
    "takedown.never_shown": "Never shown there",
    "takedown.overtaken": "Permitted and shown there again",
    "takedown.proof_viewed": "Proof of a takedown viewed",
    "takedown.opened": "To be taken down",
    "takedown.sent": "Site was told",
    "takedown.verified_gone": "Gone, checked",
}
_VALUES = {
    "e_sign": "signed on screen",
    "wet_scan": "signed on paper",
    "verbal_witnessed": "said before a witness",
}
#: Details that name rows, or that the event's own name tells.
_UNTOLD = frozenset({"event", "subject_id", "looks", "found_by", "job", "tasks"})
#: Transforms of an alignment (rule R11): sixteen digits each, which the pair's page draws.
_DRAWN = frozenset({"alignment", "frames"})
#: Digests of a consent's signer, witness and authority: for a machine to compare.
_SEALS = frozenset({"parties"})
_HIDDEN = _UNTOLD | _DRAWN | _SEALS | {"before", "after"}
_PLACES = frozenset({"channel", "channels", "surface", "surfaces", "scopes"})
_ID = re.compile(r"[0-9a-f]{20}")
_INSTANT = re.compile(
    r"(?<!\d)\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)(?!\d)"
)
_DAY = re.compile(r"(?<!\d)\d{4}-\d\d-\d\d(?!\d)")
_CODE = re.compile(r"[a-z]+(?:_[a-z]+)+")


def what(action: str) -> str:
    """Return what was done: "Consent withdrawn"."""
    return _WHAT.get(action) or words.sentence(action)


def details(told: Mapping[str, object]) -> str:
    """Return what is worth telling of an event's details, as one line."""
    return ", ".join(_details(told))


def clocked(text: str) -> str:
    """Return ``text`` with each instant on the practice's clock, never broken across lines."""
    return _DAY.sub(_day, _INSTANT.sub(_instant, text))


def _instant(found: re.Match[str]) -> str:
    try:
        return _unbroken(words.instant(_aware(found[0])))
    except (ValueError, OverflowError):  # digits of an address or a telephone, no instant
        return found[0]


def _day(found: re.Match[str]) -> str:
    try:
        return _unbroken(words.day(date.fromisoformat(found[0])))
    except ValueError:
        return found[0]


def _unbroken(text: str) -> str:
    return text.replace(" ", "\u00a0")


def _details(told: Mapping[str, object]) -> Iterator[str]:
    before, after = told.get("before"), told.get("after")
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _changes(before, after)
    for key, value in told.items():
        if value in (None, "", [], {}) or value is False or key in _HIDDEN:
            continue
        name = key.replace("_", " ")
        if key.endswith(("sha256", "_id")) or _is_id(value):
            continue
        if value is True:
            yield name
        elif key == "proof":
            yield _line(str(value))
        else:
            yield f"{name}: {_value(value, is_place=key in _PLACES)}"


def _changes(before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[str]:
    for key in {**before, **after}:
        was, now = (_value(side.get(key), is_place=False) for side in (before, after))
        if was != now:
            name = "" if key == "state" else f"{key.replace('_', ' ')}: "
            yield f"{name}{was or 'nothing'} → {now or 'nothing'}"


def _value(value: object, *, is_place: bool) -> str:
    if isinstance(value, Mapping):
        parts = value.items()
        return ", ".join(
            f"{_name(key, is_place=is_place)} {_value(part, is_place=False)}" for key, part in parts
        )
    if isinstance(value, (list, tuple)):
        if len(value) > MOST_NAMED or any(map(_is_id, value)):
            return str(len(value))
        return ", ".join(_value(one, is_place=is_place) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return _line(_name(value, is_place=is_place))
    return "" if value is None else str(value)


def _name(code: object, *, is_place: bool) -> str:
    text = str(code)
    if is_place:
        return "all places" if text == "all" else words.surface(text)
    if text in _VALUES:
        return _VALUES[text]
    return text.replace("_", " ") if _CODE.fullmatch(text) else text


def _line(text: str) -> str:
    """Cut between words, of which a machine's instant is one, and only then write it out."""
    return clocked(textwrap.shorten(text, LONGEST_TEXT, placeholder=" …"))


def _is_id(value: object) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _aware(written: str) -> datetime:
    at = datetime.fromisoformat(written)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
