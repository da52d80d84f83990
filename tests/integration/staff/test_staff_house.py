"""Texts, sites, checks, exports: the pages that look after the installation."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from gallery.actions.consent_texts import all_texts
from gallery.actions.manage_sites import add_site
from gallery.actions.reconcile import reconcile
from gallery.clock import utc_now
from gallery.models import ConsentTextVersion, Job, LedgerEvent, Site
from gallery.runtime import OPERATOR, SYSTEM, Runtime
from tests.integration.staff.staff_page import Page
from tests.support.installation import PASSWORD
from tests.support.practice import Practice

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

Browser = Callable[[str], FlaskClient]
NEW = "/staff/texts/new"


def started(client: FlaskClient, start: str = "photo-release/1/en") -> str:
    """Return the source that the form begins with."""
    page = client.get(NEW, query_string={"start": start}).get_data(as_text=True)
    found = re.search(r'name="source"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert found
    return found[1].replace("&#34;", '"').replace("&#39;", "'").replace("&amp;", "&")


def test_every_text_is_listed_with_what_it_lacks(signed_in: Browser) -> None:
    page = Page(signed_in("administrator").get("/staff/texts"))
    assert "your default" in page.text
    assert "Holds everything" in page.text
    assert re.search(r"Lacks \d+ elements Written for AU-AHPRA", page.text)


def test_a_text_is_read_as_a_patient_reads_it(signed_in: Browser) -> None:
    page = Page(signed_in("editor").get("/staff/texts/photo-release-eu/1/en"))
    assert "{practice}" not in page.text
    assert "[authority]" in page.text
    assert "the authority for complaints" in page.text
    client = signed_in("reviewer")
    assert client.get("/staff/texts/photo-release/9/en").status_code == 404


def test_r22_a_new_version_starts_from_an_old_one_and_is_checked_before_it_is_added(
    signed_in: Browser, runtime: Runtime
) -> None:
    client = signed_in("administrator")
    source = started(client)
    assert 'version = "2"' in source
    page = Page(client.post(NEW, data={"source": source, "do": "check"}))
    assert "not added yet" in page.text
    assert "Holds everything" in page.text
    with runtime.reading() as session:
        assert session.execute(select(ConsentTextVersion)).first() is None
    added = Page(client.post(NEW, data={"source": source, "do": "add"}, follow_redirects=True))
    assert "The version is added" in added.text
    again = Page(client.post(NEW, data={"source": source, "do": "add"}))
    assert (again.status, "version" in again.faults) == (409, True)
    with runtime.reading() as session:
        assert len(all_texts(session)) == 6


def test_a_text_that_lacks_an_element_says_so_before_it_is_added(signed_in: Browser) -> None:
    client = signed_in("administrator")
    source = started(client).replace('"hipaa.expiry"', "").replace("[, ", "[").replace(", ]", "]")
    page = Page(client.post(NEW, data={"source": source, "do": "check"}))
    assert "Lacks 1 element" in page.text
    assert "45 CFR 164.508(c)(1)(v)" in page.text


def test_each_fault_of_a_text_is_told_by_section_and_nothing_is_lost(signed_in: Browser) -> None:
    client = signed_in("administrator")
    source = started(client).replace('heading = "Money"', 'heading = ""')
    page = Page(client.post(NEW, data={"source": source, "do": "add"}))
    assert page.status == 422
    assert [name for name in page.faults if name.startswith("sections.")]
    assert "Your care does not depend on this" in page.html
    assert "source" in Page(client.post(NEW, data={"source": "a = = b"})).faults


def test_a_text_is_taken_from_a_file(signed_in: Browser) -> None:
    client = signed_in("administrator")
    sent = io.BytesIO(started(client).encode())
    page = Page(client.post(NEW, data={"source": "", "file": (sent, "text.toml")}))
    assert "not added yet" in page.text


def test_an_altered_text_is_marked(signed_in: Browser, runtime: Runtime) -> None:
    client = signed_in("administrator")
    with runtime.unit_of_work(OPERATOR) as uow:
        row = ConsentTextVersion(text_id="photo-release", version="2", language="en")
        row.source, row.sha256 = started(client), "0" * 64
        row.created_at, row.created_by = uow.now, "operator"
        uow.session.add(row)
    assert "Altered: cannot be used" in Page(client.get("/staff/texts")).text


def test_a_sites_secret_is_shown_once_and_rotated(signed_in: Browser, runtime: Runtime) -> None:
    client = signed_in("administrator")
    site = {"name": "Alder website", "origins": "https://www.alder.example"}
    assert (
        "Alder website" in Page(client.post("/staff/sites", data=site, follow_redirects=True)).text
    )
    path = "/staff/sites/alder-website"
    hook = {"webhook_url": "https://www.alder.example/hook", "pages": "https://www.alder.example/p"}
    assert "No page of this site is on record" in Page(client.get(path)).text
    first = Page(client.post(path, data=hook))
    assert "whsec_" in first.html
    assert "No page of this site is on record" not in first.text
    assert "whsec_" not in client.get(path).get_data(as_text=True)
    second = Page(client.post(f"{path}/secret"))
    assert "The old secret signs beside it" in second.text
    third = Page(client.post(f"{path}/secret", follow_redirects=True))
    assert "is being changed already" in third.text
    assert "whsec_" not in third.html
    retired = Page(client.post(f"{path}/secret/retirement", follow_redirects=True))
    assert "signed with the new secret alone" in retired.text
    with runtime.reading() as session:
        row = session.execute(select(Site).where(Site.key == "alder-website")).scalar_one()
        assert row.webhook_previous_secret_encrypted is None


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"name": "", "origins": "https://a.example"}, "name"),
        ({"name": "A", "origins": ""}, "origins"),
        ({"name": "A", "origins": "https://a.example/path"}, "origins"),
        ({"name": "A", "origins": "https://a.example", "pages": "file:///etc/passwd"}, "pages"),
    ],
)
def test_a_site_that_cannot_be_is_told_beside_its_field(
    signed_in: Browser, form: dict[str, str], field: str
) -> None:
    page = Page(signed_in("administrator").post("/staff/sites", data=form))
    assert page.status == 422
    assert field in page.faults


@pytest.mark.parametrize("address", ["http://a.example/hook", "https://127.0.0.1/hook"])
def test_a_webhook_that_may_not_be_reached_is_refused(
    signed_in: Browser, runtime: Runtime, address: str
) -> None:
    with runtime.unit_of_work(OPERATOR) as uow:
        add_site(uow, "Alder", ("https://alder.example",))
    page = Page(
        signed_in("administrator").post("/staff/sites/alder", data={"webhook_url": address})
    )
    assert page.status == 422
    assert "webhook_url" in page.faults
    assert page.fields["webhook_url"] == address


def test_checks_show_the_last_run_and_are_asked_for_once(
    signed_in: Browser, practice: Practice
) -> None:
    practice.published()
    client = signed_in("reviewer")
    assert "No checks yet" in Page(client.get("/staff/checks")).text
    reconcile(practice.runtime, SYSTEM)
    page = Page(client.get("/staff/checks"))
    assert "All agrees" in page.text
    assert "Unbroken" in page.text
    assert "run now" in Page(client.post("/staff/checks", follow_redirects=True)).text
    assert "running already" in Page(client.post("/staff/checks", follow_redirects=True)).text
    with practice.runtime.reading() as session:
        asked = session.execute(select(Job.id).where(Job.kind == "reconcile")).all()
    assert len(asked) == 1


def test_checks_name_what_they_found(signed_in: Browser, practice: Practice) -> None:
    case_id = practice.case()
    photo = practice.photo(case_id, "before")
    practice.runtime.store.delete([photo.original_key])
    late = utc_now() + timedelta(hours=2)
    with practice.runtime.unit_of_work(OPERATOR, at=late):
        reconcile(practice.runtime, SYSTEM)
    page = Page(signed_in("administrator").get("/staff/checks"))
    assert "1 discrepancy" in page.text
    assert "Files that are missing" in page.text


@pytest.mark.parametrize("kind", ["fhir-r4b", "fhir-r5", "receipt", "copy"])
def test_a_consent_is_exported_and_that_is_on_record(
    signed_in: Browser, practice: Practice, kind: str
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    consent = practice.consent(case_id)
    path = f"/staff/consents/{consent.id}/exports"
    answer = signed_in("reviewer").get(f"{path}/{kind}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert signed_in("editor").get(f"{path}/{kind}").status_code == 403
    with practice.runtime.reading() as session:
        actions = session.execute(select(LedgerEvent.action)).scalars().all()
    assert "consent.exported" in actions


def test_an_export_that_does_not_exist_is_not_found(signed_in: Browser) -> None:
    client = signed_in("administrator")
    assert client.get("/staff/consents/nothing/exports/nothing").status_code == 404
    assert client.get("/staff/consents/nothing/exports/receipt").status_code == 404
    assert client.get("/staff/exports/nothing").status_code == 404
    assert client.get("/staff/exports/takedowns").mimetype == "text/csv"


def test_a_patients_file_asks_for_the_password_once_more(
    signed_in: Browser, practice: Practice
) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    practice.consent(case_id)
    client, path = signed_in("reviewer"), f"/staff/cases/{case_id}/subject-file"
    assert "Your password" in Page(client.get(path)).text
    wrong = Page(client.post(path, data={"password": "not mine at all"}))
    assert (wrong.status, "password" in wrong.faults) == (422, True)
    with client.post(path, data={"password": PASSWORD}) as answer:
        names = zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
    assert answer.mimetype == "application/zip"
    assert any(name.startswith("originals/") for name in names)
    assert client.get("/staff/").status_code == 200
    assert client.post("/staff/cases/nothing/subject-file").status_code == 404
