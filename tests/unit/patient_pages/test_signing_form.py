"""What a form that was sent means, and what of it comes back."""

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from gallery.errors import InvalidInput
from gallery.web.patient.signing_form import Entered, parse, reason_of
from tests.support.patient import answers, drawing


def form(**changes: Any) -> MultiDict[str, str]:
    return MultiDict(answers(**changes))


def test_a_filled_form_is_a_signing() -> None:
    signing = parse(form(channels=["print", "website_gallery", "print"]))
    assert signing.channels == ("print", "website_gallery")
    assert signing.signer_name == "Jane Q. Example"
    assert signing.was_adult
    assert signing.has_read
    assert signing.signature_png is None


def test_everything_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse(MultiDict())
    assert list(caught.value.fields) == [
        "channels", "grantor", "was_adult", "has_read", "signer_name",
    ]  # fmt: skip


@pytest.mark.parametrize("grantor", ["guardian", "personal_representative"])
def test_who_signs_for_another_says_with_what_right(grantor: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse(form(grantor=grantor, authority_text=" \u200b "))
    assert set(caught.value.fields) == {"authority_text", "subject_name"}
    assert parse(
        form(grantor=grantor, authority_text="Court order", subject_name="Ann")
    ).authority_text


def test_who_signs_for_herself_needs_and_keeps_no_authority() -> None:
    assert parse(form(authority_text="left over")).authority_text is None


def test_a_drawing_arrives_as_png() -> None:
    png = parse(form(signature=drawing())).signature_png
    assert png is not None
    assert png.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "text",
    ["data:image/svg+xml;base64,PHN2Zz4=", "data:image/png;base64,%%%", "javascript:1", "é"],
)
def test_what_is_no_drawing_is_refused_by_name(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse(form(signature=text))
    assert caught.value.code == "signature_unreadable"


def test_what_cannot_be_seen_is_taken_out_of_a_name() -> None:
    assert parse(form(signer_name="  Jane\0\n \tExample ")).signer_name == "Jane Example"


def test_r4_a_reason_never_holds_a_withdrawal_up() -> None:
    assert reason_of(MultiDict()) is None
    assert reason_of(MultiDict({"reason": " \r\n "})) is None
    assert len(reason_of(MultiDict({"reason": "x" * 9000})) or "") == 500


def test_what_was_entered_comes_back_but_for_the_picture_of_the_strokes() -> None:
    sent = form(strokes="[]", signature="data:,x")
    entered = Entered.refused(sent, InvalidInput("x", fields={"has_read": "x"}))
    assert entered.has("channels", "website_gallery")
    assert entered.value("strokes") == "[]"
    assert entered.value("signature") == ""
    assert entered.faults == {"has_read": "has_read"}


def test_strokes_beyond_reason_do_not_come_back() -> None:
    sent = form(strokes="x" * 500_001)
    assert Entered.refused(sent, InvalidInput("x")).value("strokes") == ""


def test_a_fault_of_no_known_field_is_told_all_the_same() -> None:
    entered = Entered.refused(form(), InvalidInput("x", fields={"unheard_of": "x"}))
    assert entered.faults == {"other": "other"}


def test_a_fault_of_the_drawing_has_words_of_its_own() -> None:
    error = InvalidInput("x", fields={"signature": "x"}, code="signature_empty")
    assert Entered.refused(form(), error).faults == {"signature": "signature_empty"}
