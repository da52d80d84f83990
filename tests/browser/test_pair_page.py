"""Staff lay an after over its before with the mouse and the keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_journeys import sign_in
from tests.support.practice import Practice
from tests.support.shifted import shifted_pair

pytestmark = pytest.mark.browser


def test_the_after_is_dragged_nudged_and_aligned(
    practice: Practice,
    address: str,
    open_page: Callable[..., Page],
    add_staff: Callable[[str], str],
) -> None:
    case_id = practice.case()
    before, after = shifted_pair()
    photos = [
        practice.photo(case_id, role, content=content).id
        for role, content in (("before", before), ("after", after))
    ]
    pair_id = practice.pair_up(case_id, photos[0], photos[1])
    practice.work()
    page = open_page()
    sign_in(page, address, add_staff("editor"))
    page.goto(f"{address}/staff/pairs/{pair_id}")
    across, stage = page.get_by_label("To the right"), page.locator("[data-stage]")
    start = float(across.input_value())
    box = stage.locator("svg").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y, steps=4)
    page.mouse.up()
    assert float(across.input_value()) > start + 20
    dragged = float(across.input_value())
    page.keyboard.press("ArrowLeft")
    assert float(across.input_value()) == pytest.approx(dragged - 0.8, abs=0.11)
    page.get_by_label("Difference").check(force=True)
    expect(stage).to_have_class("stage stage--live stage--difference")
    page.get_by_role("button", name="Use this").click()
    expect(page.get_by_text("Aligned by hand", exact=True)).to_be_visible()
    page.get_by_role("button", name="Apply the proposal").click()
    expect(page.get_by_text("Aligned", exact=True)).to_be_visible()
    page.get_by_role("button", name="Undo the alignment").click()
    expect(page.get_by_text("Alignment proposed")).to_be_visible()
