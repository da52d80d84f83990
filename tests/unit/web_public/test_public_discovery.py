from flask.testing import FlaskClient

from tests.support.fake_published import FakeGallery


def test_sitemap_names_pages_and_pictures_before_first(client: FlaskClient) -> None:
    xml = client.get("/sitemap.xml").text
    assert "<loc>https://gallery.example/</loc>" in xml
    assert "<loc>https://gallery.example/procedures/sclerotherapy</loc>" in xml
    assert xml.index("m1-b1600.jpg") < xml.index("m1-a1600.jpg")


def test_r5_withdrawn_case_leaves_the_sitemap(client: FlaskClient, gallery: FakeGallery) -> None:
    assert "/cases/case-1" in client.get("/sitemap.xml").text
    gallery.withdraw("case-1")
    assert "/cases/case-1" not in client.get("/sitemap.xml").text


def test_robots_keeps_crawlers_from_private_doors_and_training(client: FlaskClient) -> None:
    text = client.get("/robots.txt").text
    assert "User-agent: *\nDisallow: /staff/\n" in text
    assert "User-agent: GPTBot\n" in text
    assert text.endswith("Sitemap: https://gallery.example/sitemap.xml\n")
