"""The patient's pages in Spanish."""

from gallery.web.patient.failures_es import FAILURES
from gallery.web.patient.words import MyWords, ReceiptWords, SigningWords, Words

_SIGNING = SigningWords(
    skip="Ir al texto",
    title="Consentimiento para sus fotos",
    lead="{practice} le pregunta si puede mostrar fotos suyas. Tómese su tiempo. Usted decide qué"
    " se puede mostrar y dónde, y puede decir que no.",
    until="Puede responder hasta el {moment}.",
    faults_heading="Todavía no se ha firmado nada",
    faults_text="Lo que escribió sigue aquí. Por favor, revise esto:",
    fault_mark="Por favor, revise:",
    on_this_page="En esta página",
    photos_heading="Las fotos",
    photos_text="Se trata de estas fotos y de ninguna otra. Toque una para verla más grande, en"
    " otra pestaña.",
    photos_also_later="Se trata de estas fotos y de las del mismo tratamiento que se agreguen"
    " después de su firma, y de ninguna otra. Toque una para verla más grande, en otra pestaña.",
    photos_later_alone="Todavía no hay fotos. Se trata de las fotos de este tratamiento que se"
    " agreguen después de su firma, y de ninguna otra.",
    enlarge="Más grande",
    text_heading="Lo que usted acepta",
    channels_heading="¿Dónde se pueden mostrar?",
    channels_text="Marque solo los lugares que acepta. Donde no marque nada, no se muestra nada.",
    identifiability_heading="¿Qué podría identificarle?",
    identifiability_text="Estas fotos podrían mostrar quién es usted. Marque solo lo que se puede"
    " ver.",
    demographics_heading="¿Qué se puede decir de usted?",
    demographics_text="Su nombre no se muestra nunca. Marque lo que puede aparecer junto a las"
    " fotos; deje lo demás vacío.",
    period_heading="Cuánto tiempo vale",
    period_text="Su consentimiento termina el {day}. Desde ese día no se muestra nada.",
    withdraw_any_time="Puede retirarlo en cualquier momento, sin dar un motivo, en su propia"
    " página: recibe el enlace cuando haya firmado.",
    remuneration_heading="Lo que recibe a cambio",
    sign_heading="Firmar",
    grantor_heading="¿Quién firma?",
    grantors={
        "self": "Soy la persona de las fotos",
        "personal_representative": "Soy representante personal de la persona de las fotos",
        "guardian": "Tengo la tutela legal de la persona de las fotos",
    },
    subject_label="¿Cómo se llama el paciente?",
    subject_hint="Solo si firma por otra persona. Cuidamos de que no aparezca en público.",
    authority_label="¿Qué le da derecho a firmar?",
    authority_hint="Solo si firma por otra persona. Por ejemplo: poder notarial del 3 de mayo.",
    was_adult="La persona de las fotos tenía 18 años o más cuando se tomaron.",
    has_read="He leído esta página, o me la han leído, y se respondieron mis preguntas.",
    name_label="Su nombre completo",
    name_hint="El nombre de la persona que firma.",
    signature_heading="Su firma",
    signature_typed="El nombre que escribe arriba es su firma.",
    signature_text="Dibújela con el dedo, un lápiz o el ratón. Puede dejarla vacía: entonces el"
    " nombre que escribe arriba es su firma.",
    signature_area="Área para dibujar su firma. Déjela vacía para firmar con su nombre escrito.",
    signature_is_typed="Su nombre escrito es su firma.",
    signature_is_drawn="Su dibujo es su firma.",
    undo="Deshacer el último trazo",
    clear="Borrar",
    clearing_done="El dibujo está borrado.",
    submit="Firmar y aceptar",
    submit_text="Al pulsar el botón firma de forma electrónica. Vale como una firma en papel."
    " Recibe una copia enseguida.",
    sending="Firmando …",
    refuse_summary="No quiero aceptar",
    refuse_text="Está bien, y no cambia nada en su tratamiento. Ninguna de estas fotos se mostrará"
    " por este formulario.",
    refuse_reason="Motivo (no tiene que dar ninguno)",
    refuse_submit="No acepto",
    only_you="Mientras usted lee, nada de esto se muestra a nadie más.",
    faults={
        "channels": "Marque al menos un lugar. Si no acepta ninguno, elija «No quiero aceptar» al"
        " final de la página.",
        "identifiability": "Elija solo de la lista.",
        "demographics": "Elija solo de la lista.",
        "grantor": "Diga quién firma.",
        "subject_name": "Escriba el nombre del paciente por quien firma.",
        "authority_text": "Diga qué le da derecho a firmar por otra persona.",
        "was_adult": "Confirme la edad. Las fotos de una persona menor de 18 años no se pueden"
        " mostrar, ni siquiera con consentimiento.",
        "has_read": "Marque esto cuando haya leído la página y no tenga preguntas.",
        "signer_name": "Escriba su nombre completo.",
        "signature": "Borre el dibujo y firme otra vez, o déjelo vacío y firme con su nombre"
        " escrito.",
        "signature_too_large": "El dibujo es demasiado grande para guardarlo. Bórrelo y firme otra"
        " vez, o firme con su nombre escrito.",
        "signature_unreadable": "No se pudo leer el dibujo. Bórrelo y firme otra vez, o firme con"
        " su nombre escrito.",
        "signature_empty": "El dibujo está vacío. Firme otra vez, o déjelo vacío y firme con su"
        " nombre escrito.",
        "busy": "El servidor estaba demasiado ocupado para ver su dibujo. Firme de nuevo en unos"
        " minutos, o deje el dibujo vacío y firme con su nombre escrito.",
        "away": "El servidor estaba demasiado ocupado para guardar sus respuestas. Envíe el"
        " formulario otra vez en unos minutos.",
        "other": "Algo del formulario no se pudo usar. Revíselo y envíelo de nuevo.",
    },
)

