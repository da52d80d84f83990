"""The facts of a case that the rules look at, and the rules in their order."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from gallery.jurisdictions.pack import Pack
from gallery.publishing import pack_rules
from gallery.publishing.finding import Finding, Severity
from gallery.publishing.leaks import KnownIdentifiers, SeenText, leak_findings, text_findings
from gallery.publishing.practice_texts import practice_findings

B_AND_P = "Cal. B&P Code 651"
#: The code of what nobody can judge while a data key is missing.
UNREADABLE = "value_unreadable"
PRACTICE = "Practice standard for published before/after cases"


@dataclass(frozen=True)
class PairFacts:
    """State what of a pair the rules look at."""

    id: str
    view: str
    before_view: str
    after_view: str
    interval: str | None
    is_of_case: bool


@dataclass(frozen=True)
class UnreadableValue:
    """Name a value that no data key opens, and the case, consent or photo that it is kept with."""

    what: str
    subject_id: str


@dataclass(frozen=True)
class CaseForReview:
    """State what of a case the rules look at; what is ``known`` must occur in no public text.

    ``other_texts`` are the marks on pictures, by where they stand; ``practice_texts`` what stands
    beside any case, such as names of sites, where each of the ``providers`` may be named.
    """

    title: str
    story: str | None
    slug: str
    provider: str | None
    sessions: int | None
    procedures: tuple[str, ...]
    area_has_sides: bool
    laterality: str | None
    is_adult_at_capture: bool
    is_actual_patient: bool
    shows_nudity: bool
    disclosure: str
    pairs: tuple[PairFacts, ...]
    photos_in_work: tuple[str, ...]
    packs: tuple[Pack, ...]
    language: str
    is_testimonial: bool
    registration_number: str | None
    known: KnownIdentifiers
    other_texts: Mapping[str, str] = field(default_factory=dict)
    practice_texts: Mapping[str, str] = field(default_factory=dict)
    providers: tuple[str, ...] = ()
    texts_in_pictures: tuple[tuple[str, SeenText | None], ...] = ()
    pictures_unread: tuple[str, ...] = ()
    unreadable: tuple[UnreadableValue, ...] = ()


def review(case: CaseForReview) -> tuple[Finding, ...]:
    """Return everything that stands against showing the case, whatever the channel."""
    return tuple(finding for rule in RULES for finding in rule(case))


def adult(case: CaseForReview) -> Iterator[Finding]:
    """R7: under 18 at capture is never publishable."""
    if not case.is_adult_at_capture:
        yield Finding(
            "R7",
            "minor",
            "The subject was under 18 when photographed.",
            "GMC; CAP code; AHPRA 2025",
        )


def paired(case: CaseForReview) -> Iterator[Finding]:
    """R8: before and after of this case, and of the same view."""
    if not case.pairs:
        yield Finding("R8", "pairs_missing", "Pair a before with an after photo.", PRACTICE)
    for pair in case.pairs:
        if not pair.is_of_case:
            yield Finding(
                "R8",
                "photo_of_another_case",
                "A photo of this pair belongs to another case. Take the pair apart.",
                PRACTICE,
                subject_id=pair.id,
            )
        if not pair.before_view == pair.after_view == pair.view:
            yield Finding(
                "R8",
                "views_differ",
                "Before and after show different views.",
                PRACTICE,
                subject_id=pair.id,
            )


def described(case: CaseForReview) -> Iterator[Finding]:
    """R8: procedures, time since treatment, sessions, provider, disclosure, actual patient."""
    wanted = (
        (bool(case.procedures), "procedures_missing", "Name the procedure.", B_AND_P),
        (bool(case.sessions), "sessions_missing", "Give the number of sessions.", PRACTICE),
        (bool(case.provider), "provider_missing", "Name the provider.", B_AND_P),
        (bool(case.disclosure.strip()), "disclosure_missing", "Set the disclosure text.", B_AND_P),
        (
            case.is_actual_patient,
            "not_actual_patient",
            "Only pictures of actual patients may be shown.",
            B_AND_P,
        ),
    )
    for is_met, code, message, source in wanted:
        if not is_met:
            yield Finding("R8", code, message, source)
    for pair in case.pairs:
        if not pair.interval:
            yield Finding(
                "R8",
                "interval_missing",
                f"Give the time since treatment of the after photo ({pair.view}).",
                PRACTICE,
                subject_id=pair.id,
            )


def photos_finished(case: CaseForReview) -> Iterator[Finding]:
    """Every paired photo has its renditions."""
    for photo_id in case.photos_in_work:
        yield Finding(
            "R8",
            "photo_in_work",
            "The pictures of a photo are still being made; try again in a moment.",
            PRACTICE,
            subject_id=photo_id,
        )


def names_nobody(case: CaseForReview) -> Iterator[Finding]:
    """R13: no subject identifier in public texts, nor in the pictures themselves."""
    texts = {
        "title": case.title,
        "story": case.story or "",
        "slug": case.slug,
        "provider": case.provider or "",
    }
    yield from leak_findings({**texts, **case.other_texts}, case.known)
    everybody = replace(case.known, own=(*case.known.own, *case.providers))
    registered = {"registration number": case.registration_number or ""}
    yield from practice_findings({**case.practice_texts, **registered}, everybody)
    for photo_id, seen in case.texts_in_pictures:
        yield from text_findings(photo_id, seen, case.known)


def all_known(case: CaseForReview) -> Iterator[Finding]:
    """R13: what cannot be read can be searched for in no text: nobody knows if it is told."""
    for value in case.unreadable:
        yield Finding(
            "R13",
            UNREADABLE,
            f"{value.what} cannot be read, so no text can be searched for it: no data key of this"
            " installation opens it. Ask who runs it to give GALLERY_DATA_KEYS_RETIRED the key that"
            " was used before, or to restore the value from a backup.",
            "45 CFR 164.514(b)(2)",
            subject_id=value.subject_id,
        )


def pictures_read(case: CaseForReview) -> Iterator[Finding]:
    """R13: a picture is searched for names before it goes public."""
    for photo_id in case.pictures_unread:
        yield Finding(
            "R13",
            "picture_text_pending",
            "A picture is still being searched for names; try again in a moment.",
            "45 CFR 164.514(b)(2)",
            subject_id=photo_id,
        )


def lawful_words(case: CaseForReview) -> Iterator[Finding]:
    """R17: the packs in force bar some phrases and ask for some facts."""
    texts = {"title": case.title, "story": case.story or ""}
    yield from pack_rules.phrase_findings(texts, case.packs, case.language)
    yield from pack_rules.registration_finding(case.registration_number, case.packs)


def no_testimonial(case: CaseForReview) -> Iterator[Finding]:
    """R18: no patient's words where a pack forbids testimonials."""
    yield from pack_rules.testimonial_finding(case.is_testimonial, case.story, case.packs)


def behind_the_gate(case: CaseForReview) -> Iterator[Finding]:
    """R19: pictures that show nudity wait behind the age gate of the public pages."""
    if case.shows_nudity:
        yield Finding(
            "R19",
            "behind_age_gate",
            "Visitors confirm that they are 18 or older before they get a picture of this case;"
            " a site gets it only if it asked for such cases.",
            "Practice standard for sensitive pictures",
            Severity.WARN,
        )


def side_named(case: CaseForReview) -> Iterator[Finding]:
    """Areas with sides name the side that was treated (wants a clinician's review)."""
    if case.area_has_sides and not case.laterality:
        yield Finding(
            "R8", "laterality_missing", "Say which side was treated.", PRACTICE, Severity.WARN
        )


RULES: tuple[Callable[[CaseForReview], Iterator[Finding]], ...] = (
    adult,
    paired,
    described,
    photos_finished,
    names_nobody,
    all_known,
    pictures_read,
    lawful_words,
    no_testimonial,
    behind_the_gate,
    side_named,
)
