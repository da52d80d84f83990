"""The policy in SQL and in Python say the same of random histories (rule R1)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.consent.record import Identifiability
from gallery.models import Case, ConsentRecord, Publication
from gallery.published.clearance import verdict_on
from gallery.published.eligibility import at, may_show
from gallery.published.search import shown_on
from gallery.runtime import Runtime
from tests.integration.consent.drawn_histories import case_rows, consents_of_a_case, often_past
from tests.integration.consent.policy_rows import (
    NOW,
    OTHER_PHOTO,
    PHOTOS,
    add_another_case,
    case_of,
    plain_consent,
    publication_of,
)

_ASKED = select(Publication.id).where(may_show())


@given(
    case=case_rows(),
    consents=consents_of_a_case(),
    published_at=often_past,
    stands_since=often_past,
    shown=st.sampled_from([{PHOTOS[0]}, set(PHOTOS), set(), {PHOTOS[0], OTHER_PHOTO}]),
    variant=st.sampled_from(["marked", "mark-0a1b2", "clean"]),
)
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_r1_sql_and_python_agree(
    runtime: Runtime,
    case: Case,
    consents: list[ConsentRecord],
    published_at: datetime,
    stands_since: datetime,
    shown: set[str],
    variant: str,
) -> None:
    publication = publication_of(case, shown, published_at, stands_since)
    publication.variant = variant
    in_sql, in_python = _asked_both_ways(runtime, case, consents, publication)
    assert in_sql == in_python


_BETWEEN = {"recorded": -35}
_NO_LATER = {"photos": (), "later": True, "decision": "deny"}
#: Each line: the consents on record (instants in hours from now), and whether the publication,
#: which stands on what was recorded until 24 hours ago, may be shown. Its photos were added 40 and
#: 30 hours ago.
TOLD: dict[str, tuple[list[dict[str, Any]], bool]] = {
    "one recorded before it stood": ([{"recorded": -25}], True),
    "one recorded at that very instant": ([{"recorded": -24}], True),
    "one recorded later is not enough": ([{"recorded": -23}], False),
    "a later refusal is enough to hide it": ([{}, {"recorded": -1, "decision": "deny"}], False),
    "a refusal that begins later": ([{}, {"effective": 1, "decision": "deny"}], True),
    "the earlier one ends later, the other begins then": ([{"ended": 1}, {"effective": 1}], True),
    "the change is now": ([{"ended": 0}, {"effective": 0}], True),
    "the earlier one has ended, the other begins later": ([{"ended": -1}, {"effective": 1}], False),
    "the change is now, to one recorded later": ([{"ended": 0}, {"recorded": -1}], False),
    "the other covers less": ([{"ended": 0}, {"effective": 0, "photos": PHOTOS[:1]}], False),
    "two that cover a photo each": ([{"photos": PHOTOS[:1]}, {"photos": PHOTOS[1:]}], True),
    "a withdrawal now": ([{"withdrawn": 0}], False),
    "an expiry now": ([{"expires": 0}], False),
    "within its window": ([{"window": (0, 1)}], True),
    "before its window": ([{"window": (1, 2)}], False),
    "as its window closes": ([{"window": (-1, 0)}], False),
    "windows that follow each other": ([{"window": (-2, 0)}, {"window": (0, 2)}], True),
    "windows with a gap": ([{"window": (-2, 0)}, {"window": (1, 2)}], False),
    "a refusal within its window": ([{}, {"window": (0, 1), "decision": "deny"}], False),
    "a refusal after its window": ([{}, {"window": (-2, 0), "decision": "deny"}], True),
    "a refusal of one photo": ([{}, {"photos": PHOTOS[:1], "decision": "deny"}], False),
    "later photos, recorded before both": ([{"photos": (), "later": True}], True),
    "later photos, recorded after one": ([{**_BETWEEN, "photos": (), "later": True}], False),
    "later photos, recorded with one": ([{"recorded": -40, "photos": (), "later": True}], False),
    "one shown, one later": ([{**_BETWEEN, "photos": PHOTOS[:1], "later": True}], True),
    "the other shown": ([{**_BETWEEN, "photos": PHOTOS[1:], "later": True}], False),
    "a refusal of later ones too": ([{}, {**_BETWEEN, **_NO_LATER}], False),
    "a refusal of others": ([{}, {"photos": (), "decision": "deny"}], True),
    "what marks and masks meet": ([{"conditions": ["watermark_required", "eyes_masked"]}], True),
    "what nothing here meets": ([{"conditions": ["review_before_post"]}], False),
    "that beside what is met": ([{"conditions": ["eyes_masked", "no social media"]}], False),
    "that in another consent": ([{"conditions": ["review_before_post"]}, {}], True),
}


def test_r2_both_ways_say_what_is_right(runtime: Runtime) -> None:
    since = NOW - timedelta(hours=24)
    said = {}
    for told, (given_consents, _) in TOLD.items():
        case = case_of([Identifiability.NONE_APPARENT] * len(PHOTOS))
        consents = [plain_consent(f"c{n}", **facts) for n, facts in enumerate(given_consents)]
        for photo, hours in zip(case.photos, (40, 30), strict=True):
            photo.created_at = NOW - timedelta(hours=hours)
        publication = publication_of(case, set(PHOTOS), since, since)
        said[told] = _asked_both_ways(runtime, case, consents, publication)
    assert said == {told: (is_right, is_right) for told, (_, is_right) in TOLD.items()}


@pytest.mark.parametrize("facts", [{"later": True}, {"photos": (*PHOTOS, OTHER_PHOTO)}])
def test_r1_a_consent_never_covers_a_photo_of_another_case(
    runtime: Runtime, facts: dict[str, Any]
) -> None:
    case = case_of([Identifiability.NONE_APPARENT] * len(PHOTOS))
    shown = {PHOTOS[0], OTHER_PHOTO}
    publication = publication_of(case, shown, NOW, NOW)
    consents = [plain_consent("c0", **facts)]
    assert _asked_both_ways(runtime, case, consents, publication) == (False, False)


def _asked_both_ways(
    runtime: Runtime, case: Case, consents: list[ConsentRecord], publication: Publication
) -> tuple[bool, bool]:
    """Return what the policy in SQL says, and the one in Python; nothing is kept."""
    with Session(runtime.engine) as session:
        add_another_case(session)
        session.add_all([case, publication])
        session.flush()
        session.add_all(consents)
        session.flush()
        asked = _ASKED.where(Publication.id == publication.id)
        in_sql = session.execute(asked, at(NOW)).first() is not None
        in_python = verdict_on(publication, [row.as_value() for row in consents], NOW).permitted
        session.rollback()
    return in_sql, in_python


def test_the_condition_is_made_once_and_asked_about_any_instant(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = shown_on(("website_gallery", "website_embed:website"))
    monkeypatch.setattr("gallery.published.search.may_show", None)
    assert shown_on(("website_gallery", "website_embed:website")) is first
