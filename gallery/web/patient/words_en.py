"""The patient's pages in English."""

from gallery.web.patient.failures_en import FAILURES
from gallery.web.patient.words import MyWords, ReceiptWords, SigningWords, Words

_SIGNING = SigningWords(
    skip="Skip to the text",
    title="Consent for your photos",
    lead="{practice} asks whether it may show photos of you. Take your time. You decide what may be"
    " shown and where, and you can say no.",
    until="You can answer until {moment}.",
    faults_heading="Nothing has been signed yet",
    faults_text="What you entered is still here. Please look at this again:",
    fault_mark="Please check:",
    on_this_page="On this page",
    photos_heading="The photos",
    photos_text="It is about these photos and no others. Tap one to see it large, in a new tab.",
    photos_also_later="It is about these photos, and about photos of the same treatment that are"
    " added after you sign. It is about no other photos. Tap one to see it large, in a new tab.",
    photos_later_alone="There are no photos yet. It is about photos of this treatment that are"
    " added after you sign, and about no others.",
    enlarge="Larger",
    text_heading="What you agree to",
    channels_heading="Where may they be shown?",
    channels_text="Tick only the places that you agree to. Where you tick nothing, nothing is"
    " shown.",
    identifiability_heading="What could identify you?",
    identifiability_text="These photos could show who you are. Tick only what may be visible.",
    demographics_heading="What may be said about you?",
    demographics_text="Your name is never shown. Tick what may stand beside the photos; leave the"
    " rest empty.",
    period_heading="How long it holds",
    period_text="Your consent ends on {day}. Nothing is shown from that day on.",
    withdraw_any_time="You can withdraw it at any time, without giving a reason, on your own page:"
    " you get its link when you have signed.",
    remuneration_heading="What you get for it",
    sign_heading="Sign",
    grantor_heading="Who is signing?",
    grantors={
        "self": "I am the person in the photos",
        "personal_representative": "I am the personal representative of the person in the photos",
        "guardian": "I am the legal guardian of the person in the photos",
    },
    subject_label="What is the name of the patient?",
    subject_hint="Only if you sign for somebody else. We see that it appears nowhere in public.",
    authority_label="What gives you the right to sign?",
    authority_hint="Only if you sign for somebody else. For example: power of attorney of 3 May.",
    was_adult="The person in the photos was 18 or older when they were taken.",
    has_read="I have read this page, or it was read to me, and my questions were answered.",
    name_label="Your full name",
    name_hint="The name of the person who signs.",
    signature_heading="Your signature",
    signature_typed="The name that you type above is your signature.",
    signature_text="Draw it with your finger, a pen or the mouse. You may leave it empty: then"
    " the name that you type above is your signature.",
    signature_area="Area to draw your signature in. Leave it empty to sign with your typed name.",
    signature_is_typed="Your typed name is your signature.",
    signature_is_drawn="Your drawing is your signature.",
    undo="Undo last stroke",
    clear="Clear",
    clearing_done="The drawing is cleared.",
    submit="Sign and agree",
    submit_text="When you press the button you sign electronically. It counts like a signature on"
    " paper. You get a copy at once.",
    sending="Signing …",
    refuse_summary="I do not want to agree",
    refuse_text="That is fine, and it changes nothing about your treatment. None of these photos"
    " will be shown because of this form.",
    refuse_reason="Reason (you do not have to give one)",
    refuse_submit="Decline",
    only_you="Nothing here is shown to anybody else while you read.",
    faults={
        "channels": "Tick at least one place. If you agree to none, choose “I do not want to"
        " agree” at the end of the page.",
        "identifiability": "Choose from the list only.",
        "demographics": "Choose from the list only.",
        "grantor": "Say who is signing.",
        "subject_name": "Give the name of the patient for whom you sign.",
        "authority_text": "Say what gives you the right to sign for somebody else.",
        "was_adult": "Confirm the age. Photos of somebody under 18 cannot be shown, even with"
        " consent.",
        "has_read": "Tick this when you have read the page and have no open question.",
        "signer_name": "Type your full name.",
        "signature": "Clear the drawing and sign once more, or leave it empty and sign with your"
        " typed name.",
        "signature_too_large": "The drawing is too large to be kept. Clear it and sign once more,"
        " or sign with your typed name.",
        "signature_unreadable": "The drawing could not be read. Clear it and sign once more, or"
        " sign with your typed name.",
        "signature_empty": "There is nothing in the drawing. Sign once more, or leave it empty and"
        " sign with your typed name.",
        "busy": "The server was too busy to look at your drawing. Sign once more in a few minutes,"
        " or leave the drawing empty and sign with your typed name.",
        "away": "The server was too busy to keep your answers. Send the form once more in a few"
        " minutes.",
        "other": "Something in the form could not be used. Check it, then send it again.",
    },
)

