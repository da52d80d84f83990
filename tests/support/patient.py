"""A patient with a link: what was laid before her, and the requests that her browser makes."""

import base64
import io
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from PIL import Image, ImageDraw
from sqlalchemy import select
from werkzeug.test import TestResponse

from gallery.actions.find_cases import load_case
from gallery.actions.request_consent import request_consent
from gallery.actions.set_practice import set_practice
from gallery.clock import utc_now
from gallery.consent.offer import Offer
from gallery.models import Photo
from gallery.runtime import OPERATOR
from tests.support.practice import Practice

PRACTICE = {
    "name": "Alder Vein & Skin",
    "website_url": "https://alder.example",
    "postal_address": "12 Elm Street, Springfield",
    "withdrawal_contact": "Alder Vein & Skin, 12 Elm Street, Springfield",
}
CHANNELS = ("website_gallery", "social:instagram", "print")


def lay_before(practice: Practice, case_id: str, **changes: object) -> str:
    """Ask the patient of a case for her consent, and return the token of the link."""
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        photos = select(Photo.id).where(Photo.case_id == case_id).order_by(Photo.created_at)
        case = load_case(uow.session, case_id)
        language = str(changes.pop("language", "en"))
        renews = changes.pop("supersedes_id", None)
        known: dict[str, object] = {
            "procedures": tuple(case.procedure_slugs),
            "body_areas": (case.area,),
            "photos": tuple(uow.session.execute(photos).scalars()),
            "channels": CHANNELS,
            "expires_on": (utc_now() + timedelta(days=365)).date(),
            "identifiability": ("distinctive_mark",),
            "demographics": ("age_band", "gender"),
        }
        offer = Offer(**{**known, **changes})  # type: ignore[arg-type]
        text = {"text_id": "photo-release", "version": "1", "language": language}
        renewed = str(renews) if renews else None
        return request_consent(uow, case_id, offer, **text, supersedes_id=renewed)[1]


def invited(
    practice: Practice, chart_ref: str = "MRN-004711", **changes: object
) -> tuple[str, str]:
    """Return a case with a pair of photos, and the token of the link to its consent."""
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        set_practice(uow, PRACTICE)
    case_id = practice.case(chart_ref=chart_ref)
    practice.pair(case_id)
    return case_id, lay_before(practice, case_id, **changes)


def drawing() -> str:
    """Return a drawn signature as the browser sends it."""
    image = Image.new("RGBA", (600, 240), (0, 0, 0, 0))
    points = [(40, 180), (140, 60), (220, 180), (330, 70), (450, 190), (560, 100)]
    ImageDraw.Draw(image).line(points, fill=(20, 33, 61, 255), width=6)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def answers(**changes: Any) -> dict[str, Any]:
    """Return a filled form; a field given as None is left out."""
    known: dict[str, Any] = {
        "channels": ["website_gallery", "social:instagram"],
        "demographics": ["age_band"],
        "grantor": "self",
        "was_adult": "yes",
        "has_read": "yes",
        "signer_name": "Jane Q. Example",
    }
    return {name: value for name, value in {**known, **changes}.items() if value is not None}


def sign(client: FlaskClient, token: str, **changes: Any) -> TestResponse:
    """Send the form."""
    return client.post(f"/consents/{token}", data=answers(**changes))


def my_token(signed: TestResponse) -> str:
    """Return the token of her own page, to which the signature led."""
    return signed.headers["Location"].split("?")[0].removeprefix("/my/")
