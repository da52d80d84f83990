"""Spanish words for patients."""

from gallery.consent.wording_set import WordingSet

SPANISH = WordingSet(
    language="es",
    channels={
        "in_office": ("En nuestro consultorio", "Otros pacientes las ven en pantalla o álbum."),
        "website_gallery": ("Nuestro sitio web", "Cualquier persona en internet puede verlas."),
        "website_embed": ("Otro sitio web", "Puede verlas quien visite ese sitio."),
        "directory": ("Un directorio de médicos", "Las ve quien busca allí un médico."),
        "social": ("Redes sociales", "Cualquiera puede verlas, copiarlas y compartirlas."),
        "email_campaign": ("Nuestro boletín por correo", "Las reciben nuestros suscriptores."),
        "print": ("Folletos impresos", "Las ve quien recibe un folleto."),
        "paid_ads": ("Publicidad pagada", "Puede verlas gente que nunca nos buscó."),
        "education": ("Enseñanza", "Las ven médicos, enfermeras y estudiantes en clases."),
        "publication": ("Una revista médica", "Los lectores de la revista, en papel y en línea."),
        "manufacturer": ("Un fabricante", "La empresa puede usarlas según lo acordado."),
        "ai_training": ("Entrenar programas", "Los programas aprenden de ellas para siempre."),
    },
    identifiability={
        "full_face": ("Toda mi cara", "Quien me conoce me va a reconocer."),
        "partial_face": ("Una parte de mi cara", "Quien me conoce bien podría reconocerme."),
        "distinctive_mark": (
            "Un tatuaje, cicatriz o lunar",
            "Quien conoce la marca podría reconocerme.",
        ),
    },
    demographics={
        "age_band": ("Mi edad, como rango", "Por ejemplo 45-54, nunca mi edad exacta."),
        "gender": ("Mi género", ""),
        "skin_type": ("Mi tipo de piel", "Un número de I a VI que usan los médicos."),
    },
    surfaces={
        "origin": "Nuestro propio servidor",
        "cdn": "Nuestra red de distribución",
        "site": "Sitio web",
        "site:website": "Nuestro sitio web",
    },
    surface_states={
        "pending": "Lo estamos retirando.",
        "sent": "Les hemos pedido que lo retiren.",
        "acknowledged": "Confirmaron que recibieron nuestra solicitud.",
        "names_nothing": "Miramos y no encontramos sus fotos ahí. No es una prueba segura: el"
        " consultorio lo revisa e informa.",
        "verified_gone": "Lo comprobamos nosotros mismos: ya no está.",
        "never_shown": "Sus fotos nunca se mostraron ahí: no había nada que quitar.",
        "no_known_page": "Nuestra lista para sitios web ya no nombra sus fotos. No sabemos de"
        " ningún sitio que las muestre desde ella: no había página que comprobar.",
        "failed": "No pudimos comprobar a tiempo que ya no está. El consultorio está avisado y se"
        " ocupará.",
        "manual_done": "El consultorio informa que lo retiró a mano.",
        "manual_done_proven": "El consultorio informa que lo retiró a mano y guarda una imagen o"
        " un documento que lo muestra.",
        "overtaken": "Un consentimiento dado después permitió otra vez sus fotos ahí, y ahí se"
        " publicaron: lo que había podía quedarse. Hasta entonces nadie había visto ni informado"
        " que ya no estuviera.",
        "by_hand": "El consultorio lo retira a mano.",
    },
    purposes={
        "marketing": "mostrar a otras personas lo que puede lograr el tratamiento",
        "education": "enseñar a personal médico",
        "publication": "informar en una revista médica",
        "ai_training": "entrenar programas de computadora",
    },
    roles={"before": "Antes", "after": "Después"},
    grantors={
        "self": "la paciente o el paciente",
        "personal_representative": "la persona que representa al paciente",
        "guardian": "la persona que tiene la tutela del paciente",
    },
    methods={
        "e_sign": "firmado en pantalla",
        "wet_scan": "firmado en papel",
        "verbal_witnessed": "dado de palabra ante un testigo",
    },
    months=(
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ),
    time_after="{interval} después",
    chosen_below="solo lo que usted marque abajo",
    nothing="ninguno",
    no_money="no se paga a nadie",
    photos_shown="las fotografías que se le muestran con este formulario",
    future_photos_too=(
        "las fotografías que se le muestran y otras posteriores del mismo tratamiento"
    ),
    future_photos_alone="las fotografías de este tratamiento que se agreguen después de su firma",
    photo_count="{count} fotografías",
    date_form="{day} de {month} de {year}",
)
