"""The one decision about showing something: asked by every public path at every request.

Rules R1, R2, R3, R4 and R7 of docs/consent.md. Unknown means no: whatever is not covered by a
consent in force is denied.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from gallery.consent.record import Consent, Decision, PhotoFacts, Scope, Showing


@dataclass(frozen=True)
class Reason:
    """Name why something may not be shown; ``photo_id`` where one photo is concerned."""

    code: str
    message: str
    photo_id: str | None = None


@dataclass(frozen=True)
class Verdict:
    """Say whether a showing is permitted and until when that answer can stand.

    ``valid_until`` is the first instant at which a consent relied on ends; ``consents`` are those
    relied on; ``demographics`` is what all of them allow to be shown (rule R16).
    """

    permitted: bool
    reasons: tuple[Reason, ...] = ()
    valid_until: datetime | None = None
    consents: tuple[str, ...] = ()
    demographics: frozenset[str] = frozenset()


def decide(showing: Showing, consents: Sequence[Consent], now: datetime) -> Verdict:
    """Decide whether ``showing`` is covered at ``now`` by ``consents`` of its case.

    Every photo needs a consent in force that permits the channel and covers it (R1), no consent in
    force may deny the channel for it (R2), and the subject was an adult (R7).
    """
    refusals = list(_refusals_of_the_case(showing))
    relied_on: dict[str, Consent] = {}
    for photo in showing.photos:
        found = _cover(showing, photo, consents, now)
        if isinstance(found, Reason):
            refusals.append(found)
        else:
            relied_on[found.id] = found
    if refusals:
        return Verdict(permitted=False, reasons=tuple(refusals))
    return Verdict(
        permitted=True,
        valid_until=min(_answer_stands_until(showing, consents, now)),
        consents=tuple(sorted(relied_on)),
        demographics=frozenset.intersection(*(c.demographics for c in relied_on.values())),
    )


def permits_channel(
    channel: str, photos: Collection[PhotoFacts], consents: Sequence[Consent], now: datetime
) -> bool:
    """Tell whether a consent in force permits a channel at all, and none denies it for ``photos``.

    Of a copy that somebody put up by hand it is not known which of the case's paired photos it
    shows: a denial for one of them counts, one for others does not.
    """
    said = {
        scope.decision
        for consent in consents
        if in_force(consent, now)
        for scope in consent.scopes
        if scope.channel == channel
        and scope_in_force(scope, now)
        and _is_about_any(consent, photos, scope.decision)
    }
    return said == {Decision.PERMIT}


def permits_anything(consent: Consent, now: datetime) -> bool:
    """Tell whether ``consent`` holds and permits a channel: one that denies all allows nothing."""
    return bool(channels_in_force(consent, Decision.PERMIT, now))


def channels_in_force(consent: Consent, decision: Decision, now: datetime) -> tuple[str, ...]:
    """Return the channels that ``consent``, taken by itself, permits or denies at ``now``."""
    if not in_force(consent, now) or (decision is Decision.PERMIT and consent.unmet):
        return ()
    return tuple(
        scope.channel
        for scope in consent.scopes
        if scope.decision is decision and scope_in_force(scope, now)
    )


def is_about(consent: Consent, photo: PhotoFacts) -> bool:
    """Tell whether ``consent`` names ``photo`` of its case, or covers it as one added later."""
    is_later = consent.covers_later and photo.added_at > consent.recorded_at
    return photo.case_id == consent.case_id and (is_later or photo.id in consent.photos)


def in_force(consent: Consent, now: datetime) -> bool:
    """Tell whether ``consent`` holds at ``now``: begun, not expired, withdrawn or ended."""
    if not consent.effective_from <= now < consent.expires_at:
        return False
    ends = (consent.withdrawn_at, consent.ended_at)
    return all(end is None or now < end for end in ends)


def has_ended(consent: Consent, now: datetime) -> bool:
    """Tell whether ``consent`` expired, was withdrawn or ended; one that has not begun has not."""
    ends = (consent.expires_at, consent.withdrawn_at, consent.ended_at)
    return any(end is not None and end <= now for end in ends)


def scope_in_force(scope: Scope, now: datetime) -> bool:
    """Tell whether ``scope`` speaks at ``now``; a withdrawn permission no longer does."""
    if scope.starts_at is not None and now < scope.starts_at:
        return False
    return all(end is None or now < end for end in (scope.ends_at, scope.withdrawn_at))


def _refusals_of_the_case(showing: Showing) -> Iterator[Reason]:
    if not showing.is_adult_at_capture:
        yield Reason("minor", "The subject was under 18 when photographed: never publishable.")
    if not showing.photos:
        yield Reason("no_photos", "There is nothing to show.")


def _cover(
    showing: Showing, photo: PhotoFacts, consents: Sequence[Consent], now: datetime
) -> Consent | Reason:
    holding = [c for c in consents if in_force(c, now)]
    if any(_speaks(c, showing, photo, Decision.DENY, now) for c in holding):
        return Reason("channel_denied", f"A consent in force denies {showing.channel}.", photo.id)
    permitting = [
        c
        for c in holding
        if (showing.standing_since is None or c.recorded_at <= showing.standing_since)
        and _speaks(c, showing, photo, Decision.PERMIT, now)
    ]
    for consent in sorted(permitting, key=lambda c: (c.expires_at, c.id), reverse=True):
        if _covers(consent, showing, photo):
            return consent
    return _why_not(showing, photo, consents, permitting, now)


def _speaks(
    consent: Consent, showing: Showing, photo: PhotoFacts, decision: Decision, now: datetime
) -> bool:
    return _is_spoken_of(consent, photo, decision) and any(
        scope.channel == showing.channel
        and scope.decision is decision
        and scope_in_force(scope, now)
        for scope in consent.scopes
    )


def _is_spoken_of(consent: Consent, photo: PhotoFacts, decision: Decision) -> bool:
    """Tell whether a decision reaches ``photo``.

    A refusal that is not of named photos alone reaches all of the case: who refuses later ones too
    is not taken to allow those that she was not shown.
    """
    if decision is Decision.DENY:
        return consent.covers_later or photo.id in consent.photos
    return is_about(consent, photo)


def _is_about_any(consent: Consent, photos: Collection[PhotoFacts], decision: Decision) -> bool:
    if decision is Decision.PERMIT and consent.unmet:
        return False
    if not photos:
        return consent.covers_later  # its pairs were taken apart: any photo of the case
    return any(_is_spoken_of(consent, photo, decision) for photo in photos)


def _covers(consent: Consent, showing: Showing, photo: PhotoFacts) -> bool:
    return (
        showing.procedures <= consent.procedures
        and (consent.areas is None or showing.area in consent.areas)
        and photo.identifiability in consent.identifiability
        and (showing.is_marked or not consent.requires_mark)
        and not (consent.requires_covered_eyes and photo.shows_uncovered_face)
        and not consent.unmet
    )


def _why_not(
    showing: Showing,
    photo: PhotoFacts,
    consents: Sequence[Consent],
    permitting: Sequence[Consent],
    now: datetime,
) -> Reason:
    """Name the nearest miss, so that staff know what to ask the patient for."""
    if permitting:
        return _nearest_miss(permitting[0], showing, photo)
    if not consents:
        return Reason("consent_missing", "There is no consent on record.", photo.id)
    if all(c.case_id != photo.case_id for c in consents):
        return Reason("photo_of_another_case", "This photo belongs to another case.", photo.id)
    if all(not in_force(c, now) for c in consents):
        return _ended(consents, photo, now)
    return Reason(
        "channel_not_permitted",
        f"No consent in force permits {showing.channel} for this photo.",
        photo.id,
    )


def _nearest_miss(nearest: Consent, showing: Showing, photo: PhotoFacts) -> Reason:
    if not showing.procedures <= nearest.procedures:
        return Reason("procedure_not_covered", "The consent names other procedures.", photo.id)
    if nearest.areas is not None and showing.area not in nearest.areas:
        return Reason("area_not_covered", "The consent names other body areas.", photo.id)
    if nearest.unmet:
        asked = ", ".join(nearest.unmet)
        words = f"The consent asks for {asked}, which is not met here."
        return Reason("condition_unmet", words, photo.id)
    if nearest.requires_mark and not showing.is_marked:
        return Reason("condition_unmet", "The consent asks for the practice's mark.", photo.id)
    if nearest.requires_covered_eyes and photo.shows_uncovered_face:
        return Reason("eyes_not_masked", "The consent asks for covered eyes.", photo.id)
    return Reason(
        "identifiability_not_covered",
        f"The consent does not allow {photo.identifiability.value} photos.",
        photo.id,
    )


def _ended(consents: Sequence[Consent], photo: PhotoFacts, now: datetime) -> Reason:
    if any(c.withdrawn_at is not None and c.withdrawn_at <= now for c in consents):
        return Reason("consent_withdrawn", "The consent was withdrawn.", photo.id)
    if any(c.expires_at <= now for c in consents):
        return Reason("consent_expired", "The consent has expired.", photo.id)
    return Reason("consent_not_begun", "The consent is not in force yet.", photo.id)


def _answer_stands_until(
    showing: Showing, consents: Sequence[Consent], now: datetime
) -> Iterator[datetime]:
    """Yield every later instant at which the answer could turn to no."""
    for consent in consents:
        bounds = [consent.effective_from, consent.expires_at]
        bounds += [end for end in (consent.withdrawn_at, consent.ended_at) if end]
        for scope in consent.scopes:
            if scope.channel == showing.channel:
                ends = (scope.starts_at, scope.ends_at, scope.withdrawn_at)
                bounds += [end for end in ends if end]
        yield from (bound for bound in bounds if bound > now)
