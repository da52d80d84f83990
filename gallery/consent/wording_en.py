"""English words for patients."""

from gallery.consent.wording_set import WordingSet

ENGLISH = WordingSet(
    language="en",
    channels={
        "in_office": ("In our office", "Other patients see them on our screens or in an album."),
        "website_gallery": ("Our website", "Anyone on the internet can see them there."),
        "website_embed": ("Another website", "Anyone who visits that website can see them."),
        "directory": ("A directory of doctors", "Anyone who looks for a doctor there sees them."),
        "social": ("Social media", "Anyone can see, copy and share them there."),
        "email_campaign": ("Our e-mail newsletter", "People on our mailing list receive them."),
        "print": ("Printed leaflets", "Anyone who gets a leaflet or brochure sees them."),
        "paid_ads": ("Paid advertising", "People who never looked for us may see them."),
        "education": ("Teaching", "Doctors, nurses and students see them in lessons and talks."),
        "publication": ("A medical journal", "Readers of the journal, in print and online."),
        "manufacturer": ("A maker of products", "The company may use them as we agreed with it."),
        "ai_training": ("Training of computer programs", "Programs learn from them, for good."),
    },
    identifiability={
        "full_face": ("My whole face", "People who know me will recognize me."),
        "partial_face": ("A part of my face", "People who know me well may recognize me."),
        "distinctive_mark": (
            "A tattoo, scar or birthmark",
            "People who know the mark may recognize me.",
        ),
    },
    demographics={
        "age_band": ("My age, as a range", "For example 45-54, never my exact age."),
        "gender": ("My gender", ""),
        "skin_type": ("My skin type", "A number from I to VI that doctors use for skin color."),
    },
    surfaces={
        "origin": "Our own server",
        "cdn": "Our delivery network",
        "site": "Website",
        "site:website": "Our website",
    },
    surface_states={
        "pending": "We are clearing it.",
        "sent": "We have told them to remove it.",
        "acknowledged": "They have confirmed that they received our request.",
        "names_nothing": "We looked and did not find your photos there. That is no certain proof,"
        " so the practice checks it and reports.",
        "verified_gone": "We looked for ourselves: it is gone.",
        "no_known_page": "Our list for websites no longer names your photos. We know of no website"
        " that shows them from it, so there was no page to check.",
        "never_shown": "Your photos were never shown there, so there was nothing to clear.",
        "failed": "We could not confirm in time that it is gone. The practice has been alerted and"
        " will deal with it.",
        "manual_done": "The practice reports that it removed it by hand.",
        "manual_done_proven": "The practice reports that it removed it by hand, and keeps a picture"
        " or document that shows it.",
        "overtaken": "A consent that was given after this allowed your photos there again, and they"
        " were published there: what was there could stay. Nobody had seen or reported it gone by"
        " then.",
        "by_hand": "The practice takes it down by hand.",
    },
    purposes={
        "marketing": "to show others what the treatment can do",
        "education": "to teach medical staff",
        "publication": "to report in a medical journal",
        "ai_training": "to train computer programs",
    },
    roles={"before": "Before", "after": "After"},
    grantors={
        "self": "the patient",
        "personal_representative": "the patient's personal representative",
        "guardian": "the patient's guardian",
    },
    methods={
        "e_sign": "signed on screen",
        "wet_scan": "signed on paper",
        "verbal_witnessed": "given verbally before a witness",
    },
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    time_after="{interval} after",
    chosen_below="only what you tick below",
    nothing="none",
    no_money="nobody is paid",
    photos_shown="the photographs shown to you with this form",
    future_photos_too="the photographs shown to you, and later ones of the same treatment",
    future_photos_alone="photographs of this treatment that are added after you sign",
    photo_count="{count} photographs",
    date_form="{month} {day}, {year}",
)
