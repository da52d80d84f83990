"""Consents that ask for covered eyes, and the photos that do not have them covered."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from gallery.actions.find_cases import consents_of
from gallery.consent.channels import channel_label
from gallery.consent.policy import in_force, scope_in_force
from gallery.consent.record import EYES_MASKED, SHOW_FACES, Decision
from gallery.models import Case, ConsentRecord
from gallery.publishing.finding import Finding

_SOURCE = "45 CFR 164.508; GDPR Art. 7, 9(2)(a); GMC para 23"


def uncovered_faces(
    case: Case, channel: str, records: Sequence[ConsentRecord], now: datetime
) -> Iterator[Finding]:
    """Yield the photos that show a face uncovered where a consent in force wants covered eyes.

    Any consent in force that permits the channel is heard, not only the one that is relied on: the
    condition may be in the newer one.
    """
    if not any(_wants_covered_eyes(record, channel, now) for record in records):
        return
    shown = {photo.id: photo for pair in case.pairs for photo in (pair.before, pair.after)}
    for photo in shown.values():
        if photo.identifiability in SHOW_FACES and not photo.masks:
            yield Finding(
                "R1",
                "eyes_not_masked",
                f"{channel_label(channel)}: the consent asks for covered eyes, and a photo that"
                f" shows a face has no mask ({photo.role}, {photo.view}).",
                _SOURCE,
                subject_id=photo.id,
            )


def asks_for_covered_eyes(session: Session, case_id: str, now: datetime) -> bool:
    """Tell whether a consent in force allows photos with covered eyes only, on any channel."""
    return any(
        _names_covered_eyes(record) and in_force(record.as_value(), now)
        for record in consents_of(session, case_id)
    )


def _names_covered_eyes(record: ConsentRecord) -> bool:
    conditions = record.terms.get("conditions")
    return isinstance(conditions, list) and EYES_MASKED in conditions


def _wants_covered_eyes(record: ConsentRecord, channel: str, now: datetime) -> bool:
    consent = record.as_value()
    return (
        _names_covered_eyes(record)
        and in_force(consent, now)
        and any(
            scope.channel == channel
            and scope.decision is Decision.PERMIT
            and scope_in_force(scope, now)
            for scope in consent.scopes
        )
    )
