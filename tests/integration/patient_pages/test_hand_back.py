"""Signing on the practice's device: a receipt that ends, and nothing of her stays on it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from gallery.actions.end_consent import end_consent
from gallery.actions.issue_patient_link import revoke_patient_links
from gallery.actions.withdraw_consent import withdraw_consent
from gallery.models import ConsentRecord, LedgerEvent, PatientLink
from gallery.runtime import OPERATOR, Runtime
from tests.integration.staff.staff_page import Page
from tests.support.fake_clock import FakeClock
from tests.support.patient import answers, invited
from tests.support.practice import Practice

Read = Callable[..., Page]
CLOSED = "You can give this device back."


def sign_here(client: FlaskClient, token: str) -> str:
    answer = client.post(f"/consents/{token}?device=practice", data=answers())
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_the_form_on_our_device_leads_to_a_receipt_and_not_to_her_page(
    client: FlaskClient, runtime: Runtime, read: Read, token: str
) -> None:
    assert "device=practice" in read(f"/consents/{token}?device=practice").html
    location = sign_here(client, token)
    assert location == f"/consents/{token}/receipt"
    with runtime.reading() as session:
        receipt = session.execute(select(ConsentRecord.receipt_id)).scalar_one()
    client.get(location)
    answer = client.get(location)
    with runtime.reading() as session:
        keys = session.execute(select(func.count()).select_from(PatientLink)).scalar_one()
        assert keys == 1, "a page that is read again gives out no other key"
    page = Page(answer)
    assert receipt in page.text
    assert not [link for link in page.links if "/my/" in link]
    own = re.search(r"http://\S+(/my/[\w-]+)", page.text)
    assert own is not None
    assert "Download your copy" in read(own[1]).text
    assert 0 < int(answer.headers["Refresh"]) <= 600


def test_after_handing_back_neither_back_nor_sending_again_shows_anything_of_hers(
    client: FlaskClient, runtime: Runtime, read: Read, token: str
) -> None:
    receipt = sign_here(client, token)
    for _ in range(2):
        answer = client.post(receipt)
        assert (answer.status_code, answer.headers["Location"]) == (303, receipt)
        assert answer.headers["Clear-Site-Data"] == '"cache"'
        assert "gallery-receipt=;" in answer.headers["Set-Cookie"]
    closed = read(receipt)
    assert CLOSED in closed.text
    assert "/my/" not in closed.html
    assert client.get(f"/consents/{token}").status_code == 410
    for query in ("", "?device=practice"):
        assert client.post(f"/consents/{token}{query}", data=answers()).status_code == 410
    with runtime.reading() as session:
        told = LedgerEvent.action == "signing.handed_back"
        assert session.execute(select(func.count()).where(told)).scalar_one() == 1


def test_the_receipt_closes_by_itself(
    client: FlaskClient, read: Read, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = FakeClock(datetime.now(UTC))
    clock.install(monkeypatch)
    receipt = sign_here(client, token)
    assert CLOSED not in read(receipt).text
    clock.pass_by(seconds=601)
    assert CLOSED in read(receipt).text


def test_an_unsigned_form_has_no_receipt(read: Read, token: str) -> None:
    assert CLOSED in read(f"/consents/{token}/receipt").text
    assert read("/consents/nobody/receipt").status == 404


def test_signed_elsewhere_or_in_another_browser_there_is_no_receipt(
    client: FlaskClient, runtime: Runtime, practice: Practice, token: str
) -> None:
    client.post(f"/consents/{token}", data=answers())
    assert CLOSED in Page(client.get(f"/consents/{token}/receipt")).text
    ours = invited(practice)[1]
    receipt = sign_here(client, ours)
    assert CLOSED not in Page(client.get(receipt)).text
    stranger = client.application.test_client()
    assert CLOSED in Page(stranger.get(receipt)).text
    with runtime.reading() as session:
        assert len(session.execute(select(PatientLink)).all()) == 2, "one for each signature"


@pytest.mark.parametrize("ended", ["withdrawn", "entered_in_error", "links"])
def test_what_was_taken_back_opens_no_receipt_and_gives_no_key(
    client: FlaskClient, runtime: Runtime, token: str, ended: str
) -> None:
    receipt = sign_here(client, token)
    with runtime.unit_of_work(OPERATOR) as uow:
        consent = uow.session.execute(select(ConsentRecord)).scalar_one()
        if ended == "withdrawn":
            withdraw_consent(uow, consent.id, None)
        elif ended == "links":
            revoke_patient_links(uow, consent.subject_id)
        else:
            end_consent(uow, consent.id, ended, "Another patient's form.")
    assert client.post(f"/consents/{token}?device=practice", data=answers()).status_code == 410
    assert CLOSED in Page(client.get(receipt)).text
    with runtime.reading() as session:
        assert len(session.execute(select(PatientLink)).all()) == 1
