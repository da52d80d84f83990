"""Delete a case: its pictures go, the proof of consent stays (rule R6)."""

from gallery.actions.find_cases import load_case
from gallery.errors import Conflict
from gallery.models import Case
from gallery.publishing.lifecycle import CaseState
from gallery.runtime import UnitOfWork


def delete_case(uow: UnitOfWork, case_id: str) -> None:
    """Erase the pictures and texts of a case; consents, evidence and ledger are kept.

    :raises NotFound: there is no case with this id.
    :raises Conflict: ``case_is_published`` while it is public; ``case_is_purged`` afterwards.
    """
    uow.take_turn(case_id)
    case = load_case(uow.session, case_id)
    if case.state == CaseState.PUBLISHED:
        raise Conflict("This case is public: unpublish it first.", code="case_is_published")
    if case.state == CaseState.PURGED:
        raise Conflict("This case was deleted already.", code="case_is_purged")
    _empty(case)
    case.updated_at = uow.now
    uow.record("case.deleted", case_id=case.id)
    uow.enqueue("erase_case", {"case_id": case.id}, case_id=case.id)


def _empty(case: Case) -> None:
    case.state = CaseState.PURGED.value
    case.title = "Deleted case"
    case.story = case.provider = case.age_band = case.gender = case.skin_type = None
    case.laterality = case.sessions = case.registration_number = None
    case.pairs = []
