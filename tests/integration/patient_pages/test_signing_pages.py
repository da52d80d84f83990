"""Reading and signing a consent through its link, as a browser without script does."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from gallery.consent.record import Identifiability
from gallery.models import ConsentRecord, SigningRequest
from gallery.runtime import Runtime
from tests.integration.staff.staff_page import Page
from tests.support.patient import CHANNELS, answers, drawing, invited, my_token, sign
from tests.support.practice import Practice

Read = Callable[..., Page]


def consents(runtime: Runtime) -> list[ConsentRecord]:
    with runtime.reading() as session:
        rows = session.execute(select(ConsentRecord)).scalars().all()
        for row in rows:
            assert row.scopes is not None
        return list(rows)


def test_the_page_holds_photos_text_choices_and_nothing_ticked(read: Read, token: str) -> None:
    page = read(f"/consents/{token}")
    assert page.status == 200
    assert page.html.count("<img") == 2
    assert "Permission to show photographs of my treatment" in page.text
    assert "Your care does not depend on this" in page.text
    assert page.ticked == set()
    for channel in CHANNELS:
        assert f'value="{channel}"' in page.html
    assert {"signer_name", "authority_text", "signature"} <= set(page.fields)


def test_each_photo_can_be_opened_by_itself(client: FlaskClient, read: Read, token: str) -> None:
    links = [link for link in read(f"/consents/{token}").links if link.endswith(".jpg")]
    assert len(links) == 2
    for link in links:
        answer = client.get(link)
        assert answer.content_type == "image/jpeg"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert client.get(f"/consents/{token}/photos/3.jpg").status_code == 404


def test_the_page_is_in_the_language_of_the_link(read: Read, practice: Practice) -> None:
    page = read(f"/consents/{invited(practice, language='es')[1]}")
    assert '<html lang="es">' in page.html
    assert "Firmar y aceptar" in page.text
    assert "Permiso para mostrar" in page.text


@pytest.mark.parametrize("signature", [drawing(), ""], ids=["drawn", "typed"])
def test_signing_leads_to_her_own_page_with_receipt_and_copy(
    client: FlaskClient, runtime: Runtime, read: Read, token: str, signature: str
) -> None:
    answer = sign(client, token, signature=signature)
    assert answer.status_code == 303
    page = read(answer.headers["Location"])
    (row,) = consents(runtime)
    assert "Thank you. Your consent is signed." in page.text
    assert row.receipt_id in page.text
    assert (row.evidence_sha256 or "?") in page.text
    assert re.search(rf"http://\S+/my/{my_token(answer)}\b", page.text)
    copy = client.get(f"/my/{my_token(answer)}/consents/{row.id}/copy")
    assert copy.data.startswith(b"%PDF")
    assert f'filename="consent-{row.id}.pdf"' in copy.headers["Content-Disposition"]


def test_only_what_was_ticked_is_permitted(
    client: FlaskClient, runtime: Runtime, token: str
) -> None:
    sign(client, token, channels=["print"], demographics=None)
    (row,) = consents(runtime)
    with runtime.reading() as session:
        value = session.merge(row).as_value()
    assert {(scope.channel, str(scope.decision)) for scope in value.scopes} == {("print", "permit")}
    assert value.demographics == frozenset()
    assert value.identifiability == {Identifiability.NONE_APPARENT}


def test_a_refused_form_keeps_everything_and_names_each_field(
    client: FlaskClient, token: str
) -> None:
    sent = answers(has_read=None, grantor="guardian", authority_text="", strokes='[{"points":[]}]')
    answer = client.post(f"/consents/{token}", data=sent)
    page = Page(answer)
    assert answer.status_code == 422
    assert {("channels", "website_gallery"), ("grantor", "guardian"), ("was_adult", "yes")} <= (
        page.ticked
    )
    assert page.fields["signer_name"] == "Jane Q. Example"
    assert page.fields["strokes"] == '[{"points":[]}]'
    assert {"#f-has_read", "#f-authority_text", "#f-subject_name"} <= set(page.links)
    for name in ("has_read", "authority_text", "subject_name"):
        assert f'id="e-{name}"' in page.html
        assert re.search(rf'name="{name}"[^>]*aria-describedby="[^"]*e-{name}"', page.html)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("channels", "directory:realself", "Tick at least one place"),
        ("channels", None, "Tick at least one place"),
        ("was_adult", None, "under 18"),
        ("signer_name", "   ", "Type your full name"),
        ("grantor", "nobody", "Say who is signing"),
        ("signature", "data:image/png;base64,aGVsbG8=", "The drawing could not be read"),
        ("signature", "data:image/png;base64," + "A" * 2_900_000, "too large to be kept"),
    ],
)
def test_what_cannot_be_signed_is_refused_and_nothing_is_recorded(
    client: FlaskClient, runtime: Runtime, token: str, field: str, value: str | None, words: str
) -> None:
    answer = sign(client, token, **{field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert "<title>Nothing has been signed yet" in answer.text
    assert consents(runtime) == []


def test_what_she_types_is_text_and_never_markup(client: FlaskClient, token: str) -> None:
    hostile = '"><script>alert(1)</script>'
    answer = sign(client, token, signer_name=hostile, strokes=hostile, has_read=None)
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text


def test_sending_twice_makes_one_consent_and_explains_itself(
    client: FlaskClient, runtime: Runtime, token: str
) -> None:
    first, second = sign(client, token), sign(client, token)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] != second.headers["Location"]
    assert client.get(second.headers["Location"]).status_code == 200
    other = sign(client, token, signer_name="Somebody Else")
    for again in (other, client.get(f"/consents/{token}")):
        assert again.status_code == 410
        assert "nothing was recorded twice" in again.text
    assert len(consents(runtime)) == 1


def test_declining_is_confirmed_and_recorded_without_a_reason(
    client: FlaskClient, runtime: Runtime, token: str
) -> None:
    assert client.get(f"/consents/{token}/refusal").headers["Location"] == f"/consents/{token}"
    answer = client.post(f"/consents/{token}/refusal")
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"])
    assert page.status_code == 200
    assert "You have declined" in page.text
    assert client.get(f"/consents/{token}").status_code == 410
    assert sign(client, token).status_code == 410
    with runtime.reading() as session:
        states = session.execute(select(SigningRequest.state)).scalars().all()
        assert session.execute(select(func.count(ConsentRecord.id))).scalar_one() == 0
    assert states == ["declined"]
