"""The form of a case's facts."""

from collections.abc import Mapping
from dataclasses import asdict

from gallery.actions.open_case import LONGEST, MOST_SESSIONS, CaseFacts
from gallery.clinical.terms import AGE_BANDS, AREAS, LATERALITIES, PROCEDURES, SKIN_TYPES
from gallery.models import Case
from gallery.web.access import current_runtime
from gallery.web.staff import packs_in_use, words
from gallery.web.staff.forms import Form, FormReader, FormState

PROCEDURE_CHOICES = tuple((row.slug, row.name) for row in PROCEDURES.values())
AREA_CHOICES = tuple((row.slug, row.name) for row in AREAS.values())
SIDE_CHOICES = tuple((value, words.LATERALITIES[value]) for value in LATERALITIES)
AGE_CHOICES = tuple((value, value.replace("-", "\N{EN DASH}")) for value in AGE_BANDS)
GENDER_CHOICES = tuple(words.GENDERS.items())
SKIN_CHOICES = tuple((value, f"Type {value}") for value in SKIN_TYPES)

#: What a new case starts with: most patients are actual ones.
BLANK = FormState.of({"is_actual_patient": True})


def parse(form: Form, *, chart_ref: str | None = None) -> CaseFacts:
    """Read the facts; ``chart_ref`` is given for a case that has one already.

    :raises InvalidInput: with each field's fault.
    """
    read = FormReader(form)
    longest = LONGEST
    facts = CaseFacts(
        chart_ref=chart_ref
        or read.text(
            "chart_ref", label="Chart reference", longest=longest["chart_ref"], needed=True
        ),
        title=read.text("title", label="Title", longest=longest["title"], needed=True),
        procedures=read.choices("procedures", PROCEDURES, label="Procedures"),
        area=read.choice("area", AREAS, label="Body area", needed=True) or "",
        is_adult_at_capture=read.flag("is_adult_at_capture"),
        laterality=read.choice("laterality", LATERALITIES, label="Side"),
        sessions=read.whole("sessions", label="Sessions", low=1, high=MOST_SESSIONS),
        provider=read.text("provider", label="Provider", longest=longest["provider"]) or None,
        story=read.text("story", label="Story", longest=longest["story"]) or None,
        age_band=read.choice("age_band", AGE_BANDS, label="Age band"),
        gender=read.choice("gender", words.GENDERS, label="Gender"),
        skin_type=read.choice("skin_type", SKIN_TYPES, label="Skin type"),
        is_actual_patient=read.flag("is_actual_patient"),
        shows_nudity=read.flag("shows_nudity"),
        is_testimonial=read.flag("is_testimonial"),
        registration_number=read.text(
            "registration_number",
            label="Registration number",
            longest=longest["registration_number"],
        )
        or None,
    )
    if not facts.procedures:
        read.faults.setdefault("procedures", "Tick at least one procedure.")
    read.finish()
    return facts


def changes(form: Form, chart_ref: str) -> Mapping[str, object]:
    """Read the facts of a case that exists, as ``edit_case`` takes them.

    :raises InvalidInput: with each field's fault.
    """
    facts = parse(form, chart_ref=chart_ref)
    kept_as_is = {"chart_ref"} | ({"registration_number"} - set(form))
    return {name: value for name, value in asdict(facts).items() if name not in kept_as_is}


def asks_registration() -> bool:
    """Tell whether the practice works under a pack that needs the registration number."""
    with current_runtime().reading() as session:
        return packs_in_use.needs_registration(packs_in_use.chosen_packs(session))


def kept(case: Case) -> FormState:
    """Show the facts of a case as they are."""
    names = ("title", "area", "laterality", "sessions", "provider", "story", "age_band", "gender")
    values: dict[str, object] = {name: getattr(case, name) for name in names}
    return FormState.of(
        {
            **values,
            "skin_type": case.skin_type,
            "procedures": case.procedure_slugs,
            "is_adult_at_capture": case.is_adult_at_capture,
            "is_actual_patient": case.is_actual_patient,
            "shows_nudity": case.shows_nudity,
            "is_testimonial": case.is_testimonial,
            "registration_number": case.registration_number,
        }
    )
