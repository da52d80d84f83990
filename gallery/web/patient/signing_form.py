"""From the submitted form to a signature; and what was entered, to be shown again."""

import base64
import binascii
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from gallery.actions.sign_consent import LONGEST_NAME, LONGEST_REASON, Signing
from gallery.consent.record import Grantor
from gallery.errors import GalleryError, ImagingUnavailable, InvalidInput, StorageUnavailable

Form = MultiDict[str, str]

LONGEST_AUTHORITY = 300
#: What draws the signature again; a longer one is dropped, the picture of it is what counts.
_LONGEST_STROKES = 500_000
_PNG = "data:image/png;base64,"
#: In the order of the page: so are the faults listed.
FIELDS = (
    "channels",
    "identifiability",
    "demographics",
    "grantor",
    "subject_name",
    "authority_text",
    "was_adult",
    "has_read",
    "signer_name",
    "signature",
)


@dataclass(frozen=True)
class Entered:
    """Hold what she entered, and which fields need another look: each with a key of its words."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def refused(cls, form: Form, error: GalleryError) -> "Entered":
        """Keep what was sent, and why it was refused."""
        values = {name: tuple(form.getlist(name)) for name in form if name != "signature"}
        if len(form.get("strokes", "")) > _LONGEST_STROKES:
            values.pop("strokes")
        if isinstance(error, ImagingUnavailable):
            return cls(values, {"other": "busy"})
        if isinstance(error, StorageUnavailable):
            return cls(values, {"other": "away"})
        fields = error.fields if isinstance(error, InvalidInput) else {}
        known = {name: name for name in FIELDS if name in fields}
        if error.code.startswith("signature_"):
            known["signature"] = error.code
        return cls(values, known or {"other": "other"})

    def value(self, name: str) -> str:
        """Return a field's value, empty where it has none."""
        return next(iter(self.values.get(name, ())), "")

    def has(self, name: str, code: str) -> bool:
        """Tell whether ``code`` was chosen."""
        return code in self.values.get(name, ())


def parse(form: Form) -> Signing:
    """Read the signature from the form.

    What is plainly missing is told at once; what the link allows is decided by the action.

    :raises InvalidInput: names each field.
    """
    faults = dict.fromkeys(_missing(form), "Missing.")
    if faults:
        raise InvalidInput("Nothing was signed: see the marked fields.", fields=faults)
    grantor = form["grantor"]
    for_another = grantor != Grantor.SELF
    return Signing(
        channels=_ticked(form, "channels"),
        identifiability=_ticked(form, "identifiability"),
        demographics=_ticked(form, "demographics"),
        signer_name=_line(form, "signer_name", LONGEST_NAME),
        grantor=grantor,
        authority_text=_line(form, "authority_text", LONGEST_AUTHORITY) if for_another else None,
        subject_name=_line(form, "subject_name", LONGEST_NAME) if for_another else None,
        signature_png=_drawn(form.get("signature", "")),
        was_adult="was_adult" in form,
        has_read="has_read" in form,
    )


def reason_of(form: Form) -> str | None:
    """Return the reason, cut where it is too long: nobody is held up by giving one."""
    return _line(form, "reason", LONGEST_REASON) or None


def _missing(form: Form) -> Iterator[str]:
    if not form.getlist("channels"):
        yield "channels"
    if form.get("grantor") not in set(Grantor):
        yield "grantor"
    elif form["grantor"] != Grantor.SELF:
        needed = {"subject_name": LONGEST_NAME, "authority_text": LONGEST_AUTHORITY}
        yield from (name for name, longest in needed.items() if not _line(form, name, longest))
    yield from (name for name in ("was_adult", "has_read") if name not in form)
    if not _line(form, "signer_name", LONGEST_NAME):
        yield "signer_name"


def _ticked(form: Form, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form.getlist(name)))


def _line(form: Form, name: str, longest: int) -> str:
    """Return a text as one line of characters that can be seen."""
    plain = "".join(c if c.isprintable() else " " for c in form.get(name, ""))
    return " ".join(plain.split())[:longest]


def _drawn(data_url: str) -> bytes | None:
    """Return the drawn signature, or None where nothing was drawn (data URL, RFC 2397)."""
    if not data_url:
        return None
    try:
        if data_url.startswith(_PNG):
            return base64.b64decode(data_url.removeprefix(_PNG), validate=True)
    except binascii.Error:
        pass
    message = "The drawn signature could not be read."
    raise InvalidInput(message, fields={"signature": message}, code="signature_unreadable")
