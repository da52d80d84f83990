"""What the files of a case state of its rights."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from gallery.actions.find_cases import consents_of
from gallery.actions.name_release import release_urn
from gallery.actions.set_practice import practice_profile, rights_of
from gallery.actions.tell_demographics import told_everywhere
from gallery.clinical.terms import youngest_of
from gallery.imaging.specs import Rights
from gallery.models import Case

ADULT_WITHOUT_DOUBT = 25


def stated_rights(session: Session, case: Case, base_url: str, now: datetime) -> Rights:
    """Return what a file of ``case`` made at ``now`` states.

    The age is told only if every consent allows it (rule R16): files are shared by channels.
    """
    consents = [row.as_value() for row in consents_of(session, case.id)]
    may_tell_age = "age_band" in told_everywhere(consents, now)
    is_over_25 = bool(case.age_band) and youngest_of(case.age_band or "0") >= ADULT_WITHOUT_DOUBT
    return replace(
        rights_of(practice_profile(session), base_url),
        release_urn=release_urn(case.id),
        shows_nudity=case.shows_nudity,
        is_over_25=may_tell_age and is_over_25,
    )