_MINE = MyWords(
    skip="Skip to the content",
    title="Your photos",
    lead="Here you see what you agreed to at {practice}, where your photos are shown at this"
    " moment, and how to stop it.",
    signed_heading="Thank you. Your consent is signed.",
    signed_text="It holds from now on. Save your copy, and keep the link to this page.",
    receipt="Receipt number",
    signed_at="Signed on",
    fingerprint="Fingerprint of your copy (SHA-256)",
    fingerprint_text="With it anybody can check later that the document was not changed.",
    download="Download your copy",
    keep_heading="Keep this link",
    keep_text="Bookmark this page or print it. With the link you can look again and withdraw at"
    " any time. Whoever has it can do the same, so keep it to yourself.",
    keep_print="Print this page",
    keep_copy="Copy the link",
    keep_copied="The link is copied.",
    photos_heading="Your photos",
    shown_on="Shown now: {places}",
    prepared_for="Pictures are being made, not shown until then: {places}",
    shown_nowhere="Not shown anywhere now",
    shown_in_copies="May be in the copies named below",
    copies_heading="Copies placed by hand",
    copies_text="The practice put copies of photos of this treatment here:",
    copy_since="there since {day}",
    copy_to_go="the practice is to take it down",
    enlarge="Larger",
    no_photos="There are no photos here.",
    consents_heading="What you agreed to",
    no_consents="There is no consent here.",
    valid_until="Holds until {day}",
    consent_states={
        "active": "In force",
        "expiring": "In force, ends soon",
        "expired": "Ended: its time is over",
        "withdrawn": "Withdrawn",
        "superseded": "Replaced by a newer one",
        "invalidated": "No longer valid",
        "entered_in_error": "Recorded by mistake",
        "not_begun": "Has not begun yet",
    },
    channel_states={
        "permitted": "Agreed",
        "withdrawn": "Withdrawn",
        "ended": "Ended",
        "not_begun": "Has not begun yet",
    },
    channel_showing={
        "shown": "shown now",
        "prepared": "pictures are being made",
        "not_shown": "not shown now",
    },
    withdraw_heading="Stop showing my photos",
    withdraw_text="You need no reason, and your treatment does not depend on it. It takes effect"
    " the moment you confirm.",
    withdraw_all="Withdraw everything",
    withdraw_all_text="Every consent of yours ends now, in every place, also what you signed on"
    " paper and is not recorded here yet. Nobody can undo this; to show your photos again, you"
    " would have to sign again.",
    withdraw_all_confirm="Yes, withdraw everything now",
    withdraw_one="Withdraw",
    withdraw_one_text="Your photos disappear from this place. Your other answers stay as they are.",
    withdraw_one_confirm="Yes, withdraw “{place}” now",
    reason_label="Reason (you do not have to give one)",
    reason_hint="Only the practice reads it.",
    nothing_to_withdraw="On record here, no consent of yours is in force. A paper that you signed"
    " may not be recorded yet: that you can withdraw as well.",
    withdraw_papers="Withdraw everything, also what I signed on paper",
    withdraw_papers_text="Whatever you have signed until now, on paper too, allows nothing from now"
    " on, whenever it is recorded. Nobody can undo this; to show your photos again, you would have"
    " to sign again.",
    withdrawals_heading="What you withdrew",
    everything_withdrawn="You withdrew everything on {moment}. Whatever you had signed until then,"
    " on paper too, allows nothing any more.",
    withdrawal_title="Withdrawn: {places}",
    withdrawal_everything="everything",
    withdrawal_at="In effect since {moment}",
    withdrawal_complete="Done. Every place that we know of is cleared.",
    withdrawal_overtaken="Nothing of this is left to clear. Where a later consent allowed your"
    " photos again, what was there may have stayed.",
    withdrawal_open="{done} of {count} places are cleared. The rest is under way.",
    withdrawal_left="{practice} has to clear the rest by {moment} at the latest.",
    withdrawal_late="Some of it should be done already. Please ask {practice} about it.",
    withdrawal_no_surface="Your photos were shown nowhere, so there was nothing to clear.",
    surface_states={
        "pending": "Not yet cleared",
        "sent": "Asked to clear it",
        "acknowledged": "Confirmed, not yet checked",
        "names_nothing": "Not seen, not yet certain",
        "verified_gone": "Gone, checked",
        "no_known_page": "No page known",
        "never_shown": "Never shown there",
        "failed": "Not confirmed in time",
        "manual_done": "Cleared by hand",
        "overtaken": "Not cleared: allowed again",
    },
    surface_due="At the latest by {moment}",
    surface_late="Was due by {moment}",
    refreshing="This page looks again by itself.",
    reload="Look again",
    earlier="Earlier withdrawals",
    other_ways="You can also withdraw by writing to: {contact}",
)

_RECEIPT = ReceiptWords(
    skip="Skip to the receipt",
    text="It holds from now on.",
    own_heading="Take your own page with you",
    own_text="Scan this code with your own telephone. It opens your page: your copy to download,"
    " where your photos are shown, and the button to withdraw at any time. Whoever has the code can"
    " do the same, so keep it to yourself.",
    own_without="No telephone at hand? Ask {practice} to print this page and your copy for you.",
    picture="The code of your own page, for the camera of a telephone",
    done_heading="Then hand the device back",
    done_text="This closes the page. Nothing of you can be opened on this device after that. After"
    " ten minutes it closes by itself.",
    done="Done, I hand the device back",
)

ENGLISH = Words(
    language="en",
    language_name="In English",
    moment_form="{day} at {time}",
    website="Our website",
    contact="Contact us",
    practice="the practice",
    ask_practice="Ask {practice}",
    private="This page is only for you. Its address is a secret between you and {practice}.",
    back_to_form="Back to the form",
    back_to_page="Back to your page",
    reference="Reference",
    signing=_SIGNING,
    mine=_MINE,
    receipt=_RECEIPT,
    failures=FAILURES,
)
