"""What the patient's pages say in Spanish when they cannot do what was asked."""

from gallery.web.patient.words import Failure

FAILURES = {
    "signing_link_unknown": Failure(
        title="Este enlace no lleva a ningún formulario",
        text="Quizá se perdió una parte al copiarlo. Ábralo otra vez desde el mensaje en que lo"
        " recibió, o pida un enlace nuevo a {practice}.",
    ),
    "signing_link_used": Failure(
        title="Este formulario ya está firmado",
        text="Su firma se registró una vez, y nada se registró dos veces. Para ver su copia, o"
        " para retirar su consentimiento, abra el enlace a su propia página: lo recibió al firmar."
        " Si no lo tiene, pida uno nuevo a {practice}.",
    ),
    "signing_link_expired": Failure(
        title="Este enlace ha caducado",
        text="No se firmó nada, y nada se muestra por él. Si todavía quiere responder, pida un"
        " enlace nuevo a {practice}.",
    ),
    "signing_link_cancelled": Failure(
        title="Este formulario fue anulado",
        text="{practice} lo anuló antes de que se firmara. Nada se muestra por él. Pregunte allí"
        " si debe recibir uno nuevo.",
    ),
    "signing_link_declined": Failure(
        title="Usted no ha aceptado",
        text="No se firmó nada, y ninguna de las fotos se mostrará por este formulario. Si cambia"
        " de opinión, pida un enlace nuevo a {practice}.",
    ),
    "signing_receipt_closed": Failure(
        title="Gracias",
        text="Puede devolver este dispositivo. Ya no se puede abrir en él nada suyo. El enlace a su"
        " propia página, con su copia, lo tiene usted; {practice} le da uno nuevo si lo necesita.",
    ),
    "consent_text_altered": Failure(
        title="Este formulario no se puede firmar",
        text="Su texto no es el que se preparó para usted, y por eso no dejamos que nadie lo firme."
        " Por favor, avise a {practice} y pida un enlace nuevo.",
    ),
    "photos_changed": Failure(
        title="Las fotos han cambiado",
        text="Se quitó una foto de las que trataba este formulario. Pida a {practice} un enlace"
        " nuevo, con las fotos tal como están ahora.",
    ),
    "case_is_purged": Failure(
        title="Las fotos están borradas",
        text="{practice} ha borrado las fotos de las que trataba este formulario. Ya no queda nada"
        " que aceptar.",
    ),
    "my_link_unknown": Failure(
        title="Este enlace no lleva a ninguna página",
        text="Quizá se perdió una parte al copiarlo. Ábralo otra vez desde donde lo guardó, o pida"
        " un enlace nuevo a {practice}. Allí también puede retirar su consentimiento.",
    ),
    "my_link_revoked": Failure(
        title="Este enlace fue reemplazado",
        text="Hay un enlace más nuevo a su página. Si no lo tiene, pídalo a {practice}. Allí"
        " también puede retirar su consentimiento.",
    ),
    "foreign_form": Failure(
        title="No se envió nada",
        text="El formulario no vino de esta página, sino de otro sitio web. Abra su enlace otra"
        " vez y envíe el formulario desde aquí.",
    ),
    "done_meanwhile": Failure(
        title="Esto se envió dos veces",
        text="El formulario llegó dos veces en el mismo momento. Como mucho vale uno de ellos."
        " Vuelva para ver cómo está todo.",
    ),
    "403": Failure(
        title="Esto no está abierto para usted",
        text="Abra su enlace otra vez, o pida uno nuevo a {practice}.",
    ),
    "404": Failure(
        title="Aquí no hay nada",
        text="Esta foto o este documento no es parte de su página. Vuelva, o pregunte a"
        " {practice}.",
    ),
    "409": Failure(
        title="Esto ha cambiado mientras tanto",
        text="Nada se hizo dos veces. Vuelva para ver cómo está todo ahora.",
    ),
    "410": Failure(
        title="Esto ya no está aquí",
        text="Se quitó. Si lo necesita, pregunte a {practice}.",
    ),
    "413": Failure(
        title="Esto es demasiado grande para enviarlo",
        text="No se firmó ni se cambió nada. Vuelva, borre el dibujo y firme otra vez o con su"
        " nombre escrito.",
    ),
    "422": Failure(
        title="Esto no se pudo usar",
        text="No se cambió nada. Vuelva, revise lo que escribió y envíelo de nuevo.",
    ),
    "500": Failure(
        title="Algo falló de nuestro lado",
        text="No fue culpa suya, y quedó anotado. Espere un momento, vuelva y mire si se hizo; si"
        " no, inténtelo de nuevo o llame a la clínica.",
    ),
    "503": Failure(
        title="Ahora mismo no es posible",
        text="Una parte del servicio no responde. Espere un minuto e inténtelo de nuevo.",
    ),
}
