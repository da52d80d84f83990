"""A link that is shown this once: as text, and as a code that a telephone reads."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import segno
from flask import current_app, url_for

_PIXELS_A_DOT = 5
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class Handover:
    """Hold a link, its picture for a telephone's camera, and when it ends; None: never."""

    address: str
    qr: str
    ends_at: datetime | None
    is_local: bool


def signing_link(token: str, ends_at: datetime) -> Handover:
    """Return the link under which a patient signs."""
    return _handover(url_for("patient.form", token=token), ends_at)


def patient_link(token: str) -> Handover:
    """Return the link to a patient's own page."""
    return _handover(url_for("patient.my_page", token=token), None)


def _handover(path: str, ends_at: datetime | None) -> Handover:
    base = str(current_app.config["PUBLIC_BASE_URL"])
    address = base + path
    # Error correction M: read from a glossy screen at an angle (ISO/IEC 18004).
    code = segno.make(address, error="m", micro=False)
    return Handover(
        address=address,
        qr=code.png_data_uri(scale=_PIXELS_A_DOT, border=4),
        ends_at=ends_at,
        is_local=urlsplit(base).hostname in _LOOPBACK,
    )
