"""Have demo patients asked for their consent, and some of them sign on screen."""

from datetime import timedelta

from gallery.actions.find_cases import load_case
from gallery.actions.request_consent import request_consent
from gallery.actions.sign_consent import Signing, sign_consent
from gallery.consent.offer import Offer
from gallery.runtime import OPERATOR, Runtime

TEXT, VERSION, LANGUAGE = "photo-release", "1", "en"
CHANNELS = ("in_office", "website_gallery", "website_embed:website", "social:instagram")
SIGNED = CHANNELS[:3]
DEMOGRAPHICS = ("age_band", "gender", "skin_type")
DURATION = timedelta(days=360)


def ask(runtime: Runtime, case_id: str) -> str:
    """Lay a consent for all photos of the case before its patient; return the link's token."""
    with runtime.unit_of_work(OPERATOR) as uow:
        case = load_case(uow.session, case_id)
        offer = Offer(
            procedures=tuple(case.procedure_slugs),
            body_areas=(case.area,),
            photos=tuple(photo.id for photo in case.photos),
            channels=CHANNELS,
            demographics=DEMOGRAPHICS,
            expires_on=(uow.now + DURATION).date(),
        )
        return request_consent(
            uow, case_id, offer, text_id=TEXT, version=VERSION, language=LANGUAGE
        )[1]


def sign_on_screen(runtime: Runtime, case_id: str, name: str) -> None:
    """Have the patient sign for the office and the website by typing her name."""
    token = ask(runtime, case_id)
    signing = Signing(
        channels=SIGNED,
        demographics=DEMOGRAPHICS,
        signer_name=name,
        was_adult=True,
        has_read=True,
    )
    sign_consent(runtime, token, signing)
