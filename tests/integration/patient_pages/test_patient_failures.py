"""Where a link opens nothing, she is told why and what to do, in her language."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from gallery.actions.request_consent import cancel_request
from gallery.actions.set_practice import set_practice
from gallery.clock import utc_now
from gallery.errors import StorageUnavailable
from gallery.imaging.refusals import busy
from gallery.models import Case, ConsentRecord, PatientLink, Photo, SigningRequest
from gallery.runtime import OPERATOR, Runtime, UnitOfWork
from gallery.web.patient import mine
from tests.support.patient import drawing, sign
from tests.support.practice import Practice


def expire(uow: UnitOfWork, request: SigningRequest) -> None:
    request.expires_at = utc_now() - timedelta(seconds=1)


def cancel(uow: UnitOfWork, request: SigningRequest) -> None:
    cancel_request(uow, request.id)


def alter(uow: UnitOfWork, request: SigningRequest) -> None:
    """Change what she was asked, as nobody can who leaves the guards in place."""
    connection = uow.session.connection()
    where = " ON signing_requests" if connection.dialect.name == "postgresql" else ""
    connection.execute(text(f"DROP TRIGGER signing_requests_asked{where}"))
    request.text_sha256 = "0" * 64


def purge(uow: UnitOfWork, request: SigningRequest) -> None:
    uow.get(Case, request.case_id, "case").state = "purged"


def remove_photo(uow: UnitOfWork, request: SigningRequest) -> None:
    uow.session.execute(select(Photo)).scalars().all()[0].state = "erased"


CHANGES = [
    (expire, 410, "This link has expired"),
    (cancel, 410, "This form was taken back"),
    (alter, 409, "This form cannot be signed"),
    (purge, 409, "The photos are erased"),
    (remove_photo, 409, "The photos have changed"),
]


@pytest.mark.parametrize(("change", "status", "title"), CHANGES, ids=lambda v: str(v)[:20])
def test_a_link_that_opens_nothing_says_why_to_reader_and_signer(
    client: FlaskClient,
    runtime: Runtime,
    token: str,
    change: Callable[[UnitOfWork, SigningRequest], None],
    status: int,
    title: str,
) -> None:
    with runtime.unit_of_work(OPERATOR) as uow:
        change(uow, uow.session.execute(select(SigningRequest)).scalar_one())
    for answer in (client.get(f"/consents/{token}"), sign(client, token)):
        assert answer.status_code == status
        assert f"<title>{title}" in answer.text
        assert f'href="/consents/{token}"' not in answer.text


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/consents/nothing", "This link leads to no form"),
        ("/consents/nothing/photos/1.jpg", "This link leads to no form"),
        ("/my/nothing", "This link leads to no page"),
        ("/my/nothing/consents/x/copy", "This link leads to no page"),
    ],
)
def test_a_link_that_nobody_gave_out_opens_nothing(
    client: FlaskClient, path: str, title: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert f"<title>{title}" in answer.text


def test_a_link_that_was_replaced_says_so(client: FlaskClient, runtime: Runtime, hers: str) -> None:
    with runtime.unit_of_work(OPERATOR) as uow:
        uow.session.execute(select(PatientLink)).scalar_one().revoked_at = uow.now
    for answer in (client.get(f"/my/{hers}"), client.post(f"/my/{hers}/withdrawal")):
        assert answer.status_code == 410
        assert "This link was replaced" in answer.text


@pytest.mark.parametrize(
    ("asked", "query", "word"),
    [
        ("es-MX,es;q=0.9", "", "Este enlace"),
        ("de", "", "This link"),
        ("en", "?language=es", "Este"),
    ],
)
def test_failures_speak_the_reader_s_language(
    client: FlaskClient, asked: str, query: str, word: str
) -> None:
    answer = client.get(f"/consents/nothing{query}", headers={"Accept-Language": asked})
    assert f"<title>{word}" in answer.text


def test_failures_name_the_practice_and_how_to_reach_it(
    client: FlaskClient, practice: Practice
) -> None:
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        set_practice(uow, {"name": "Alder", "contact_url": "https://alder.example/call"})
    page = client.get("/my/nothing").text
    assert "ask Alder for a new link" in page
    assert 'href="https://alder.example/call"' in page


def test_scripts_get_the_code_as_json(client: FlaskClient) -> None:
    answer = client.get("/my/nothing", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert answer.get_json()["error"]["code"] == "my_link_unknown"


def test_a_form_that_is_too_large_is_told_as_such(client: FlaskClient, token: str) -> None:
    form = "multipart/form-data; boundary=x"
    body = b"--x\r\n" + b"a" * 50_000_000
    for path in (f"/consents/{token}", f"/consents/{token}/refusal"):
        answer = client.post(path, data=body, content_type=form)
        assert answer.status_code == 413
        assert "too large to send" in answer.text
        assert f'href="/consents/{token}"' in answer.text


def test_a_broken_part_is_told_without_reading_the_database(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StorageUnavailable("Away.")

    monkeypatch.setattr(mine, "patient_page", fail)
    answer = client.get("/my/anything")
    assert answer.status_code == 503
    assert "Not possible just now" in answer.text
    assert 'href="/theme.css' not in answer.text  # the practice's colours are in the database


def test_a_busy_server_keeps_what_she_entered(
    client: FlaskClient, token: str, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_busy(*_: object) -> bytes:
        raise busy(20)

    monkeypatch.setattr("gallery.actions.sign_consent.clean_signature", too_busy)
    answer = sign(client, token, signer_name="Ann Bell", signature=drawing())
    assert answer.status_code == 503
    assert "too busy to look at your drawing" in answer.text
    assert 'value="Ann Bell"' in answer.text
    with runtime.reading() as session:
        assert session.execute(select(ConsentRecord)).first() is None


def test_a_busy_database_keeps_what_she_entered(
    client: FlaskClient, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StorageUnavailable("Busy.", code="database_busy")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("gallery.actions.sign_consent.keep_own_pdf", fail)
        answer = sign(client, token, signer_name="Ann Bell")
    assert answer.status_code == 503
    assert "too busy to keep your answers" in answer.text
    assert 'value="Ann Bell"' in answer.text
    assert sign(client, token, signer_name="Ann Bell").status_code == 303
