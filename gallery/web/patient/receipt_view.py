"""The receipt on the practice's device: what she takes with her, and nothing that stays."""

from collections.abc import Mapping
from dataclasses import dataclass

import segno
from flask import url_for
from markupsafe import Markup

from gallery.actions.hand_back import ReceiptPage
from gallery.actions.practice_words import PracticeLook
from gallery.web.access import current_runtime
from gallery.web.patient.languages import words_for
from gallery.web.patient.my_view import root
from gallery.web.patient.words import Words

#: What ``device`` in a form's address says: it was opened on a device of the practice.
PRACTICES = "practice"


@dataclass(frozen=True)
class ReceiptView:
    """Hold everything that the receipt shows; ``code`` is the SVG of her own page's address."""

    words: Words
    practice: PracticeLook
    path: str
    address: str
    code: Markup
    receipt_id: str
    signed: str
    copy_sha256: str


def is_practices(query: Mapping[str, str]) -> bool:
    """Tell whether a form was opened on a device of the practice."""
    return query.get("device") == PRACTICES


def receipt_view(page: ReceiptPage, token: str) -> ReceiptView:
    """Prepare the receipt of one signature."""
    words = words_for(page.language)
    address = root() + url_for("patient.my_page", token=page.my_token)
    # Error correction M: read from a glossy screen at an angle (ISO/IEC 18004).
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(border=4, light="#fff", omitsize=True)  # the style sheet gives its size
    return ReceiptView(
        words=words,
        practice=page.practice,
        path=url_for("patient.hand_device_back", token=token),
        address=address,
        code=Markup(drawn),  # noqa: S704 (drawn by segno from an address of our own)
        receipt_id=page.receipt_id,
        signed=words.moment(page.signed_at.astimezone(current_runtime().settings.zone)),
        copy_sha256=page.copy_sha256,
    )
