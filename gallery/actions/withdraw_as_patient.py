"""Let a patient take her consent back herself: all of it, or one place (rule R4)."""

from sqlalchemy import or_, select

from gallery.actions.issue_patient_link import link_behind
from gallery.actions.late_papers import ALL_WITHDRAWN
from gallery.actions.read_signing import PATIENT
from gallery.actions.withdraw_consent import withdraw_all_of_case, withdraw_consent
from gallery.consent.policy import in_force
from gallery.errors import NotFound
from gallery.models import Case, ConsentRecord, Takedown
from gallery.runtime import Runtime, UnitOfWork


def withdraw_as_patient(
    runtime: Runtime,
    token: str,
    *,
    consent_id: str | None = None,
    channel: str | None = None,
    reason: str | None = None,
) -> str | None:
    """Withdraw in one transaction, and return the id of the (last) withdrawal's event.

    With nothing named everything of hers is withdrawn, papers included that she signed and nobody
    has recorded yet: that is put on record whatever stands, and None is returned where no consent
    did. A channel is one of the consent named.

    :raises NotFound: ``my_link_unknown``, or the consent is not hers.
    :raises Gone: ``my_link_revoked``.
    :raises InvalidInput: the channel is not permitted by the consent; the reason is too long.
    :raises Conflict: ``consent_already_withdrawn``.
    """
    with runtime.reading() as session:
        link = link_behind(session, token)
    with runtime.unit_of_work(PATIENT) as uow:
        if consent_id is not None:
            _hers(uow, link.subject_id, consent_id)
            channels = (channel,) if channel else ()
            return withdraw_consent(uow, consent_id, reason, channels)[-1].event_id
        tasks: list[Takedown] = []
        case_ids = _cases(uow, link.subject_id)
        for case_id in case_ids:  # before the ledger's turn, as everybody does
            uow.take_turn(case_id)  # also where nothing stands: a paper may just be on its way
        hers = _hers(uow, link.subject_id, None)
        for case_id in case_ids:
            of_case = [row for row in hers if row.case_id == case_id]
            if of_case:
                tasks = withdraw_all_of_case(uow, of_case, reason)
        uow.record(ALL_WITHDRAWN, subject=("patient_link", link.id))
        return tasks[-1].event_id if tasks else None


def _cases(uow: UnitOfWork, subject_id: str) -> list[str]:
    """Return the cases that are hers, or have a consent that is: one changed row hides none."""
    consented = select(ConsentRecord.case_id).where(ConsentRecord.subject_id == subject_id)
    is_hers = or_(Case.subject_id == subject_id, Case.id.in_(consented))
    query = select(Case.id).where(is_hers).order_by(Case.id)
    return list(uow.session.execute(query).scalars())


def _hers(uow: UnitOfWork, subject_id: str, consent_id: str | None) -> list[ConsentRecord]:
    cases = select(Case.id).where(Case.subject_id == subject_id)
    is_hers = or_(ConsentRecord.subject_id == subject_id, ConsentRecord.case_id.in_(cases))
    query = select(ConsentRecord).where(is_hers)
    query = query.order_by(ConsentRecord.recorded_at).execution_options(populate_existing=True)
    rows = list(uow.session.execute(query).scalars())
    if consent_id is not None:
        named = [row for row in rows if row.id == consent_id]
        if not named:
            raise NotFound("There is no consent with this id.")
        return named
    return [row for row in rows if row.withdrawn_at is None and _may_hold(row, uow)]


def _may_hold(row: ConsentRecord, uow: UnitOfWork) -> bool:
    """Tell whether a consent holds, or will begin to."""
    value = row.as_value()
    return in_force(value, uow.now) or (value.ended_at is None and value.expires_at > uow.now)
