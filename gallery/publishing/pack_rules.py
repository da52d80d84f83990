"""What the jurisdiction packs add to the rules of publication (rules R17, R18)."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from gallery.jurisdictions.pack import Pack, Phrase
from gallery.publishing.finding import Finding, Severity

_NATIONAL_LAW = "Health Practitioner Regulation National Law s 133(1)(c)"
#: "Type I" and its like are numerals, not somebody speaking.
_NUMERAL = "type|types|part|phase|stage|grade|class|level|fitzpatrick|parte|tipo|fase|grado|clase"
_FIRST_PERSON = (
    re.compile(r"(?<![\w-])I(?:['\u2019](?:m|ve|d|ll))?(?=\s+[a-z])"),
    re.compile(
        r"(?<!\w)(?:I['\u2019](?:m|ve|d|ll)|my|mine|myself|me|yo|mis?|mía|mío|conmigo)(?!\w)",
        re.IGNORECASE,
    ),
)
_NUMERAL_I = re.compile(rf"\b(?:{_NUMERAL})\s+I\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def phrase_findings(
    texts: Mapping[str, str], packs: Iterable[Pack], language: str
) -> Iterator[Finding]:
    """R17: words that a pack bars or doubts; ``texts`` maps each field to what it says.

    Whole words are matched, whatever their case and accents.
    """
    folded = {field: _folded(text) for field, text in texts.items()}
    for pack in packs:
        for phrase in pack.phrases:
            if phrase.languages and _primary(language) not in phrase.languages:
                continue
            for field, text in folded.items():
                if _says(text, phrase.text) and not any(_says(text, w) for w in phrase.unless):
                    yield _phrase_finding(field, phrase, pack)


def testimonial_finding(
    is_testimonial: bool,  # noqa: FBT001 -- a fact of the case, named at each call
    story: str | None,
    packs: Iterable[Pack],
) -> Iterator[Finding]:
    """R18: no testimonials where a pack forbids them; a story told as "I" deserves a look."""
    forbidding = [pack for pack in packs if pack.forbids_testimonials]
    if not forbidding:
        return
    named = ", ".join(pack.id for pack in forbidding)
    if is_testimonial:
        message = f"Testimonials are forbidden under {named}: tell the case without praise."
        yield Finding("R18", "testimonial_forbidden", message, _NATIONAL_LAW, subject_id="story")
    elif _in_first_person(story or ""):
        message = f"The story is told in the first person: under {named} that may be a testimonial."
        yield Finding(
            "R18", "story_first_person", message, _NATIONAL_LAW, Severity.WARN, subject_id="story"
        )


def registration_finding(number: str | None, packs: Iterable[Pack]) -> Iterator[Finding]:
    """R17: the practitioner's registration number where a pack asks for it."""
    needing = [pack for pack in packs if pack.needs_registration_number]
    if needing and not (number or "").strip():
        named = ", ".join(pack.id for pack in needing)
        yield Finding(
            "R17",
            "registration_missing",
            f"Give the practitioner's registration number: {named} asks for it.",
            "Ahpra guidelines for advertising cosmetic procedures (2 September 2025)",
            subject_id="registration_number",
        )


def duration_finding(signed_on: date, expires_on: date, packs: Iterable[Pack]) -> Iterator[Finding]:
    """R17: a consent that lasts longer than a pack allows unless the signer asked for it."""
    days = (expires_on - signed_on).days
    for pack in packs:
        longest = pack.longest_days_unless_asked
        if longest is not None and days > longest:
            yield Finding(
                "R17",
                "consent_long",
                f"The consent lasts longer than {pack.id} allows unless the signer asked for the"
                " later date: make sure that the record says so.",
                "Cal. Civil Code 56.11(b)(8)",
                Severity.WARN,
                subject_id="expires_on",
            )


def disclosure_of(practice_disclosure: str, packs: Iterable[Pack], language: str) -> str:
    """Return the practice's own text and those of ``packs``, each sentence said once (R17).

    A pack that has no text in ``language`` speaks English: a warning is better than none.
    """
    said = [_ended(" ".join(practice_disclosure.split()))]
    heard = {_folded(sentence) for sentence in _SENTENCE_END.split(said[0])}
    for pack in packs:
        own = pack.disclosures.get(_primary(language), pack.disclosures["en"])
        for sentence in _SENTENCE_END.split(" ".join(own.split())):
            if _folded(sentence) not in heard:
                heard.add(_folded(sentence))
                said.append(sentence)
    return " ".join(part for part in said if part)


def _ended(text: str) -> str:
    return f"{text}." if text and text[-1] not in ".!?" else text


def _phrase_finding(field: str, phrase: Phrase, pack: Pack) -> Finding:
    return Finding(
        "R17",
        "phrase_barred" if phrase.severity == "block" else "phrase_doubtful",
        f"The {field} says “{phrase.text}” ({pack.id}). {phrase.why}.",
        phrase.source,
        Severity(phrase.severity),
        subject_id=field,
    )


def _in_first_person(story: str) -> bool:
    told = _NUMERAL_I.sub(" ", story)
    return any(pattern.search(told) for pattern in _FIRST_PERSON)


def _says(folded_text: str, words: str) -> bool:
    pattern = r"[\s\-\u2010\u2011]+".join(
        re.escape(part) for part in re.split(r"[\s-]+", _folded(words))
    )
    return re.search(rf"(?<!\w){pattern}(?!\w)", folded_text) is not None


def _folded(text: str) -> str:
    """Return ``text`` without accents and case, its white space made single."""
    # Canonical decomposition: the compatible one would turn a trade mark sign into letters.
    parts = unicodedata.normalize("NFD", text)
    bare = "".join(char for char in parts if not unicodedata.combining(char))
    return " ".join(bare.casefold().split())


def _primary(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].lower()
