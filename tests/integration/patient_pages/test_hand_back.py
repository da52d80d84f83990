"""Signing on the practice's device: a receipt that ends, and nothing of her stays on it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from gallery.models import ConsentRecord, LedgerEvent, PatientLink
from gallery.runtime import Runtime
from tests.integration.staff.staff_page import Page
from tests.support.fake_clock import FakeClock
from tests.support.patient import answers

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
        assert session.execute(select(PatientLink)).first() is None, "no key before she sees it"
        receipt = session.execute(select(ConsentRecord.receipt_id)).scalar_one()
    answer = client.get(location)
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
