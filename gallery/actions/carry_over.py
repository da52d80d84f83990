"""Let publications go on when a consent takes the place of another."""

from collections.abc import Sequence

from gallery.actions.end_publications import end_publications, live_publications
from gallery.actions.find_cases import consents_of
from gallery.actions.left_copies import left_copies
from gallery.actions.open_takedowns import open_takedowns
from gallery.actions.tell_demographics import told_demographics
from gallery.actions.tell_news import tell_changed
from gallery.consent.record import Consent
from gallery.models import Case, Publication
from gallery.published.clearance import verdict_on
from gallery.runtime import UnitOfWork


def shown_now(uow: UnitOfWork, case_id: str) -> list[Publication]:
    """Return the publications of a case that may be shown at this instant."""
    consents = _consents(uow, case_id)
    rows = live_publications(uow, case_id)
    return [row for row in rows if verdict_on(row, consents, uow.now).permitted]


def carry_publications_over(uow: UnitOfWork, case: Case, shown: Sequence[Publication]) -> None:
    """Let what was ``shown`` stand on consents recorded until now; what none covers ends.

    Only a superseding consent does this: one that is merely added needs a new publication, and a
    publication that had lapsed is not revived.
    """
    consents = _consents(uow, case.id)
    fallen = []
    for row in shown:
        row.stands_since = uow.now
        if verdict_on(row, consents, uow.now).permitted:
            _tell_what_is_allowed(row, case, consents, uow)
        else:
            fallen.append(row.channel)
    left = {copy.channel for copy in left_copies(uow.session, case.id, uow.now)}
    if fallen or left:
        end_publications(uow, case.id, "consent_superseded", fallen)
        event = uow.record("case.unpublished", case_id=case.id, reasons=["consent_superseded"])
        open_takedowns(uow, case.id, event, sorted({*fallen, *left}))


def _tell_what_is_allowed(
    row: Publication, case: Case, consents: Sequence[Consent], uow: UnitOfWork
) -> None:
    told = told_demographics(case, row.channel, consents, uow.now)
    before = (row.age_band, row.gender, row.skin_type)
    row.age_band = case.age_band if "age_band" in told else None
    row.gender = case.gender if "gender" in told else None
    row.skin_type = case.skin_type if "skin_type" in told else None
    if before != (row.age_band, row.gender, row.skin_type):
        tell_changed(uow, [row], "facts_changed")


def _consents(uow: UnitOfWork, case_id: str) -> list[Consent]:
    return [row.as_value() for row in consents_of(uow.session, case_id)]
