"""Her own page: where her photos are shown, her copy, and how she stops it."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from gallery.actions.find_cases import load_case
from gallery.actions.issue_patient_link import issue_patient_link
from gallery.actions.place_case import place_case
from gallery.clock import utc_now
from gallery.errors import InvalidInput
from gallery.models import ConsentRecord, Takedown
from gallery.runtime import OPERATOR, Runtime
from tests.integration.staff.staff_page import Page
from tests.support.patient import invited, my_token, sign
from tests.support.practice import Practice, scopes

Read = Callable[..., Page]


@pytest.fixture
def shown(client: FlaskClient, practice: Practice) -> str:
    """Return the token of a patient whose photos are public."""
    case_id, token = invited(practice)
    signed = my_token(sign(client, token))
    practice.work()
    practice.publish(case_id)
    return signed


def withdraw(client: FlaskClient, token: str, **fields: str) -> str:
    answer = client.post(f"/my/{token}/withdrawal", data=fields)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def consent_id(runtime: Runtime) -> str:
    with runtime.reading() as session:
        return str(session.execute(select(ConsentRecord.id)).scalar_one())


def test_the_page_tells_where_each_photo_is_shown(read: Read, shown: str) -> None:
    page = read(f"/my/{shown}")
    assert page.html.count("Shown now: Our website") == 2
    assert "Agreed, shown now" in page.text
    assert "Thank you" not in page.text


def test_the_page_says_what_is_not_shown(read: Read, hers: str) -> None:
    page = read(f"/my/{hers}")
    assert page.html.count("Not shown anywhere now") == 2
    assert "Agreed, not shown now" in page.text


def test_thanks_are_for_a_receipt_of_hers_alone(read: Read, hers: str) -> None:
    assert "Thank you" not in read(f"/my/{hers}?signed=another").text


def test_her_photos_and_nobody_elses_are_sent(
    client: FlaskClient, read: Read, practice: Practice, hers: str
) -> None:
    own = [link for link in read(f"/my/{hers}").links if link.endswith(".jpg")]
    assert [client.get(link).status_code for link in own] == [200, 200]
    other = my_token(sign(client, invited(practice, chart_ref="MRN-2")[1]))
    foreign = [link for link in read(f"/my/{other}").links if link.endswith((".jpg", "/copy"))]
    assert len(foreign) == 3
    for link in foreign:
        assert client.get(link.replace(other, hers)).status_code == 404


def test_r4_withdrawing_everything_takes_one_form_without_a_field(
    client: FlaskClient, read: Read, shown: str
) -> None:
    public = read("/").links
    location = withdraw(client, shown)
    assert re.fullmatch(rf"/my/{shown}#withdrawal-\w+", location)
    page = read(location)
    assert location.partition("#")[2] in page.html
    assert "Withdrawn: everything" in page.text
    assert "You withdrew everything on" in page.text
    assert "no consent of yours is in force" in page.text
    case = next(link for link in public if link.startswith("/cases/"))
    assert client.get(case).status_code == 410


def test_r4_one_place_is_withdrawn_and_the_others_stay(
    client: FlaskClient, runtime: Runtime, read: Read, shown: str
) -> None:
    withdraw(client, shown, consent_id=consent_id(runtime), channel="website_gallery")
    page = read(f"/my/{shown}")
    assert "Withdrawn: Our website" in page.text
    assert "Yes, withdraw “Our website” now" not in page.text
    assert "Yes, withdraw “Social media: Instagram” now" in page.text


def test_r4_two_consents_of_a_case_are_one_withdrawal(
    client: FlaskClient, read: Read, practice: Practice, runtime: Runtime, shown: str
) -> None:
    with runtime.reading() as session:
        case_id = session.execute(select(ConsentRecord.case_id)).scalar_one()
    practice.consent(case_id, scopes=scopes(website_gallery="permit", print="permit"))
    with runtime.unit_of_work(OPERATOR) as uow:
        place_case(uow, case_id, "print", None, "the leaflet at the front desk")
    withdraw(client, shown)
    with runtime.reading() as session:
        surfaces = sorted(session.execute(select(Takedown.surface)).scalars())
        kept = session.execute(select(ConsentRecord.withdrawn_at)).scalars().all()
    assert surfaces == ["origin", "print", "site:website"]
    assert None not in kept
    assert read(f"/my/{shown}").html.count('id="withdrawal-') == 1


def test_r4_withdrawing_twice_changes_nothing_and_is_no_error(
    client: FlaskClient, runtime: Runtime, shown: str
) -> None:
    identity = consent_id(runtime)
    one = {"consent_id": identity, "channel": "website_gallery"}
    for fields in (one, one, {}, {}, {"consent_id": identity}):
        withdraw(client, shown, **fields)
    with runtime.reading() as session:
        events = set(session.execute(select(Takedown.event_id)).scalars())
    assert len(events) == 2


def test_r4_what_is_not_on_record_can_be_withdrawn_from_a_page_where_nothing_stands(
    client: FlaskClient, read: Read, practice: Practice
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        _, token = issue_patient_link(uow, load_case(uow.session, case_id).subject_id)
    before = read(f"/my/{token}")
    assert "Withdraw everything, also what I signed on paper" in before.text
    assert "You withdrew everything" not in before.text
    assert withdraw(client, token) == f"/my/{token}#everything"
    page = read(f"/my/{token}")
    assert 'id="everything"' in page.html
    assert "You withdrew everything on" in page.text
    with pytest.raises(InvalidInput, match="withdrew after this was signed"):
        practice.consent(case_id)


def test_r4_a_long_reason_does_not_stop_a_withdrawal(client: FlaskClient, hers: str) -> None:
    withdraw(client, hers, reason="because " * 500)


def test_the_confirmation_follows_every_surface_until_all_are_clear(
    client: FlaskClient, runtime: Runtime, read: Read, shown: str
) -> None:
    withdraw(client, shown)
    page = read(f"/my/{shown}")
    assert "Not yet cleared" in page.text
    assert "has to clear the rest by" in page.text
    assert "Look again" in page.text
    states = {"origin": "verified_gone", "site:website": "no_known_page"}
    with runtime.unit_of_work(OPERATOR) as uow:
        for task in uow.session.execute(select(Takedown)).scalars():
            task.state = states.get(task.surface, "never_shown")
    page = read(f"/my/{shown}")
    assert "has to clear the rest by" not in page.text
    assert page.html.count("surface--done") == 1, "the mark of a check stands where one was made"
    assert "Done. Every place that we know of is cleared." in page.text
    assert "Look again" not in page.text


def test_what_a_later_consent_overtook_is_not_called_cleared(
    client: FlaskClient, runtime: Runtime, read: Read, shown: str
) -> None:
    withdraw(client, shown)
    with runtime.unit_of_work(OPERATOR) as uow:
        site, origin = uow.session.execute(
            select(Takedown).order_by(Takedown.surface.desc())
        ).scalars()
        site.state = "overtaken"
    assert "0 of 1 places are cleared" in read(f"/my/{shown}").text
    with runtime.unit_of_work(OPERATOR) as uow:
        uow.get(Takedown, origin.id, "task").state = "verified_gone"
    page = read(f"/my/{shown}")
    assert "Nothing of this is left to clear" in page.text
    assert "Every place that we know of is cleared" not in page.text
    assert "Not cleared: allowed again" in page.text
    assert page.html.count("surface--done") == 1


def test_what_is_overdue_is_said_openly(
    client: FlaskClient, runtime: Runtime, read: Read, shown: str
) -> None:
    withdraw(client, shown)
    with runtime.unit_of_work(OPERATOR) as uow:
        for task in uow.session.execute(select(Takedown)).scalars():
            task.state, task.deadline_at = "failed", utc_now()
    page = read(f"/my/{shown}")
    assert "Was due by" in page.text
    assert "Some of it should be done already" in page.text
    assert "mark--late" in page.html


def test_the_address_of_the_form_leads_back_to_the_page(client: FlaskClient, hers: str) -> None:
    assert client.get(f"/my/{hers}/withdrawal").headers["Location"] == f"/my/{hers}"


def test_a_consent_of_somebody_else_cannot_be_withdrawn(
    client: FlaskClient, practice: Practice, hers: str
) -> None:
    case_id = practice.case(chart_ref="MRN-2")
    practice.pair(case_id)
    foreign = practice.consent(case_id)
    answer = client.post(f"/my/{hers}/withdrawal", data={"consent_id": foreign.id})
    assert answer.status_code == 404
    assert f'href="/my/{hers}"' in answer.text