_MINE = MyWords(
    skip="Ir al contenido",
    title="Sus fotos",
    lead="Aquí ve lo que aceptó en {practice}, dónde se muestran sus fotos en este momento y cómo"
    " detenerlo.",
    signed_heading="Gracias. Su consentimiento está firmado.",
    signed_text="Vale desde ahora. Guarde su copia y conserve el enlace a esta página.",
    receipt="Número de recibo",
    signed_at="Firmado el",
    fingerprint="Huella de su copia (SHA-256)",
    fingerprint_text="Con ella cualquiera puede comprobar más tarde que el documento no cambió.",
    download="Descargar su copia",
    keep_heading="Conserve este enlace",
    keep_text="Guarde esta página en sus favoritos o imprímala. Con el enlace puede volver a mirar"
    " y retirar su consentimiento en cualquier momento. Quien lo tenga puede hacer lo mismo: no lo"
    " comparta.",
    keep_print="Imprimir esta página",
    keep_copy="Copiar el enlace",
    keep_copied="El enlace está copiado.",
    photos_heading="Sus fotos",
    shown_on="Se muestra ahora: {places}",
    prepared_for="Se están preparando las imágenes; hasta entonces no se muestran: {places}",
    shown_nowhere="Ahora no se muestra en ningún lugar",
    shown_in_copies="Puede estar en las copias indicadas abajo",
    copies_heading="Copias colocadas a mano",
    copies_text="El consultorio colocó copias de fotos de este tratamiento aquí:",
    copy_since="está allí desde el {day}",
    copy_to_go="el consultorio tiene que quitarla",
    enlarge="Más grande",
    no_photos="Aquí no hay fotos.",
    consents_heading="Lo que aceptó",
    no_consents="Aquí no hay ningún consentimiento.",
    valid_until="Vale hasta el {day}",
    consent_states={
        "active": "Vigente",
        "expiring": "Vigente, termina pronto",
        "expired": "Terminado: pasó su tiempo",
        "withdrawn": "Retirado",
        "superseded": "Reemplazado por otro más nuevo",
        "invalidated": "Ya no es válido",
        "entered_in_error": "Registrado por error",
        "not_begun": "Todavía no ha empezado",
    },
    channel_states={
        "permitted": "Aceptado",
        "withdrawn": "Retirado",
        "ended": "Terminado",
        "not_begun": "Todavía no ha empezado",
    },
    channel_showing={
        "shown": "se muestra ahora",
        "prepared": "se están preparando las imágenes",
        "not_shown": "no se muestra ahora",
    },
    withdraw_heading="Dejar de mostrar mis fotos",
    withdraw_text="No necesita un motivo, y su tratamiento no depende de ello. Tiene efecto en el"
    " momento en que lo confirma.",
    withdraw_all="Retirar todo",
    withdraw_all_text="Todos sus consentimientos terminan ahora, en todos los lugares, también lo"
    " que firmó en papel y aún no está registrado aquí. Nadie puede deshacerlo; para mostrar sus"
    " fotos otra vez, usted tendría que volver a firmar.",
    withdraw_all_confirm="Sí, retirar todo ahora",
    withdraw_one="Retirar",
    withdraw_one_text="Sus fotos desaparecen de este lugar. Sus otras respuestas quedan como"
    " están.",
    withdraw_one_confirm="Sí, retirar «{place}» ahora",
    reason_label="Motivo (no tiene que dar ninguno)",
    reason_hint="Solo lo lee la clínica.",
    nothing_to_withdraw="Ningún consentimiento suyo registrado aquí está vigente. Puede que un"
    " papel que usted firmó aún no esté registrado: también puede retirarlo.",
    withdraw_papers="Retirar todo, también lo que firmé en papel",
    withdraw_papers_text="Todo lo que usted ha firmado hasta ahora, también en papel, ya no"
    " permite nada desde ahora, se registre cuando se registre. Nadie puede deshacerlo; para"
    " mostrar sus fotos otra vez, usted tendría que volver a firmar.",
    withdrawals_heading="Lo que retiró",
    everything_withdrawn="Usted retiró todo el {moment}. Lo que había firmado hasta entonces,"
    " también en papel, ya no permite nada.",
    withdrawal_title="Retirado: {places}",
    withdrawal_everything="todo",
    withdrawal_at="En vigor desde el {moment}",
    withdrawal_complete="Hecho. Ya no queda en ningún lugar que conozcamos.",
    withdrawal_overtaken="De esto no queda nada por quitar. Donde un consentimiento posterior"
    " permitió otra vez sus fotos, puede haber quedado lo que había.",
    withdrawal_open="Se ha quitado de {done} de {count} lugares. Lo demás está en marcha.",
    withdrawal_left="{practice} tiene que quitar lo demás a más tardar el {moment}.",
    withdrawal_late="Una parte ya debería estar hecha. Pregunte a {practice}.",
    withdrawal_no_surface="Sus fotos no se mostraban en ningún lugar: no había nada que quitar.",
    surface_states={
        "pending": "Todavía no se ha quitado",
        "sent": "Se pidió quitarlo",
        "acknowledged": "Confirmado, aún sin comprobar",
        "names_nothing": "No se ve, aún no es seguro",
        "verified_gone": "Quitado y comprobado",
        "no_known_page": "Ninguna página conocida",
        "never_shown": "Nunca se mostraron ahí",
        "failed": "No comprobado a tiempo",
        "manual_done": "Quitado a mano",
        "overtaken": "No se quitó: permitido de nuevo",
    },
    surface_due="A más tardar el {moment}",
    surface_late="Debía estar hecho el {moment}",
    refreshing="Esta página se actualiza sola.",
    reload="Mirar otra vez",
    earlier="Retiros anteriores",
    other_ways="También puede retirarlo escribiendo a: {contact}",
)

