"""Copies of consents for tests."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

from PIL import Image, ImageDraw

from gallery.consent.record import Decision
from gallery.documents.consent_copy import ConsentCopy, CopyChoice, CopyPhoto
from gallery.documents.withdrawal_notice import NoticeSurface, WithdrawalNotice

PACIFIC = timezone(timedelta(hours=-8))
SIGNED_AT = datetime(2030, 1, 2, 14, 5, tzinfo=PACIFIC)
RECEIPT = "5b0c1a52-7f0e-4c1e-9a3d-0d6f2f4e8a11"
SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

ENGLISH = (
    ("What I allow", "The practice may show the photos named here.\n\nNobody else may use them."),
    ("My rights", "- I can withdraw at any time.\n- My treatment does not depend on this."),
    ("Risk", "Once a photo was seen by others, it may be copied. The law may not protect it then."),
)
SPANISH = (
    ("Qué permito", "El consultorio puede mostrar las fotos que aquí se nombran.\n\nNadie más."),
    ("Mis derechos", "- Puedo retirarlo cuando quiera.\n- Mi tratamiento no depende de esto."),
    (
        "Riesgo",
        "Cuando otras personas vieron una foto, pueden copiarla. ¿La ley? Quizá no alcance.",
    ),
)


def jpeg(colour: str = "#c9a28e") -> bytes:
    picture = Image.new("RGB", (600, 800), colour)
    ImageDraw.Draw(picture).line((150, 100, 420, 700), fill="#8a5a6a", width=9)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def signature() -> bytes:
    picture = Image.new("RGBA", (600, 160), (0, 0, 0, 0))
    ImageDraw.Draw(picture).line(
        [(20, 120), (90, 30), (150, 130), (260, 50), (560, 90)], "#102050", 6
    )
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def consent_copy(**changes: object) -> ConsentCopy:
    base = ConsentCopy(
        practice_name="True Jewel Cosmetic Center",
        receipt_id=RECEIPT,
        language="en",
        title="Consent to show my photos",
        sections=ENGLISH,
        declaration="I read this and I agree. I had the time to ask questions.",
        choices=(
            CopyChoice("channels", "Website gallery", Decision.PERMIT, "until 1 June 2031"),
            CopyChoice("channels", "Social media: instagram", Decision.DENY),
            CopyChoice("identifiability", "Photos without a face", Decision.PERMIT),
            CopyChoice("demographics", "My age in ten-year steps", Decision.DENY),
        ),
        signer_name="Zoë Łukasiewicz",
        grantor="The patient",
        method="Signed on a tablet in the practice",
        signed_at=SIGNED_AT,
        expires_on=date(2032, 1, 2),
        text_id="general-photo-release",
        text_version="3",
        text_sha256=SHA256,
        how_to_withdraw="Tell us in any way. Write to us, call us, or use your own page.",
        photos=(CopyPhoto("Left leg, front, before", jpeg()), CopyPhoto("Left leg, after", jpeg())),
        signature_png=signature(),
        my_page_url="https://gallery.example/my/consent",
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def spanish_copy() -> ConsentCopy:
    return consent_copy(
        language="es",
        title="Consentimiento para mostrar mis fotos",
        sections=SPANISH,
        declaration="Leí esto y estoy de acuerdo. ¿Preguntas? Tuve tiempo de hacerlas.",
        choices=(
            CopyChoice("channels", "Galería del sitio web", Decision.PERMIT),
            CopyChoice("channels", "Redes sociales", Decision.DENY),
        ),
        grantor="La madre, como tutora",
        authority_text="Tutela por resolución judicial",
        subject_name="Inés Ramírez",
        method="Firmado en papel",
        witness="Enfermera Núñez",
        typed_name="Begoña Muñoz",
        signature_png=None,
        how_to_withdraw="Díganoslo como quiera: por escrito, por teléfono o en su página.",
        paper="a4",
    )


def withdrawal_notice(**changes: object) -> WithdrawalNotice:
    gone = datetime(2030, 3, 1, 9, 31, tzinfo=PACIFIC)
    base = WithdrawalNotice(
        practice_name="True Jewel Cosmetic Center",
        receipt_id=RECEIPT,
        language="en",
        withdrawn_at=datetime(2030, 3, 1, 9, 30, tzinfo=PACIFIC),
        issued_at=datetime(2030, 3, 2, 8, 0, tzinfo=UTC),
        surfaces=(
            NoticeSurface("Website gallery", "verified_gone", gone, "The address answers 410"),
            NoticeSurface("Printed brochure", "pending"),
        ),
        contact="Write to privacy@practice.example.",
    )
    return replace(base, **changes)  # type: ignore[arg-type]
