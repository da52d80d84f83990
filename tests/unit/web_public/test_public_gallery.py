from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from tests.support.fake_published import LASER, PRACTICE, FakeGallery, case, pair

HOSTILE = "</title></script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def test_card_shows_the_before_first_and_is_one_link(client: FlaskClient) -> None:
    html = client.get("/").text
    assert html.count('href="/cases/case-1"') == 1
    assert html.index("m1-b480.jpg") < html.index("m1-a480.jpg")
    assert "6 weeks after" in html


def test_picture_offers_every_format_and_reserves_its_box(client: FlaskClient) -> None:
    html = client.get("/").text
    assert 'srcset="/media/m1-b480.avif 360w, /media/m1-b960.avif 720w' in html
    assert html.index("image/avif") < html.index("image/webp") < html.index("m1-b960.jpg")
    assert 'width="720" height="960"' in html


def test_only_the_first_screen_loads_at_once(client: FlaskClient, gallery: FakeGallery) -> None:
    gallery.held = [case(number) for number in range(1, 12)]
    html = client.get("/").text
    assert html.count('loading="eager"') == 6
    assert html.count('loading="lazy"') == 16
    assert html.count('fetchpriority="high"') == 1


def test_r9_sharing_sites_get_the_before(client: FlaskClient) -> None:
    html = client.get("/").text
    meta = '<meta property="og:image" content="https://gallery.example/media/m1-b1600.jpg">'
    assert meta in html
    assert html.count('property="og:image"') == 1


def test_gallery_without_cases_says_so(client: FlaskClient, gallery: FakeGallery) -> None:
    gallery.held.clear()
    response = client.get("/")
    assert response.status_code == 200
    assert "No cases yet" in response.text
    assert "og:image" not in response.text


def test_unknown_filter_value_gives_an_empty_page_with_a_message(client: FlaskClient) -> None:
    response = client.get("/?procedure=nothing&area=nowhere")
    assert response.status_code == 200
    assert "No case matches" in response.text
    assert 'content="noindex, follow"' in response.text


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5", "", "٣", "999999", "2"])
def test_page_that_does_not_exist_is_not_found(client: FlaskClient, number: str) -> None:
    assert client.get(f"/?page={number}").status_code == 404


def test_pages_link_to_their_neighbours_and_keep_the_filters(
    client: FlaskClient, gallery: FakeGallery
) -> None:
    gallery.held = [case(number) for number in range(1, 60)]
    html = client.get("/?area=legs&page=2").text
    assert 'rel="prev" href="/?area=legs"' in html
    assert 'rel="next" href="/?area=legs&amp;page=3"' in html
    assert 'rel="canonical" href="https://gallery.example/?area=legs&amp;page=2"' in html


@pytest.mark.parametrize("name", ["procedure", "area", "interval", "age", "gender", "skin", "q"])
def test_filter_values_are_never_markup(client: FlaskClient, name: str) -> None:
    html = client.get("/", query_string={name: HOSTILE}).text
    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_control_characters_and_excess_never_reach_the_search(
    client: FlaskClient, gallery: FakeGallery
) -> None:
    client.get("/", query_string={"q": "a\x00b\n" + "c" * 500, "sort": "bogus"})
    assert gallery.asked[-1].q == "ab" + "c" * 78
    assert gallery.asked[-1].sort == "newest"


def test_hostile_title_is_text_everywhere(client: FlaskClient, gallery: FakeGallery) -> None:
    gallery.held = [case(1, HOSTILE)]
    for path in ("/", "/cases/case-1"):
        html = client.get(path).text
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert html.count("</title>") == 1


def test_procedure_page_shows_its_cases_alone(client: FlaskClient, gallery: FakeGallery) -> None:
    gallery.put(case(2), procedures=(LASER,), pairs=(pair("laser"),))
    html = client.get("/procedures/laser").text
    assert "/cases/case-2" in html
    assert "/cases/case-1" not in html
    assert "Small veins are closed by injection." in html


def test_unknown_procedure_is_not_found(client: FlaskClient) -> None:
    assert client.get("/procedures/none").status_code == 404


def test_pages_speak_the_language_of_the_practice(
    client: FlaskClient, gallery: FakeGallery
) -> None:
    gallery.owner = replace(PRACTICE, locale="es-MX")
    html = client.get("/").text
    assert '<html lang="es">' in html
    assert "Antes y después" in html
