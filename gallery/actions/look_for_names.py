"""Look through what is public for names, by what the linter finds today (rule R13)."""

import logging
from collections.abc import Sequence

from sqlalchemy import select

from gallery.actions.find_cases import load_case
from gallery.actions.settle_case import names_her
from gallery.errors import GalleryError, PartlyDone
from gallery.models import Case
from gallery.publishing.lifecycle import CaseState
from gallery.runtime import SYSTEM, Runtime

logger = logging.getLogger(__name__)


def look_for_names(runtime: Runtime) -> list[str]:
    """Have each public case that names its subject taken down by a job; return which.

    A case went public with what the linter knew then: a later version, a name that became known or
    a practice's text may tell more. Nothing is written for a case that names nobody.

    :raises PartlyDone: ``cases_unread``: some could not be looked through. The log names them.
    """
    cases, found, unread = _public_cases(runtime), [], 0
    for case_id in cases:
        try:
            if not _names_somebody(runtime, case_id):
                continue
        except (GalleryError, ValueError, LookupError) as error:
            unread += 1
            name = getattr(error, "code", type(error).__name__)
            logger.error("case %s was not looked through: %s", case_id, name)  # noqa: TRY400
            continue
        with runtime.unit_of_work(SYSTEM) as uow:
            uow.enqueue("keep_unnamed", {"case_id": case_id}, case_id=case_id)
        found.append(case_id)
    if unread:
        raise PartlyDone(
            f"{unread} of {len(cases)} public cases could not be looked through for names; the"
            " worker's log names each. `gallery reconcile` tells which value cannot be read.",
            code="cases_unread",
        )
    return found


def _public_cases(runtime: Runtime) -> Sequence[str]:
    query = select(Case.id).where(Case.state == CaseState.PUBLISHED.value).order_by(Case.id)
    with runtime.reading() as session:
        return session.execute(query).scalars().all()


def _names_somebody(runtime: Runtime, case_id: str) -> bool:
    with runtime.reading() as session:
        case = load_case(session, case_id)
        return case.state == CaseState.PUBLISHED and bool(names_her(session, runtime, case))
