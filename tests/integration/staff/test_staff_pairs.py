"""The page of one pair: what it tells, and what works without script."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from gallery.actions.pair_alignment import AlignmentState, alignment_of
from gallery.models import Pair
from gallery.runtime import Runtime
from tests.integration.staff.staff_page import Page
from tests.support.practice import Practice
from tests.support.shifted import shifted_pair

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

Browser = Callable[[str], FlaskClient]


@pytest.fixture
def path(practice: Practice) -> str:
    """Return the address of a pair that was compared."""
    case_id = practice.case()
    before, after = shifted_pair()
    photos = [
        practice.photo(case_id, role, content=content).id
        for role, content in (("before", before), ("after", after))
    ]
    pair_id = practice.pair_up(case_id, photos[0], photos[1])
    practice.work()
    return f"/staff/pairs/{pair_id}"


def state_of(runtime: Runtime, path: str) -> AlignmentState:
    with runtime.reading() as session:
        return alignment_of(session.get_one(Pair, path.rpartition("/")[2])).state


def test_a_proposal_is_applied_and_undone_by_plain_forms(
    signed_in: Browser, runtime: Runtime, path: str
) -> None:
    client = signed_in("editor")
    page = Page(client.get(path))
    assert "Alignment proposed" in page.text
    assert "5 of 9 checks pass" in page.text
    assert "Step back: 6 cm for each metre" in page.text
    applied = Page(client.post(f"{path}/alignment", follow_redirects=True))
    assert "The pictures are made again" in applied.text
    assert state_of(runtime, path) is AlignmentState.APPLIED
    client.post(f"{path}/alignment/undo")
    assert state_of(runtime, path) is AlignmentState.PROPOSED
    again = Page(client.post(f"{path}/alignment/undo"))
    assert (again.status, "This pair is not aligned." in again.text) == (409, True)


def test_a_correction_keeps_what_was_typed_when_it_is_refused(
    signed_in: Browser, runtime: Runtime, path: str
) -> None:
    client = signed_in("editor")
    typed = {"dx_px": "12", "dy_px": "-8", "scale_percent": "300", "rotation_deg": "steep"}
    refused = Page(client.post(f"{path}/correction", data=typed))
    assert refused.status == 422
    assert set(refused.faults) == {"rotation_deg"}
    assert refused.fields["scale_percent"] == "300"
    beyond = Page(client.post(f"{path}/correction", data=typed | {"rotation_deg": "2"}))
    assert set(beyond.faults) == {"scale_percent"}
    good = typed | {"rotation_deg": "2", "scale_percent": "98"}
    shown = Page(client.post(f"{path}/correction", data=good, follow_redirects=True))
    assert shown.fields["scale_percent"] == "98.00"
    assert state_of(runtime, path) is AlignmentState.CORRECTED


def test_staff_judge_what_no_picture_tells(signed_in: Browser, path: str) -> None:
    client = signed_in("editor")
    client.post(f"{path}/checks/posture", data={"passes": "yes"})
    page = Page(client.get(path))
    assert "6 of 9 checks pass" in page.text
    assert "editor@" in page.text
    refused = Page(client.post(f"{path}/checks/lighting", data={"passes": "no"}))
    assert (refused.status, "not judged by hand" in refused.text) == (409, True)


def test_viewers_look_and_change_nothing(signed_in: Browser, path: str) -> None:
    client = signed_in("viewer")
    page = Page(client.get(path))
    assert page.status == 200
    assert not [action for action in page.actions if "/pairs/" in action]
    assert "/working.jpg" not in page.html
    assert client.post(f"{path}/alignment").status_code == 403


def test_the_case_tells_score_and_state_of_each_pair(signed_in: Browser, path: str) -> None:
    client = signed_in("viewer")
    case_path = next(link for link in Page(client.get(path)).links if "#pairs" in link)
    case = Page(client.get(case_path.partition("#")[0]))
    assert path in case.links
    assert "Alignment proposed" in case.text
    assert "5 of 9 checks pass" in case.text
