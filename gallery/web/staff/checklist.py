"""What is done on a case and what comes next: facts, photos, pairs, consent, publication."""

from collections.abc import Sequence
from dataclasses import dataclass

from gallery.models import Case
from gallery.web.staff import words
from gallery.web.staff.consent_cards import ConsentCard
from gallery.web.staff.photo_cards import PairsPart
from gallery.web.staff.publication_card import PublicationPart


@dataclass(frozen=True)
class Step:
    """One step: the part of the page where it is done, and how it stands."""

    anchor: str
    name: str
    note: str
    is_done: bool
    is_next: bool = False


def steps(
    case: Case,
    pairs: PairsPart,
    consents: Sequence[ConsentCard],
    publication: PublicationPart,
) -> tuple[Step, ...]:
    """Return the five steps; the first that is not done is the next."""
    all_steps = (
        _facts(case),
        _photos(case),
        _pairs(pairs),
        _consent(consents),
        _publication(publication),
    )
    following = next((step.anchor for step in all_steps if not step.is_done), None)
    return tuple(
        Step(s.anchor, s.name, s.note, s.is_done, s.anchor == following) for s in all_steps
    )


def _facts(case: Case) -> Step:
    wanted = {"provider": case.provider, "sessions": case.sessions}
    missing = [name for name, value in wanted.items() if not value]
    if not case.is_adult_at_capture:
        missing.append("18 or over")
    note = f"Missing: {', '.join(missing)}" if missing else "Complete"
    return Step("facts", "Facts", note, not missing)


def _photos(case: Case) -> Step:
    roles = [photo.role for photo in case.photos]
    befores, afters = roles.count("before"), roles.count("after")
    note = f"{befores} before, {afters} after" if roles else "None yet"
    return Step("photos", "Photos", note, befores > 0 and afters > 0)


def _pairs(pairs: PairsPart) -> Step:
    note = words.count(len(pairs.pairs), "pair") if pairs.pairs else "None yet"
    if pairs.suggested:
        note += f", {len(pairs.suggested)} suggested"
    return Step("pairs", "Pairs", note, bool(pairs.pairs))


def _consent(consents: Sequence[ConsentCard]) -> Step:
    holding = [row for row in consents if row.in_force]
    if holding:
        until = max(row.expires_on for row in holding)
        return Step("consents", "Consent", f"In force to {words.day(until)}", is_done=True)
    return Step("consents", "Consent", "None in force", is_done=False)


def _publication(publication: PublicationPart) -> Step:
    live = publication.shown
    if live:
        note = "Live on " + words.count(len(live), "channel")
    elif publication.blocks:
        note = words.count(publication.blocks, "thing") + " to put right"
    else:
        note = "Ready"
    return Step("publication", "Publish", note, bool(live))
