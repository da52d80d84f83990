"""Signing by a link: what she sees, what she chooses, what is kept; and every way it is refused."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from gallery.actions.consent_texts import add_text
from gallery.actions.issue_patient_link import revoke_patient_links
from gallery.actions.read_patient_page import patient_copy, patient_page
from gallery.actions.read_signing import signing_page, signing_photo
from gallery.actions.request_consent import cancel_request, request_consent
from gallery.actions.sign_consent import decline_consent
from gallery.consent.offer import offer_from
from gallery.errors import Conflict, Gone, InvalidInput, NotFound
from gallery.models import ConsentRecord, ConsentScope, LedgerEvent, SigningRequest
from gallery.runtime import OPERATOR, Runtime
from tests.support.fake_clock import FakeClock, tomorrow_noon
from tests.support.pictures import encoded, photo
from tests.support.practice import Practice

BLANK = encoded(photo(300, 100).point(lambda _: 255), "PNG")


@pytest.fixture
def case_id(practice: Practice) -> str:
    practice.introduce()
    made = practice.case()
    practice.pair(made)
    practice.work()
    return made


def _consents(runtime: Runtime) -> list[ConsentRecord]:
    with runtime.reading() as session:
        return list(session.execute(select(ConsentRecord)).scalars())


def _channels(runtime: Runtime) -> set[str]:
    with runtime.reading() as session:
        return set(session.execute(select(ConsentScope.channel)).scalars())


def test_she_sees_exactly_the_photos_concerned_and_nothing_is_chosen_for_her(
    practice: Practice, case_id: str
) -> None:
    practice.photo(case_id, "before", view="PA")
    with practice.runtime.reading() as session:
        token = practice.request(case_id)
        offered = session.execute(select(SigningRequest)).scalar_one().offer
    page = signing_page(practice.runtime, token)
    assert len(page.photos) == len(offer_from(offered).photos) == 3
    assert [choice.code for choice in page.channels] == ["website_gallery", "social:instagram"]
    content, media_type = signing_photo(practice.runtime, token, 1)
    assert media_type == "image/jpeg"
    assert content.startswith(b"\xff\xd8")


def test_signing_records_her_choices_with_a_copy_as_evidence(
    practice: Practice, case_id: str
) -> None:
    signed = practice.sign(practice.request(case_id), "website_gallery")
    (consent,) = _consents(practice.runtime)
    assert consent.receipt_id == signed.receipt_id
    assert consent.evidence_sha256 == signed.copy_sha256
    assert _channels(practice.runtime) == {"website_gallery"}
    copy, media_type = patient_copy(practice.runtime, signed.my_token, consent.id)
    assert (media_type, copy[:5]) == ("application/pdf", b"%PDF-")
    assert consent.text_sha256
    assert "Jane" not in str(consent.terms) + consent.signer_name_encrypted


def test_r1_what_she_signed_can_be_published_and_nothing_else(
    practice: Practice, case_id: str
) -> None:
    practice.sign(practice.request(case_id), "website_gallery")
    assert practice.publish(case_id, "website_gallery")
    with pytest.raises(Conflict):
        practice.publish(case_id, "social:instagram")


def test_a_link_is_used_once(practice: Practice, case_id: str) -> None:
    token = practice.request(case_id)
    practice.sign(token)
    for other in ({"signer_name": "Somebody Else"}, {"demographics": ()}):
        with pytest.raises(Gone) as refused:
            practice.sign(token, **other)
        assert refused.value.code == "signing_link_used"
    assert len(_consents(practice.runtime)) == 1


def test_a_forged_token_opens_nothing(practice: Practice, case_id: str) -> None:
    practice.request(case_id)
    for forged in ("", "x", "A" * 43):
        with pytest.raises(NotFound) as refused:
            signing_page(practice.runtime, forged)
        assert refused.value.code == "signing_link_unknown"


def test_an_expired_link_says_so(practice: Practice, case_id: str) -> None:
    token = practice.request(case_id)
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        request = uow.session.execute(select(SigningRequest)).scalar_one()
        request.expires_at = uow.now - timedelta(seconds=1)
    for use in (signing_page, practice_sign(practice)):
        with pytest.raises(Gone) as refused:
            use(practice.runtime, token)
        assert refused.value.code == "signing_link_expired"


def practice_sign(practice: Practice) -> Callable[[Runtime, str], object]:
    return lambda _runtime, token: practice.sign(token)


def test_a_cancelled_and_a_declined_link_open_nothing(practice: Practice, case_id: str) -> None:
    cancelled, declined = practice.request(case_id), practice.request(case_id)
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        rows = uow.session.execute(select(SigningRequest).order_by(SigningRequest.created_at))
        cancel_request(uow, rows.scalars().first().id)  # type: ignore[union-attr]
    decline_consent(practice.runtime, declined, "not now")
    codes = []
    for token in (cancelled, declined):
        with pytest.raises(Gone) as refused:
            practice.sign(token)
        codes.append(refused.value.code)
    assert codes == ["signing_link_cancelled", "signing_link_declined"]


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"signer_name": " "}, "invalid_input", "signer_name"),
        ({"has_read": False}, "invalid_input", "has_read"),
        ({"was_adult": False}, "subject_was_minor", "was_adult"),
        ({"channels": ()}, "nothing_permitted", "channels"),
        ({"channels": ("paid_ads",)}, "invalid_input", "channels"),
        ({"demographics": ("gender",)}, "invalid_input", "demographics"),
        ({"grantor": "guardian"}, "invalid_input", "authority_text"),
        ({"grantor": "guardian", "subject_name": "x" * 121}, "invalid_input", "subject_name"),
        ({"signature_png": b"not a picture"}, "signature_unreadable", "signature"),
        ({"signature_png": b"\x89PNG" + bytes(50_000_000)}, "signature_too_large", "signature"),
        (
            {"signature_png": encoded(photo(300, 100).point(lambda _: 255), "PNG")},
            "signature_empty",
            "signature",
        ),
    ],
)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_r4_a_wrong_answer_is_named_and_the_link_still_works(
    practice: Practice, case_id: str, changes: dict[str, Any], code: str, field: str
) -> None:
    token = practice.request(case_id)
    with pytest.raises(InvalidInput) as refused:
        practice.sign(token, **changes)
    assert refused.value.code == code
    assert field in refused.value.fields
    assert not _consents(practice.runtime)
    practice.sign(token)


def test_r7_a_minor_is_asked_for_nothing(practice: Practice) -> None:
    practice.introduce()
    case_id = practice.case(is_adult_at_capture=False)
    practice.photo(case_id, "before")
    with pytest.raises(InvalidInput) as refused:
        practice.request(case_id)
    assert refused.value.code == "subject_was_minor"


def test_without_the_facts_that_the_text_asks_for_nobody_is_asked(practice: Practice) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    with pytest.raises(InvalidInput) as refused:
        practice.request(case_id)
    assert refused.value.code == "text_unfilled"
    assert {"practice_address", "withdrawal_address"} <= set(refused.value.fields)


def test_r22_a_text_altered_after_it_was_laid_before_her_cannot_be_signed(
    practice: Practice, case_id: str, own_text: str
) -> None:
    offer = offer_from(_any_offer(practice, case_id))
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        add_text(uow, own_text)
        _, token = request_consent(
            uow, case_id, offer, text_id="our-own", version="1", language="en"
        )
    _past_the_triggers(practice.runtime)
    for use in (signing_page, practice_sign(practice)):
        with pytest.raises(Conflict) as refused:
            use(practice.runtime, token)
        assert refused.value.code == "consent_text_altered"
    assert not _consents(practice.runtime)


def test_r22_a_version_of_a_text_is_added_once(practice: Practice, own_text: str) -> None:
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        add_text(uow, own_text)
    with pytest.raises(Conflict) as refused, practice.runtime.unit_of_work(OPERATOR) as uow:
        add_text(uow, own_text.replace("photographs", "pictures"))
    assert refused.value.code == "text_version_exists"


def test_every_step_of_signing_is_on_record(practice: Practice, case_id: str) -> None:
    token = practice.request(case_id)
    signing_page(practice.runtime, token)
    signing_page(practice.runtime, token)
    practice.sign(token)
    with practice.runtime.reading() as session:
        rows = session.execute(select(LedgerEvent).order_by(LedgerEvent.position)).scalars()
        told = [(row.action, row.actor) for row in rows if row.action.startswith("consent.")]
    assert told == [
        ("consent.requested", "operator"),
        ("consent.request_opened", "patient"),
        ("consent.given", "patient"),
        ("consent.receipt_issued", "patient"),
    ]


def test_a_form_that_arrives_twice_makes_one_consent_and_loses_no_link(
    practice: Practice, case_id: str
) -> None:
    token = practice.request(case_id)
    with ThreadPoolExecutor(2) as presses:
        answers = [presses.submit(practice.sign, token) for _ in range(2)]
        first, second = (answer.result() for answer in answers)
    (consent,) = _consents(practice.runtime)
    assert first.receipt_id == second.receipt_id == consent.receipt_id
    assert first.my_token != second.my_token
    for answer in (first, second):
        assert patient_page(practice.runtime, answer.my_token).cases[0].consents


@pytest.mark.parametrize("is_late", [True, False])
def test_a_form_of_earlier_gives_out_no_more_keys(
    practice: Practice,
    case_id: str,
    monkeypatch: pytest.MonkeyPatch,
    is_late: bool,  # noqa: FBT001
) -> None:
    clock = FakeClock(tomorrow_noon())
    clock.install(monkeypatch)
    token = practice.request(case_id)
    practice.sign(token)
    clock.pass_by(minutes=11 if is_late else 1)
    if not is_late:
        with practice.runtime.unit_of_work(OPERATOR) as uow:
            revoke_patient_links(uow, _consents(practice.runtime)[0].subject_id)
    with pytest.raises(Gone) as refused:
        practice.sign(token)
    assert refused.value.code == "signing_link_used"


def test_her_page_tells_where_each_photo_is_shown(practice: Practice, case_id: str) -> None:
    signed = practice.sign(practice.request(case_id))
    before = patient_page(practice.runtime, signed.my_token)
    assert all(photo.shown_on == () for photo in before.cases[0].photos)
    practice.publish(case_id)
    practice.work()  # her consent changed what the files state
    after = patient_page(practice.runtime, signed.my_token)
    assert all(photo.shown_on == ("Our website",) for photo in after.cases[0].photos)
    assert after.cases[0].consents[0].state == "active"
    assert after.can_withdraw


def _any_offer(practice: Practice, case_id: str) -> dict[str, object]:
    practice.request(case_id)
    with practice.runtime.reading() as session:
        return dict(session.execute(select(SigningRequest)).scalars().first().offer)  # type: ignore[union-attr]


def _past_the_triggers(runtime: Runtime) -> None:
    on = " ON consent_texts" if runtime.engine.dialect.name == "postgresql" else ""
    with runtime.engine.begin() as connection:
        connection.execute(text(f"DROP TRIGGER texts_fixed{on}"))
        connection.execute(
            text("UPDATE consent_texts SET source = replace(source, 'photographs', 'films')")
        )


@pytest.fixture
def own_text() -> str:
    return """
id = "our-own"
version = "1"
language = "en"
title = "Permission to show photographs"
jurisdictions = ["US-HIPAA"]
review_note = "Have counsel review this text."
declaration = "I agree that {practice} shows my photographs until {expires_on}."

[[sections]]
id = "what"
heading = "What we would show"
body = "The photographs of your treatment: {procedures}."
satisfies = ["hipaa.information"]
"""
