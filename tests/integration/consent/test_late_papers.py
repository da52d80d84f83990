"""A paper that was signed before a withdrawal and reaches the record after it (rule R4)."""

from datetime import datetime, timedelta

import pytest

from gallery.actions.reconcile import Options, reconcile
from gallery.actions.withdraw_as_patient import withdraw_as_patient
from gallery.clock import utc_now
from gallery.consent.policy import scope_in_force
from gallery.errors import InvalidInput
from gallery.models import ConsentRecord
from gallery.runtime import SYSTEM
from tests.support.practice import Practice, scopes

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
BOTH = scopes(website_gallery="permit", print="permit")


@pytest.fixture
def case_id(practice: Practice) -> str:
    """Return a case of which the website, and nothing else, was withdrawn just now."""
    made = practice.case()
    practice.pair(made)
    practice.withdraw(practice.consent(made, scopes=BOTH).id, "website_gallery")
    return made


def refusal(practice: Practice, case_id: str, **changes: object) -> InvalidInput:
    with pytest.raises(InvalidInput) as refused:
        practice.consent(case_id, **changes)
    return refused.value


def speaking(consent: ConsentRecord, now: datetime) -> set[str]:
    return {s.channel for s in consent.scopes if scope_in_force(s.as_value(), now)}


def test_r4_a_paper_older_than_the_withdrawal_is_refused(practice: Practice, case_id: str) -> None:
    refused = refusal(practice, case_id)
    today = utc_now().astimezone(practice.runtime.settings.zone).date()
    assert refused.code == "withdrawn_since_signed"
    assert f"Website gallery on {today} at " in refused.message
    assert set(refused.fields) == {"signed_at", "as_evidence"}
    assert "Print" not in refusal(practice, case_id, scopes=BOTH).message


@pytest.mark.parametrize(
    "changes",
    [
        {"scopes": scopes(print="permit")},
        {"scopes": scopes(website_gallery="deny")},
        {"signed_at": "now"},
    ],
)
def test_what_the_withdrawal_does_not_reach_is_recorded(
    practice: Practice, case_id: str, changes: dict[str, object]
) -> None:
    if "signed_at" in changes:
        changes = {"signed_at": utc_now()}
    consent = practice.consent(case_id, **changes)
    assert speaking(consent, utc_now()) == {scope.channel for scope in consent.scopes}


def test_r4_as_evidence_it_permits_only_what_was_not_withdrawn(
    practice: Practice, case_id: str
) -> None:
    consent = practice.consent(case_id, scopes=BOTH, as_evidence=True)
    assert speaking(consent, utc_now()) == {"print"}
    found: list[object] = []
    reconcile(practice.runtime, SYSTEM, Options(), found=lambda one, _: found.append(one))
    assert found == []
    # It is a withdrawal as good as the first: the next paper of those days is late too.
    assert refusal(practice, case_id).code == "withdrawn_since_signed"


def test_r4_a_renewal_does_not_escape_a_withdrawal(practice: Practice) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    first = practice.consent(case_id, scopes=BOTH, signed_at=utc_now() - timedelta(days=9))
    practice.withdraw(first.id, "website_gallery")
    refused = refusal(practice, case_id, supersedes=first.id, scopes=BOTH)
    assert refused.code == "withdrawn_since_signed"


def test_r2_an_older_signature_does_not_take_the_place_of_a_newer_one(practice: Practice) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    denial = practice.consent(case_id, scopes=scopes(print="deny"))
    older = {"signed_at": utc_now() - timedelta(days=3), "supersedes": denial.id}
    assert refusal(practice, case_id, **older).code == "superseded_is_newer"


def test_r4_taking_back_everything_reaches_papers_in_the_drawer(practice: Practice) -> None:
    practice.introduce()
    first, other = practice.case(), practice.case()
    for case_id in (first, other):
        practice.pair(case_id)
    signed = practice.sign(practice.request(first))
    withdraw_as_patient(practice.runtime, signed.my_token)
    assert refusal(practice, other).code == "withdrawn_since_signed"
    paper = utc_now()
    withdraw_as_patient(practice.runtime, signed.my_token)  # nothing stands: the paper falls
    assert refusal(practice, other, signed_at=paper).code == "withdrawn_since_signed"
    practice.consent(other, signed_at=utc_now())
