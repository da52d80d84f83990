"""End a consent early for a reason that is not the patient's withdrawal."""

from collections.abc import Sequence
from datetime import date

from gallery.actions.end_publications import end_publications, live_publications
from gallery.actions.find_cases import consents_of
from gallery.actions.left_copies import left_copies
from gallery.actions.open_takedowns import open_takedowns
from gallery.actions.settle_case import settle_ended
from gallery.consent.policy import has_ended
from gallery.consent.standing import Standing, standing_of
from gallery.errors import Conflict, InvalidInput
from gallery.models import ConsentRecord, Publication, Takedown
from gallery.published.clearance import verdict_on
from gallery.runtime import UnitOfWork

#: What staff may say of a consent that does not hold: it was not valid, or not hers.
REASONS = (Standing.INVALIDATED.value, Standing.ENTERED_IN_ERROR.value)
LONGEST_WORDS = 500
_ENDED_AS = {
    Standing.EXPIRED: "has expired",
    Standing.WITHDRAWN: "was withdrawn",
    Standing.SUPERSEDED: "was replaced by a newer one",
    Standing.INVALIDATED: "was declared invalid",
    Standing.ENTERED_IN_ERROR: "was declared entered in error",
}


def end_consent(uow: UnitOfWork, consent_id: str, reason: str, words: str) -> list[Takedown]:
    """Declare that a consent does not hold; whatever no other consent covers is taken down.

    One that has not begun yet, such as one of another patient, can be ended as well.

    :raises NotFound: there is no consent with this id.
    :raises InvalidInput: the reason is unknown, or no ``words`` explain it.
    :raises Conflict: ``consent_not_in_force``.
    """
    consent = uow.get_in_turn(ConsentRecord, consent_id, "consent")
    _check(consent, reason, words, uow)
    state = "in_force" if consent.effective_from <= uow.now else Standing.NOT_BEGUN.value
    consent.ended_at, consent.end_reason = uow.now, reason
    consent.withdrawal_reason = words.strip()
    uow.session.flush()
    event = uow.record(
        f"consent.{reason}",
        case_id=consent.case_id,
        subject=("consent", consent.id),
        before={"state": state},
        after={"state": reason},
        with_words=True,
    )
    fallen = {row.channel for row in unsupported(uow, consent.case_id)}
    left = {copy.channel for copy in left_copies(uow.session, consent.case_id, uow.now)}
    end_publications(uow, consent.case_id, "consent_ended", sorted(fallen))
    takedowns = open_takedowns(uow, consent.case_id, event, sorted(fallen | left))
    settle_ended(uow, consent.case_id)
    return takedowns


def supersede(uow: UnitOfWork, consent: ConsentRecord) -> None:
    """End the consent that ``consent`` says it takes the place of, as the new one begins.

    :raises InvalidInput: ``superseded_unknown``: it is no consent of this case;
        ``superseded_is_newer``: it was signed on a later day.
    :raises Conflict: ``consent_not_in_force``: it ended already.
    """
    known = {row.id: row for row in consents_of(uow.session, consent.case_id)}
    earlier = known.get(consent.supersedes_id or "")
    if earlier is None or earlier.id == consent.id:
        message = "The consent to be superseded is not one of this case."
        raise InvalidInput(message, fields={"supersedes": message}, code="superseded_unknown")
    if earlier.withdrawn_at is not None or earlier.ended_at is not None:
        raise Conflict("The consent to be superseded has ended.", code="consent_not_in_force")
    if _day_of(earlier, uow) > _day_of(consent, uow):
        message = "The consent to be superseded was signed later than this one."
        raise InvalidInput(message, fields={"supersedes": message}, code="superseded_is_newer")
    earlier.ended_at = max(uow.now, consent.effective_from)
    earlier.end_reason = Standing.SUPERSEDED.value
    uow.session.flush()
    uow.record(
        "consent.superseded",
        case_id=consent.case_id,
        subject=("consent", earlier.id),
        by=consent.id,
        at=earlier.ended_at.isoformat(),
    )


def _day_of(consent: ConsentRecord, uow: UnitOfWork) -> date:
    """Return the day of a signature: of a paper often no more is known."""
    return consent.signed_at.astimezone(uow.runtime.settings.zone).date()


def unsupported(uow: UnitOfWork, case_id: str) -> Sequence[Publication]:
    """Return the publications without an end that no consent permits at this instant."""
    consents = [row.as_value() for row in consents_of(uow.session, case_id)]
    rows = live_publications(uow, case_id)
    return [row for row in rows if not verdict_on(row, consents, uow.now).permitted]


def _check(consent: ConsentRecord, reason: str, words: str, uow: UnitOfWork) -> None:
    problems = {}
    if reason not in REASONS:
        problems["reason"] = f"Use one of: {', '.join(REASONS)}."
    if not words.strip() or len(words) > LONGEST_WORDS:
        problems["words"] = f"Say why, in up to {LONGEST_WORDS} characters."
    if problems:
        raise InvalidInput("The consent was not ended.", fields=problems)
    if has_ended(consent.as_value(), uow.now):
        how = _ENDED_AS[standing_of(consent.as_value(), consent.end_reason, uow.now)]
        message = f"This consent {how} already: there is nothing left to end."
        raise Conflict(message, code="consent_not_in_force")
