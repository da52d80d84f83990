"""A signed consent and the facts that it is held against, as values."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

#: The one condition of a consent that every marked picture meets by itself.
WATERMARK_REQUIRED = "watermark_required"
#: The condition that masks meet, on photos that show a face.
EYES_MASKED = "eyes_masked"
#: What the service can meet by itself; whatever else a consent asks for, nothing here can.
MET_HERE = (WATERMARK_REQUIRED, EYES_MASKED)


class Decision(StrEnum):
    """Say what a scope does to its channel."""

    PERMIT = "permit"
    DENY = "deny"


class Identifiability(StrEnum):
    """Say how a photo could name its subject (45 CFR 164.514(b))."""

    FULL_FACE = "full_face"
    PARTIAL_FACE = "partial_face"
    DISTINCTIVE_MARK = "distinctive_mark"
    NONE_APPARENT = "none_apparent"


class SignatureMethod(StrEnum):
    """Say how a consent was given."""

    E_SIGN = "e_sign"
    WET_SCAN = "wet_scan"
    VERBAL_WITNESSED = "verbal_witnessed"


class Grantor(StrEnum):
    """Say who gave a consent."""

    SELF = "self"
    PERSONAL_REPRESENTATIVE = "personal_representative"
    GUARDIAN = "guardian"


#: What shows a face or a part of one: ``EYES_MASKED`` asks for a mask there.
SHOW_FACES = frozenset({Identifiability.FULL_FACE, Identifiability.PARTIAL_FACE})
#: What may be shown when the wider thing was allowed: a full face includes a part of it.
IMPLIED = {
    Identifiability.FULL_FACE: frozenset(
        {
            Identifiability.FULL_FACE,
            Identifiability.PARTIAL_FACE,
            Identifiability.NONE_APPARENT,
        }
    ),
    Identifiability.PARTIAL_FACE: frozenset(
        {Identifiability.PARTIAL_FACE, Identifiability.NONE_APPARENT}
    ),
    Identifiability.DISTINCTIVE_MARK: frozenset(
        {Identifiability.DISTINCTIVE_MARK, Identifiability.NONE_APPARENT}
    ),
    Identifiability.NONE_APPARENT: frozenset({Identifiability.NONE_APPARENT}),
}


@dataclass(frozen=True)
class Scope:
    """Permit or deny one channel from ``starts_at`` until just before ``ends_at`` (half-open)."""

    channel: str
    decision: Decision
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True)
class Consent:
    """Hold what one signed consent covers; instants are aware UTC, intervals half-open.

    It covers the ``photos`` named, and with ``covers_later`` those too that were added to the case
    after it was recorded: whatever was there by then and is not named was not shown to her. Photos
    of other cases than ``case_id`` it never covers, whatever it names. Where
    ``requires_mark`` the photos may be shown with the practice's mark only, and where it
    ``requires_covered_eyes`` those that show a face only with a mask. ``unmet`` are conditions
    that nothing here can meet: with any, it permits nothing.
    """

    id: str
    recorded_at: datetime
    effective_from: datetime
    expires_at: datetime
    procedures: frozenset[str]
    identifiability: frozenset[Identifiability]
    demographics: frozenset[str]
    scopes: tuple[Scope, ...]
    photos: frozenset[str] = frozenset()
    covers_later: bool = False
    areas: frozenset[str] | None = None
    withdrawn_at: datetime | None = None
    ended_at: datetime | None = None
    requires_mark: bool = False
    requires_covered_eyes: bool = False
    unmet: tuple[str, ...] = ()
    case_id: str = field(kw_only=True)


@dataclass(frozen=True)
class PhotoFacts:
    """State what of a photo a consent must cover."""

    id: str
    identifiability: Identifiability
    added_at: datetime
    has_masks: bool = False
    case_id: str = field(kw_only=True)

    @property
    def shows_uncovered_face(self) -> bool:
        """Tell whether a face can be recognised in it and nothing is masked."""
        return self.identifiability in SHOW_FACES and not self.has_masks


@dataclass(frozen=True)
class Showing:
    """State what is to be shown where; ``standing_since`` is when it was published.

    A publication stands on the consents recorded until then: a later consent needs a new one.
    """

    channel: str
    photos: tuple[PhotoFacts, ...]
    procedures: frozenset[str]
    area: str
    is_adult_at_capture: bool
    standing_since: datetime | None = None
    is_marked: bool = True


def unmet_conditions(stated: object) -> tuple[str, ...]:
    """Return those of the conditions in a consent's terms that nothing here can meet.

    What is no list of texts was written by nobody who knew the terms: it counts as a condition.
    """
    if stated is None:
        return ()
    listed = stated if isinstance(stated, list) else [stated]
    return tuple(str(one) for one in listed if one not in MET_HERE)


def allowed_identifiability(named: frozenset[Identifiability]) -> frozenset[Identifiability]:
    """Return all that ``named`` allows; with nothing named, only what cannot be recognised."""
    allowed = {Identifiability.NONE_APPARENT}
    for value in named:
        allowed |= IMPLIED[value]
    return frozenset(allowed)
