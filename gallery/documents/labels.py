"""The words that the product itself adds to a document, in each language it has."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

Language = Literal["en", "es"]

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio "
    "julio agosto septiembre octubre noviembre diciembre",
}

LABELS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "page": "Page",
        "of": "of",
        "receipt": "Receipt",
        "practice": "Practice",
        "signed_at": "Signed on",
        "expires_on": "Ends on",
        "signer": "Name",
        "grantor": "Signed by",
        "subject": "Patient",
        "authority": "Authority",
        "method": "How it was signed",
        "witness": "Witness",
        "signature": "Signature",
        "signature_alt": "Signature, as drawn when signing",
        "channels": "Where the photos may be shown",
        "identifiability": "How recognisable the photos may be",
        "demographics": "What may be said about me",
        "choice": "Choice",
        "answer": "Answer",
        "permit": "Yes",
        "deny": "No",
        "photos": "The photos that this covers",
        "withdraw": "How to withdraw",
        "my_page": "Your own page",
        "text": "The text that was signed",
        "text_id": "Text",
        "text_version": "Version",
        "text_sha256": "SHA-256",
        "notice_title": "Your consent was withdrawn",
        "notice_whole": "You withdrew your consent. "
        "From that moment our gallery no longer shows the photos.",
        "notice_part": "You withdrew your consent for the places below. "
        "From that moment our gallery no longer shows the photos there.",
        "withdrawn_at": "Withdrawn on",
        "withdrawn": "Withdrawn for",
        "issued_at": "This notice",
        "surfaces": "Where the photos were, and what happened there",
        "place": "Place",
        "state": "State",
        "nothing_shown": "The photos were not shown anywhere.",
        "kept": "What stays permitted",
        "contact": "Questions",
        "pending": "Not cleared yet",
        "sent": "Asked to remove",
        "acknowledged": "The recipient confirmed",
        "names_nothing": "Not found there, not yet certain",
        "verified_gone": "Checked: gone",
        "never_shown": "Never shown there",
        "no_known_page": "We know of no page that shows them",
        "failed": "Not confirmed in time: we keep looking",
        "manual_done": "Removed by staff",
        "overtaken": "Not removed: a later consent allowed it again",
    },
    "es": {
        "page": "Página",
        "of": "de",
        "receipt": "Recibo",
        "practice": "Consultorio",
        "signed_at": "Firmado el",
        "expires_on": "Termina el",
        "signer": "Nombre",
        "grantor": "Firmado por",
        "subject": "Paciente",
        "authority": "Autoridad",
        "method": "Cómo se firmó",
        "witness": "Testigo",
        "signature": "Firma",
        "signature_alt": "Firma, tal como se trazó al firmar",
        "channels": "Dónde se pueden mostrar las fotos",
        "identifiability": "Cuánto se me puede reconocer en las fotos",
        "demographics": "Qué se puede decir de mí",
        "choice": "Opción",
        "answer": "Respuesta",
        "permit": "Sí",
        "deny": "No",
        "photos": "Las fotos que abarca",
        "withdraw": "Cómo retirar el consentimiento",
        "my_page": "Su propia página",
        "text": "El texto que se firmó",
        "text_id": "Texto",
        "text_version": "Versión",
        "text_sha256": "SHA-256",
        "notice_title": "Su consentimiento fue retirado",
        "notice_whole": "Usted retiró su consentimiento. "
        "Desde ese momento nuestra galería ya no muestra las fotos.",
        "notice_part": "Usted retiró su consentimiento para los lugares de abajo. "
        "Desde ese momento nuestra galería ya no muestra allí las fotos.",
        "withdrawn_at": "Retirado el",
        "withdrawn": "Retirado para",
        "issued_at": "Este aviso",
        "surfaces": "Dónde estaban las fotos y qué pasó allí",
        "place": "Lugar",
        "state": "Estado",
        "nothing_shown": "Las fotos no se mostraban en ningún lugar.",
        "kept": "Lo que sigue permitido",
        "contact": "Preguntas",
        "pending": "Todavía no se ha quitado",
        "sent": "Se pidió quitarlo",
        "acknowledged": "El destinatario lo confirmó",
        "names_nothing": "No se encuentra ahí, aún no es seguro",
        "verified_gone": "Comprobado: ya no está",
        "never_shown": "Nunca se mostraron ahí",
        "no_known_page": "No sabemos de ninguna página que las muestre",
        "failed": "No comprobado a tiempo: seguimos mirando",
        "manual_done": "Lo quitó el personal",
        "overtaken": "No se quitó: un consentimiento posterior lo permitió de nuevo",
    },
}


def day_in_words(day: date, language: Language) -> str:
    """Write a day so that no reader takes the month for the day."""
    month = _MONTHS[language].split()[day.month - 1]
    between = " de " if language == "es" else " "
    return f"{day.day}{between}{month}{between}{day.year}"


def instant_in_words(instant: datetime, language: Language) -> str:
    """Write an aware instant in its own zone, with the offset from UTC."""
    offset = instant.strftime("%z")
    at = f"{instant:%H:%M} (UTC{offset[:3]}:{offset[3:5]})"
    return f"{day_in_words(instant.date(), language)}, {at}"
