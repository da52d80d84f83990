"""The name under which the releases of a case are known in published files."""

from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.models import Case

#: Never change it: files in the world carry names that were made with it.
RELEASES = UUID("c8d83da4-86c9-4a5b-a151-405d9f872740")
PREFIX = "urn:uuid:"


def release_urn(case_id: str) -> str:
    """Return the name of the releases on file for a case, such as ``urn:uuid:...``.

    The same for the life of the case, so that a renewed or superseding consent leaves files as
    they are. Made from the case's random id and from nothing of the subject; no two cases share it.
    """
    return uuid5(RELEASES, case_id).urn


def cases_released_as(session: Session, urn: str) -> list[str]:
    """Return the id of the case whose files carry ``urn``: there is one, or none.

    Made anew for every case, 2 us each, which is cheaper than a column that is asked once a year.
    """
    ids = session.execute(select(Case.id)).scalars()
    return [case_id for case_id in ids if release_urn(case_id) == urn.strip().lower()]
