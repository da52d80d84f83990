import json
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from gallery.feeds import json_feed
from gallery.feeds.entry import Comparability
from tests.support.feed_entries import HOSTILE, entry, feed, image, pair, removal


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.images: list[str | None] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        if tag == "img":
            self.images.append(dict(attrs)["src"])


def written(*entries: Any, **more: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json_feed.encode(feed(*entries, **more)))
    return document


def test_document_has_the_required_members_of_json_feed_1_1() -> None:
    document = written(entry())
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["title"] == "Before and after"
    assert document["items"][0]["id"] == "pub-1"
    assert document["items"][0]["content_html"]
    assert document["authors"] == [{"name": "Practice"}]
    assert "next_url" not in document


def test_instants_are_utc_to_the_second() -> None:
    item = written(entry())["items"][0]
    assert item["date_published"] == "2030-01-02T20:00:00Z"
    assert item["_case"]["consent"]["valid_until"] == "2030-01-02T20:00:00Z"


def test_r9_the_image_is_a_before_and_no_after_comes_first() -> None:
    item = written(entry())["items"][0]
    tags = _Tags()
    tags.feed(item["content_html"])
    assert item["image"] == image("before").url
    assert tags.images == [image("before").url, image("after").url]


def test_case_extension_describes_consent_and_pairs() -> None:
    case = written(entry(laterality="left", pairs=(pair(), pair())))["items"][0]["_case"]
    assert case["consent"]["channel"] == "website_gallery"
    assert case["consent"]["receipt_id"] == "urn:receipt:1"
    assert case["interval"] == "P6W"
    assert case["laterality"] == "left"
    assert len(case["pairs"]) == 2
    assert case["pairs"][0]["before"]["url"] == image("before").url


def test_r16_demographics_that_were_not_allowed_are_absent_rather_than_null() -> None:
    case = written(entry())["items"][0]["_case"]
    assert {"age_band", "gender", "skin_type", "rating"}.isdisjoint(case)


def test_tombstones_name_what_must_be_taken_down() -> None:
    expected = {"id": "pub-9", "deleted_at": "2030-01-03T00:00:00Z", "reason": "consent_ended"}
    assert written(removals=(removal(),))["_tombstones"] == [expected]


@pytest.mark.parametrize("field", ["title", "story", "disclosure", "provider"])
def test_hostile_text_stays_text(field: str) -> None:
    item = written(entry(**{field: HOSTILE}))["items"][0]
    tags = _Tags()
    tags.feed(item["content_html"])
    assert tags.names == {"figure", "img", "figcaption", "p", "small"}
    assert tags.images == [image("before").url, image("after").url]


def test_comparability_tells_verdicts_and_the_weakest_pair() -> None:
    known = Comparability(6, 9, (("position", "pass"), ("lighting", "differs")))
    strong = replace(pair(), comparability=replace(known, passed=9))
    item = written(entry(pairs=(strong, replace(pair(), comparability=known))))["items"][0]
    told = item["_case"]["pairs"][1]["comparability"]
    checks = {"position": "pass", "lighting": "differs"}
    assert told == {"passed": 6, "of": 9, "checks": checks}
    assert item["_case"]["comparability"] == 0.67
    half = written(entry(pairs=(strong, pair())))["items"][0]["_case"]
    assert "comparability" not in half
    assert "comparability" not in half["pairs"][1]
