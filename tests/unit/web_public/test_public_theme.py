import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from gallery.web.public.theme import (
    DEFAULT_ACCENT,
    INK,
    MIN_TEXT_CONTRAST,
    PAPER,
    accent_rule,
    contrast,
    readable,
)
from tests.support.fake_published import PRACTICE, FakeGallery


def test_contrast_of_black_on_white_is_the_largest() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_text_in_ink_is_aaa_on_paper() -> None:
    assert contrast(INK, PAPER) >= 7


@pytest.mark.parametrize("accent", ["#ffffff", "#ffff00", "#ff0000", "#8a3b52", "#000000"])
def test_any_accent_can_be_read_as_text(accent: str) -> None:
    assert contrast(readable(accent), PAPER) >= MIN_TEXT_CONTRAST


def test_an_accent_that_can_be_read_is_kept() -> None:
    assert readable("#8a3b52") == "#8a3b52"


@pytest.mark.parametrize("accent", ["", "red", "#fff", "#12345g", "#123456}body{display:none"])
def test_what_is_no_colour_gives_the_default(accent: str) -> None:
    assert f"--accent:{DEFAULT_ACCENT};" in accent_rule(accent)


def test_sheet_carries_the_accent_and_keeps_for_good_under_its_version(
    client: FlaskClient, gallery: FakeGallery
) -> None:
    gallery.owner = replace(PRACTICE, accent="#123456")
    path = re.search(r'href="(/theme\.css\?v=\w+)"', client.get("/").text)
    assert path is not None
    response = client.get(path.group(1))
    assert "--accent:#123456" in response.text
    assert "immutable" in response.headers["Cache-Control"]
    assert client.get("/theme.css?v=old").headers["Cache-Control"] == "no-cache"


def test_paper_and_ink_are_those_of_the_tokens(client: FlaskClient) -> None:
    text = client.get("/theme.css").text
    assert f"--paper: {PAPER};" in text
    assert f"--ink: {INK};" in text
