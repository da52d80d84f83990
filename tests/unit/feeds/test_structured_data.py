import json
from typing import Any

from gallery.feeds import structured_data
from gallery.feeds.structured_data import Part, Rights
from tests.support.feed_entries import HOSTILE, entry, image

RIGHTS = Rights("Practice", "https://practice.example", "https://practice.example/contact")


def described(**changes: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(structured_data.case(entry(**changes), RIGHTS))
    return document


def test_case_is_an_image_gallery_about_its_procedures() -> None:
    document = described()
    assert document["@type"] == "ImageGallery"
    assert document["about"][0]["@type"] == "MedicalProcedure"
    assert document["about"][0]["name"] == "Sclerotherapy"


def test_r9_the_first_image_is_the_before() -> None:
    urls = [item["contentUrl"] for item in described()["image"]]
    assert urls == [image("before").url, image("after").url]


def test_images_say_whose_they_are_and_where_to_ask() -> None:
    first = described()["image"][0]
    assert first["creditText"] == first["copyrightNotice"] == "Practice"
    assert first["license"] == "https://practice.example"
    assert first["acquireLicensePage"] == "https://practice.example/contact"


def test_family_friendliness_follows_the_rating() -> None:
    assert described(rating="nonadult")["image"][0]["isFamilyFriendly"] is True


def test_r19_pictures_behind_the_age_gate_are_not_named() -> None:
    document = described(rating="adult")
    assert document["isFamilyFriendly"] is False
    assert "contentUrl" not in str(document)


def test_an_unrated_case_claims_nothing() -> None:
    assert "isFamilyFriendly" not in described()["image"][0]


def test_hostile_title_cannot_leave_the_script_element() -> None:
    written = structured_data.case(entry(title=HOSTILE), RIGHTS)
    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written)["name"] == HOSTILE


def test_gallery_lists_its_cases_by_their_before() -> None:
    part = Part("https://g.example/cases/a", HOSTILE, image("before").url)
    written = structured_data.gallery("https://g.example/", "Name", "Words", (part,))
    read = json.loads(written)["hasPart"][0]
    assert (read["url"], read["name"]) == (part.url, HOSTILE)
    assert read["thumbnailUrl"] == image("before").url
    assert "<" not in written
