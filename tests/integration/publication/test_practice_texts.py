"""R13: what the practice writes beside every case, or on every picture, names no patient."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from gallery.actions.find_cases import load_case
from gallery.actions.manage_sites import add_site
from gallery.actions.remake_pictures import remake_pictures
from gallery.actions.set_practice import practice_profile, set_practice
from gallery.errors import InvalidInput
from gallery.models import Notice, Rendition
from gallery.publishing.finding import PublicationBlocked
from gallery.runtime import OPERATOR, Runtime
from tests.support.practice import Practice, scopes

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

NAME = "Jane Q. Example"


def mark(text: str) -> dict[str, Any]:
    return {"channel_marks": {"social:instagram": {"mark": "text", "text": text}}}


def setting(runtime: Runtime, changes: dict[str, Any]) -> None:
    with runtime.unit_of_work(OPERATOR) as uow:
        set_practice(uow, changes)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (mark(f"{NAME} 2026-01-02"), "name_in_text"),
        ({"watermark_text": "MRN-004711"}, "chart_ref_in_text"),
        ({"name": f"Clinic of {NAME}"}, "name_in_text"),
        ({"tagline": "Ms Example is happy"}, "name_in_text"),
        ({"disclosure": "Chart MRN 4711, born 12/03/1975."}, "date_of_birth_in_text"),
        ({"tagline": "Call 310-555-0199"}, "phone_in_text"),
        ({"website_url": "https://vein.example/jane-example"}, "name_in_text"),
    ],
)
def test_a_text_of_the_practice_keeps_a_case_from_being_published(
    practice: Practice, runtime: Runtime, changes: dict[str, Any], code: str
) -> None:
    setting(runtime, changes)
    with pytest.raises(PublicationBlocked) as caught:
        practice.published()
    assert code in {finding.code for finding in caught.value.findings}


@pytest.mark.parametrize(
    ("provider", "code"),
    [
        (NAME, "name_in_text"),
        ("Dr. Rivera, tel. 310-555-0199", "phone_in_text"),
        ("Dr. Rivera, jane@mail.example", "email_in_text"),
        ("Dr. Rivera, DOB 12/03/1975", "date_of_birth_in_text"),
    ],
)
def test_a_provider_is_linted_too(practice: Practice, provider: str, code: str) -> None:
    with pytest.raises(PublicationBlocked) as caught:
        practice.published(provider=provider)
    assert code in {f.code for f in caught.value.findings if f.subject_id == "provider"}


def test_the_practices_own_names_and_contacts_may_stand(
    practice: Practice, runtime: Runtime
) -> None:
    own = {
        "name": "Vein Clinic since 2 March 1998",
        "tagline": "Call 310-555-0199 for Dr. Rivera, licence 12345678",
        "withdrawal_contact": "1 Main Street, or 310-555-0199",
        "website_url": "https://rivera-veins.example",
    }
    setting(runtime, own)
    case_id = practice.case()
    practice.pair(case_id)
    practice.consent(case_id, signer_name="Ana Rivera")
    practice.work()
    assert practice.publish(case_id)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"watermark_text": NAME}, "watermark_text"),
        (mark("Chart 004711"), "channel_marks.social:instagram"),
        ({"tagline": f"As seen on {NAME}", "accent": "#123456"}, "tagline"),
    ],
)
def test_a_text_that_names_a_patient_of_a_live_case_is_refused(
    practice: Practice, runtime: Runtime, changes: dict[str, Any], field: str
) -> None:
    practice.published()
    with pytest.raises(InvalidInput) as caught:
        setting(runtime, changes)
    assert (caught.value.code, list(caught.value.fields)) == ("names_a_patient", [field])
    told = f"{caught.value.message} {caught.value.fields}"
    assert not any(word in told for word in ("Jane", "Example", "4711"))
    with runtime.unit_of_work(OPERATOR) as uow:
        assert practice_profile(uow.session).accent != "#123456"
        with pytest.raises(InvalidInput):
            add_site(uow, "Jane Example's friends", ("https://friends.example",))


def test_what_was_there_already_keeps_no_other_setting_from_being_changed(
    practice: Practice, runtime: Runtime
) -> None:
    practice.published()
    with runtime.unit_of_work(OPERATOR) as uow:
        practice_profile(uow.session).tagline = NAME
    setting(runtime, {"tagline": NAME, "accent": "#123456"})


def test_no_picture_is_made_with_a_mark_that_names_her(
    practice: Practice, runtime: Runtime, client: FlaskClient
) -> None:
    case_id = practice.published()
    with runtime.unit_of_work(OPERATOR) as uow:
        practice_profile(uow.session).watermark_text = NAME
        before = set(uow.session.execute(select(Rendition.sha256)).scalars())
    assert remake_pictures(runtime, lambda _photos: None, 1).photos == 0
    with runtime.reading() as session:
        assert load_case(session, case_id).state == "unpublished"
        assert set(session.execute(select(Rendition.sha256)).scalars()) <= before
        assert session.execute(select(Notice.kind)).scalars().all() == ["case_unfit"]
    assert client.get("/sitemap.xml").text.count("/cases/") == 0


def test_a_channel_is_not_called_after_her(practice: Practice) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    practice.consent(case_id, scopes=scopes(social__janeexample="permit"))
    practice.work()
    with pytest.raises(PublicationBlocked) as caught:
        practice.publish(case_id, "social:janeexample")
    assert [f.subject_id for f in caught.value.findings if f.rule == "R13"] == [
        "channel social:janeexample"
    ]
