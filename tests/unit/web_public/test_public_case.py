import json
import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.support.fake_published import FakeGallery, case, pair

URL = "/cases/case-1"


def test_pictures_disclosure_facts_and_similar_cases_in_this_order(
    client: FlaskClient, gallery: FakeGallery
) -> None:
    gallery.held.append(case(2))
    html = client.get(URL).text.split("<body>")[1]
    marks = ["m1-b", "m1-a", "Individual results vary.", "<dl", "Similar cases", "/cases/case-2"]
    positions = [html.index(mark) for mark in marks]
    assert positions == sorted(positions)


def test_first_pair_comes_first_and_the_others_wait(
    client: FlaskClient, gallery: FakeGallery
) -> None:
    gallery.held = []
    gallery.put(case(1), pairs=(pair("one"), pair("two", "LAT", 4, 3)))
    html = client.get(URL).text
    assert html.count('fetchpriority="high"') == 1
    assert html.count('loading="eager"') == 2
    assert html.count('loading="lazy"') == 2
    assert "shape-3x4" in html
    assert "shape-4x3" in html


def test_views_of_the_same_name_are_told_apart_by_their_time(
    client: FlaskClient, gallery: FakeGallery
) -> None:
    gallery.held = []
    gallery.put(case(1), pairs=(pair("one"), pair("two")))
    assert "Front · 6 weeks" in unescape(client.get(URL).text)


def test_slider_is_a_native_range_with_a_name(client: FlaskClient) -> None:
    slider = re.search(r'<input class="comparison__range"[^>]+>', client.get(URL).text)
    assert slider is not None
    assert 'type="range"' in slider.group()
    assert "aria-label=" in slider.group()


def test_facts_leave_out_what_may_not_be_told(client: FlaskClient, gallery: FakeGallery) -> None:
    gallery.held = []
    gallery.put(case(1), age_band=None, gender=None, skin_type=None, laterality=None)
    facts = client.get(URL).text.split("<dl")[1].split("</dl>")[0]
    assert "<dt>Age</dt>" not in facts
    assert "<dt>Gender</dt>" not in facts
    assert "<dt>Skin type</dt>" not in facts
    assert "<dt>Sessions</dt>" in facts


def test_structured_data_is_read_back_as_json(client: FlaskClient) -> None:
    html = client.get(URL).text
    script = html.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert json.loads(script)["image"][0]["contentUrl"].endswith("/media/m1-b1600.jpg")


def test_r5_withdrawn_case_is_gone_at_once_even_for_who_knows_it(
    client: FlaskClient, gallery: FakeGallery
) -> None:
    etag = client.get(URL).headers["ETag"]
    gallery.withdraw("case-1")
    response = client.get(URL, headers={"If-None-Match": etag})
    assert response.status_code == 410
    assert response.headers["Cache-Control"] == "no-store"
    assert "no longer shown" in response.text
    assert "/cases/case-1" not in client.get("/").text


def test_unknown_case_is_not_found(client: FlaskClient) -> None:
    assert client.get("/cases/none").status_code == 404


@pytest.mark.parametrize("path", ["/", URL])
def test_r15_no_date_is_printed(client: FlaskClient, path: str) -> None:
    html = re.sub(r'<script type="application/ld.*?</script>', "", client.get(path).text)
    assert not re.search(r"\b20\d\d\b", html)
