"""Refuse a paper that was signed before the patient withdrew what it permits."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gallery.actions.find_cases import consents_of
from gallery.consent.channels import channel_label
from gallery.consent.late import withdrawn_since
from gallery.consent.record import Decision
from gallery.consent.terms import ConsentTerms
from gallery.errors import InvalidInput
from gallery.models import Case, LedgerEvent, PatientLink
from gallery.runtime import UnitOfWork

#: The event of a patient who took back everything at once, whatever is or is not on record.
ALL_WITHDRAWN = "patient_link.all_withdrawn"


def check_withdrawals(uow: UnitOfWork, case: Case, terms: ConsentTerms) -> Mapping[str, datetime]:
    """Return the channels that were withdrawn since, of a paper that is kept as evidence only.

    What a paper denies may always be recorded.

    :raises InvalidInput: ``withdrawn_since_signed``: it permits one of them, and is not
        ``as_evidence``.
    """
    permitted = [one.channel for one in terms.scopes if one.decision == Decision.PERMIT]
    consents = [row.as_value() for row in consents_of(uow.session, case.id)]
    everything_at = everything_withdrawn_at(uow.session, case.subject_id)
    since = withdrawn_since(terms.signed_at, permitted, consents, everything_at)
    if since and not terms.as_evidence:
        raise _refusal(since, uow.runtime.settings.zone)
    return since


def everything_withdrawn_at(session: Session, subject_id: str) -> datetime | None:
    """Return when the patient last took back everything at once; None if she never did."""
    links = select(PatientLink.id).where(PatientLink.subject_id == subject_id)
    query = select(func.max(LedgerEvent.at)).where(
        LedgerEvent.action == ALL_WITHDRAWN, LedgerEvent.subject_id.in_(links)
    )
    return session.execute(query).scalar()


def _refusal(since: Mapping[str, datetime], zone: tzinfo) -> InvalidInput:
    told = "; ".join(
        f"{channel_label(channel)} on {at.astimezone(zone):%Y-%m-%d at %H:%M}"
        for channel, at in sorted(since.items())
    )
    message = (
        f"The patient withdrew after this was signed: {told}. Let her sign again, or record it as"
        " evidence only: it then permits nothing of what was withdrawn. If she signed later on the"
        " day of the withdrawal, give the time of the signature."
    )
    fields = {
        "signed_at": "Signed before the patient withdrew.",
        "as_evidence": "Record it as evidence only, unless she signs again.",
    }
    return InvalidInput(message, fields=fields, code="withdrawn_since_signed")
