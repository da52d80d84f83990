"""What the patient's pages say in English when they cannot do what was asked."""

from gallery.web.patient.words import Failure

FAILURES = {
    "signing_link_unknown": Failure(
        title="This link leads to no form",
        text="Perhaps a part of it was lost when it was copied. Open it once more from the message"
        " in which you got it, or ask {practice} for a new link.",
    ),
    "signing_link_used": Failure(
        title="This form is already signed",
        text="Your signature was recorded once, and nothing was recorded twice. To see your copy,"
        " or to withdraw, open the link to your own page: you got it when you signed. If you do"
        " not have it, ask {practice} for a new one.",
    ),
    "signing_link_expired": Failure(
        title="This link has expired",
        text="Nothing was signed, and nothing is shown because of it. If you still want to answer,"
        " ask {practice} for a new link.",
    ),
    "signing_link_cancelled": Failure(
        title="This form was taken back",
        text="{practice} took it back before it was signed. Nothing is shown because of it. Ask"
        " there whether you should get a new one.",
    ),
    "signing_link_declined": Failure(
        title="You have declined",
        text="Nothing was signed, and none of the photos will be shown because of this form. If"
        " you change your mind, ask {practice} for a new link.",
    ),
    "signing_receipt_closed": Failure(
        title="Thank you",
        text="You can give this device back. Nothing of you can be opened on it any more. The link"
        " to your own page, with your copy, is with you; {practice} gives you a new one if you"
        " need it.",
    ),
    "consent_text_altered": Failure(
        title="This form cannot be signed",
        text="Its text is not the one that was prepared for you, so we do not let anybody sign it."
        " Please tell {practice}, and ask for a new link.",
    ),
    "photos_changed": Failure(
        title="The photos have changed",
        text="A photo that this form was about was removed. Ask {practice} for a new link, with the"
        " photos as they are now.",
    ),
    "case_is_purged": Failure(
        title="The photos are erased",
        text="{practice} has erased the photos that this form was about. There is nothing left to"
        " agree to.",
    ),
    "my_link_unknown": Failure(
        title="This link leads to no page",
        text="Perhaps a part of it was lost when it was copied. Open it once more from where you"
        " saved it, or ask {practice} for a new link. You can withdraw there too.",
    ),
    "my_link_revoked": Failure(
        title="This link was replaced",
        text="There is a newer link to your page. If you do not have it, ask {practice} for it."
        " You can withdraw there too.",
    ),
    "foreign_form": Failure(
        title="Nothing was sent",
        text="The form did not come from this page but from another website. Open your link once"
        " more, and send the form from here.",
    ),
    "done_meanwhile": Failure(
        title="This was sent twice",
        text="The form arrived two times at the same moment. At most one of them counts. Go back"
        " to see how things stand.",
    ),
    "403": Failure(
        title="This is not open to you",
        text="Open your link once more, or ask {practice} for a new one.",
    ),
    "404": Failure(
        title="There is nothing here",
        text="This picture or document is not part of your page. Go back, or ask {practice}.",
    ),
    "409": Failure(
        title="This has changed in the meantime",
        text="Nothing was done twice. Go back to see how things stand now.",
    ),
    "410": Failure(
        title="This is no longer here",
        text="It was taken away. If you need it, ask {practice}.",
    ),
    "413": Failure(
        title="This is too large to send",
        text="Nothing was signed or changed. Go back, clear the drawing, and sign once more or"
        " with your typed name.",
    ),
    "422": Failure(
        title="This could not be used",
        text="Nothing was changed. Go back, check what you entered, and send it again.",
    ),
    "500": Failure(
        title="Something went wrong on our side",
        text="It was not your fault, and it has been noted. Wait a moment, go back and look"
        " whether it was done; if not, try again, or call the practice.",
    ),
    "503": Failure(
        title="Not possible just now",
        text="A part of the service does not answer. Wait a minute, then try again.",
    ),
}
