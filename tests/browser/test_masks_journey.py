"""Masks are drawn with a pointer, and are burnt into what is published."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_journeys import sign_in
from tests.support.practice import Practice, picture_bytes

pytestmark = pytest.mark.browser

Point = tuple[float, float]
#: The tone in the middle of what the image shows there, as [red, green, blue].
TONE = """(image, [x, y]) => {
    const canvas = new OffscreenCanvas(1, 1), context = canvas.getContext("2d");
    const at = [x * image.naturalWidth, y * image.naturalHeight];
    context.drawImage(image, ...at, 1, 1, 0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
}"""


def drag(page: Page, start: Point, end: Point) -> None:
    surface = page.locator(".surface__shapes")
    surface.scroll_into_view_if_needed()
    box = surface.bounding_box()
    assert box is not None
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in (start, end)]
    page.mouse.move(*places[0])
    page.mouse.down()
    page.mouse.move(*places[1], steps=5)
    page.mouse.up()


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_a_rectangle_is_drawn_and_burnt_in(
    practice: Practice,
    address: str,
    open_page: Callable[..., Page],
    add_staff: Callable[[str], str],
    width: int,
    height: int,
) -> None:
    photo = practice.photo(practice.case(), "before", content=picture_bytes(1, 1200, 900))
    page = open_page(width, height)
    sign_in(page, address, add_staff("editor"))
    page.goto(f"{address}/staff/photos/{photo.id}/masks")
    drag(page, (0.3, 0.6), (0.8, 0.9))
    page.get_by_label("Rectangle").check()
    drag(page, (0.35, 0.7), (0.5, 0.8))
    expect(page.get_by_role("alert")).to_contain_text("covers the treated area")
    page.keyboard.press("Control+z")
    expect(page.get_by_role("alert")).to_be_hidden()
    drag(page, (0.1, 0.1), (0.4, 0.4))
    page.get_by_label("Select").check()
    drag(page, (0.2, 0.2), (0.3, 0.2))
    page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="Save the masks").click()
    expect(page.get_by_text("Saved: 1 mask, 1 treated area.")).to_be_visible()
    burnt_in = page.get_by_alt_text("with its masks")
    burnt_in.scroll_into_view_if_needed()
    expect(burnt_in).to_have_js_property("complete", value=True)
    for place, is_grey in (((0.25, 0.25), True), ((0.45, 0.38), True), ((0.14, 0.25), False)):
        tone = burnt_in.evaluate(TONE, place)
        assert (max(abs(value - 118) for value in tone) < 6) is is_grey, (place, tone)
    with practice.runtime.reading() as session:
        (mask,) = session.get_one(type(photo), photo.id).masks
    assert mask["points"][0] == pytest.approx([0.2, 0.105], abs=0.01)