_RECEIPT = ReceiptWords(
    skip="Ir al recibo",
    text="Vale desde ahora.",
    own_heading="Llévese su propia página",
    own_text="Escanee este código con su propio teléfono. Abre su página: su copia para descargar,"
    " dónde se muestran sus fotos, y el botón para retirar su consentimiento en cualquier momento."
    " Quien tenga el código puede hacer lo mismo: no lo comparta.",
    own_without="¿No tiene un teléfono a mano? Pida a {practice} que imprima esta página y su"
    " copia.",
    picture="El código de su propia página, para la cámara de un teléfono",
    done_heading="Después devuelva el dispositivo",
    done_text="Esto cierra la página. Después no se puede abrir nada suyo en este dispositivo. A"
    " los diez minutos se cierra por sí sola.",
    done="Listo, devuelvo el dispositivo",
)

SPANISH = Words(
    language="es",
    language_name="En español",
    moment_form="{day} a las {time}",
    website="Nuestro sitio web",
    contact="Contacto",
    practice="la clínica",
    ask_practice="Preguntar a {practice}",
    private="Esta página es solo para usted. Su dirección es un secreto entre usted y {practice}.",
    back_to_form="Volver al formulario",
    back_to_page="Volver a su página",
    reference="Referencia",
    signing=_SIGNING,
    mine=_MINE,
    receipt=_RECEIPT,
    failures=FAILURES,
)
