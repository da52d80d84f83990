"""Whose a row is, and what decides where it is shown: a change of it past the guards is named."""

import pytest

from gallery.actions.delete_case import delete_case
from gallery.actions.edit_case import edit_case
from gallery.actions.edit_photo import edit_photo
from gallery.actions.find_cases import load_case
from gallery.actions.issue_patient_link import issue_patient_link, revoke_patient_links
from gallery.actions.reconciling.ledger import ledger_faults
from gallery.actions.reconciling.scan import Scan
from gallery.actions.unpublish_case import unpublish_case
from gallery.runtime import OPERATOR
from tests.integration.reconcile.conftest import Installation

FAR = "2099-01-01 00:00:00"


@pytest.fixture
def database_kind() -> str:
    """Compare on one database: nothing here is told apart by SQL."""
    return "sqlite"


@pytest.fixture
def cases(installation: Installation) -> tuple[str, str]:
    """Return the ids of a public case and of one of another patient, who signed by a link."""
    practice = installation.practice
    practice.introduce()
    public = practice.published()
    other = practice.case(chart_ref="OTHER")
    practice.pair(other)
    practice.sign(practice.request(other), "website_gallery")
    practice.work()
    return public, other


def named(installation: Installation) -> set[tuple[str, str]]:
    """Return what is named of what, without the advice, positions and final stop."""
    found = [one for page in ledger_faults(Scan(installation.runtime)) for one in page]
    said = ((one.what, one.words.partition(". Compare")[0]) for one in found)
    return {(what, "".join(one for one in words if not one.isdigit())) for what, words in said}


def test_whose_a_row_is(installation: Installation, cases: tuple[str, str]) -> None:
    public, other = cases
    hers = "SET subject_id = (SELECT subject_id FROM cases WHERE id = ?)"
    assert named(installation) == set()
    with installation.past_the_guards() as execute:
        execute(f"UPDATE consents {hers} WHERE case_id = ?", other, public)
        execute(f"UPDATE patient_links {hers}", public)
        execute(f"UPDATE cases {hers} WHERE id = ?", public, other)
        execute("UPDATE patient_links SET revoked_at = ?", FAR)
        execute("UPDATE signing_requests SET text_sha256 = 'x'")
    told, of_case = (
        "It is another patient's than event  tells",
        "It is another patient's than its case",
    )
    assert named(installation) == {
        ("consent", told),
        ("consent", of_case),
        ("case", told),
        ("request", of_case),
        ("request", "Not what the ledger told last: text_sha"),
        ("patient_link", told),
        ("patient_link", "Its revoked_at is not what the ledger tells"),
    }


def test_what_decides_where_it_is_shown(installation: Installation, cases: tuple[str, str]) -> None:
    facts = "UPDATE cases SET shows_nudity = true, is_adult_at_capture = false, area = 'breast'"
    with installation.past_the_guards() as execute:
        execute(f"{facts}, is_actual_patient = false WHERE id = ?", cases[0])
        execute("UPDATE case_procedures SET procedure = 'x' WHERE case_id = ?", cases[0])
        face = "UPDATE photos SET role = 'after', identifiability = 'full_face', created_at = ?"
        execute(f"{face} WHERE case_id = ? AND role = 'before'", FAR, cases[0])
        execute("UPDATE publications SET stands_since = ?, channel = 'print'", FAR)
        execute("UPDATE published_photos SET photo_id = (SELECT min(id) FROM photos)")
    first = "Not what the ledger told last: "
    all_facts = "area, is_actual_patient, is_adult_at_capture, procedures, shows_nudity"
    assert named(installation) == {
        ("case", first + all_facts),
        ("photo", f"{first}identifiability, role"),
        ("photo", "Its created_at is after the event of its upload"),
        ("publication", "Not as it was published by event : channel, stands_since, photos"),
    }


def test_what_is_gone(installation: Installation, cases: tuple[str, str]) -> None:
    with installation.past_the_guards() as execute:
        for table in ("patient_links", "signing_requests", "media_keys"):
            execute(f"DELETE FROM {table}")  # noqa: S608 - names of tables
    gone = "Event  names this {0}, and there is no such row"
    assert named(installation) == {
        *((what, gone.format(what)) for what in ("patient_link", "request")),
        ("publication", "A photo that it shows has no public name left"),
    }


def test_whatever_staff_do_is_no_fault(installation: Installation, cases: tuple[str, str]) -> None:
    public, other = cases
    with installation.runtime.unit_of_work(OPERATOR) as uow:
        edit_case(uow, other, {"shows_nudity": True, "area": "legs", "title": "Another"})
        photo = load_case(uow.session, public).photos[0]
        edit_photo(uow, photo.id, {"identifiability": "distinctive_mark", "quarter_turns": 1})
        hers = load_case(uow.session, other).subject_id
        revoke_patient_links(uow, hers)
        issue_patient_link(uow, hers)
    known = installation.practice.consent(other)
    installation.practice.consent(other, supersedes=known.id)
    with installation.runtime.unit_of_work(OPERATOR) as uow:
        unpublish_case(uow, public)
        delete_case(uow, public)
    installation.practice.work()
    assert named(installation) == set()


def test_events_from_before_are_compared_as_far_as_they_go(
    installation: Installation, cases: tuple[str, str]
) -> None:
    with installation.past_the_guards() as execute:
        less = "json_remove(details, '$.subject_id', '$.after')"
        execute(f"UPDATE ledger_events SET details = {less}")  # noqa: S608 - as above
    assert {what for what, _ in named(installation)} == {"chain"}
