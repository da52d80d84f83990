"""Staff see a mark before they keep it, give channels their own, and renew old pictures."""

import base64
import io
import re
from collections.abc import Callable

import numpy as np
import pytest
from flask.testing import FlaskClient
from PIL import Image

from gallery.actions.set_practice import practice_profile
from gallery.actions.stale_renditions import count_stale
from gallery.runtime import Runtime
from tests.integration.staff.staff_page import Page
from tests.integration.staff.test_staff_administration import SETTINGS, logo
from tests.support.practice import Practice

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
Browser = Callable[[str], FlaskClient]
SOCIAL = {
    "channel_0": "social:*",
    "channel_mark_0": "text",
    "channel_text_0": "@alder",
    "channel_position_0": "top",
    "channel_width_0": "",
    "channel_shade_0": "90",
}
PART = {"X-Part": "samples"}


def samples(html: str) -> list[np.ndarray[tuple[int, ...], np.dtype[np.int16]]]:
    found = re.findall(r"data:image/webp;base64,([A-Za-z0-9+/=]+)", html)
    pictures = [Image.open(io.BytesIO(base64.b64decode(each))).convert("RGB") for each in found]
    return [np.asarray(picture, dtype=np.int16) for picture in pictures]


def test_samples_show_the_mark_as_typed_and_nothing_is_saved(
    signed_in: Browser, runtime: Runtime
) -> None:
    client = signed_in("administrator")
    asked = {**SETTINGS, **SOCIAL}
    usual = samples(client.post("/staff/settings/mark", data=asked, headers=PART).text)
    assert [picture.shape[:2] for picture in usual] == [(360, 480)] * 3 + [(1200, 1600)] * 3
    asked["shown_on"] = "social:*"
    social = samples(client.post("/staff/settings/mark", data=asked, headers=PART).text)
    white, on_social = usual[0], social[0]
    assert white[300:].min() < 100  # at the bottom here
    assert white[:60].min() > 200
    assert on_social[:60].min() < 100  # and at the top there
    assert on_social[300:].min() > 200
    with runtime.reading() as session:
        assert practice_profile(session).channel_marks == {}


def test_without_script_the_button_answers_the_whole_page(signed_in: Browser) -> None:
    client = signed_in("administrator")
    sent = {**SETTINGS, "mark": "logo", "logo": (logo(), "l.png"), "name": "Not saved"}
    page = Page(client.post("/staff/settings/mark", data=sent))
    assert page.status == 200
    assert len(samples(page.html)) == 6
    assert page.fields["name"] == "Not saved"
    wrong = Page(client.post("/staff/settings/mark", data={**SETTINGS, "watermark_width": "90"}))
    assert (wrong.status, set(wrong.faults)) == (422, {"watermark_width"})


def test_marks_by_channel_are_kept_and_taken_away(signed_in: Browser, runtime: Runtime) -> None:
    client = signed_in("administrator")
    client.post("/staff/settings", data={**SETTINGS, **SOCIAL})
    page = Page(client.get("/staff/settings"))
    assert (page.fields["channel_0"], page.fields["channel_text_0"]) == ("social:*", "@alder")
    with runtime.reading() as session:
        kept = practice_profile(session).channel_marks
    assert kept == {
        "social:*": {"mark": "text", "text": "@alder", "position": "top", "opacity": 0.9}
    }
    wrong = Page(client.post("/staff/settings", data={**SETTINGS, **SOCIAL, "channel_0": "shop"}))
    assert "is not a channel" in wrong.faults["channel_0"]
    client.post("/staff/settings", data={**SETTINGS, **SOCIAL, "channel_0": ""})
    with runtime.reading() as session:
        assert practice_profile(session).channel_marks == {}


def test_pictures_with_an_old_mark_are_counted_and_made_again(
    signed_in: Browser, practice: Practice, runtime: Runtime
) -> None:
    practice.published()
    client = signed_in("administrator")
    assert "old mark" not in Page(client.get("/staff/settings")).text
    page = Page(client.post("/staff/settings", data=SETTINGS, follow_redirects=True))
    assert "2 photos are not as they would be made today" in page.text
    asked = Page(client.post("/staff/settings/pictures", follow_redirects=True))
    assert "1 case is left" in asked.text
    practice.work()
    assert count_stale(runtime).photos == 0
    assert "old mark" not in Page(client.get("/staff/settings")).text
