"""A patient with a phone: she reads, signs, sees her page, and takes it back."""

import math
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from gallery.jobs.handlers import HANDLERS
from gallery.models import Takedown
from gallery.publishing.finding import PublicationBlocked
from gallery.runtime import OPERATOR
from tests.browser.test_accessibility import AXE, RUN
from tests.support.patient import invited, lay_before
from tests.support.practice import Practice

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
PHONE = (390, 844)
SCHEMES: tuple[Literal["dark", "light"], ...] = ("dark", "light")


def draw(page: Page, canvas: Locator) -> None:
    """Draw a wave over the middle of the pad."""
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    for step in range(31):
        x = box["x"] + box["width"] * (0.15 + 0.7 * step / 30)
        y = box["y"] + box["height"] * (0.5 + 0.25 * math.sin(step / 2))
        page.mouse.move(x, y)
        if step == 0:
            page.mouse.down()
    page.mouse.up()


def until_wider(canvas: Locator, width: int) -> None:
    """Wait by asking again: a condition that the page itself polls is refused by its policy."""
    deadline = time.monotonic() + 20
    while canvas.evaluate("canvas => canvas.width") <= width:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def fill(page: Page, *places: str) -> None:
    """Answer everything but the signature."""
    for place in places or ("Our website", "Social media: Instagram"):
        page.get_by_label(place).check()
    page.get_by_label("I am the person in the photos").check()
    page.get_by_label("The person in the photos was 18").check()
    page.get_by_label("I have read this page").check()
    page.get_by_label("Your full name").fill("Jane Q. Example")


def sign(page: Page) -> None:
    page.get_by_role("button", name="Sign and agree").click()
    expect(page.get_by_role("heading", name="Thank you. Your consent is signed.")).to_be_visible()


def publish(practice: Practice, case_id: str) -> None:
    """Publish as soon as the pictures are made: the worker beside the server makes them too."""
    for _ in range(100):
        practice.work()
        try:
            practice.publish(case_id)
        except PublicationBlocked:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(case_id)


def withdraw(page: Page, *, place: str | None) -> None:
    """Press the button and confirm: no step more."""
    if place:
        page.locator("summary").filter(has_text=f"Withdraw: {place}").click()
        page.get_by_role("button", name=f"Yes, withdraw “{place}” now").click()
    else:
        page.locator("summary").filter(has_text="Withdraw everything").click()
        page.get_by_role("button", name="Yes, withdraw everything now").click()
    expect(page).to_have_url(re.compile("#withdrawal-"))


def has_no_violation(page: Page) -> None:
    """Hold the page against the rules, by day and by night."""
    if AXE.exists():
        page.evaluate(AXE.read_text(encoding="utf-8"))
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate(RUN) == [], (page.url, scheme)


def test_from_the_link_to_the_last_confirmation(
    practice: Practice, address: str, open_page: OpenPage, tmp_path: Path
) -> None:
    case_id, token = invited(practice)
    page = open_page(*PHONE)
    page.goto(f"{address}/consents/{token}")
    fill(page)
    draw(page, page.locator("canvas"))
    expect(page.locator("[data-state]")).to_have_text("Your drawing is your signature.")
    sign(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download your copy", exact=True).click()
    download.value.save_as(tmp_path / "copy.pdf")
    assert (tmp_path / "copy.pdf").read_bytes().startswith(b"%PDF")
    publish(practice, case_id)
    page.reload()
    expect(page.get_by_text("Shown now: Our website")).to_have_count(2)
    withdraw(page, place="Our website")
    expect(page.get_by_role("heading", name="Withdrawn: Our website")).to_be_visible()
    expect(page.get_by_text("Shown now:")).to_have_count(0)
    withdraw(page, place=None)
    confirmation = page.get_by_role("article", name="Withdrawn: everything")
    expect(confirmation).to_be_focused()
    expect(confirmation.get_by_text("Our own server")).to_be_visible()
    expect(page.get_by_text("no consent of yours is in force")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_on_our_device_nothing_of_hers_is_left_once_it_is_handed_back(
    practice: Practice, address: str, open_page: OpenPage, *, script: bool
) -> None:
    _, token = invited(practice)
    page = open_page(820, 1180, script=script)
    page.goto(f"{address}/consents/{token}?device=practice")
    fill(page)
    sign(page)
    expect(page.get_by_role("img", name="The code of your own page")).to_be_visible()
    if script:
        has_no_violation(page)
    page.get_by_role("button", name="Done, I hand the device back").click()
    expect(page.get_by_text("You can give this device back.")).to_be_visible()
    for _ in range(2):
        page.go_back()
        assert "/my/" not in page.url + page.content()
        assert "Jane" not in page.content()


def clear_every_place(practice: Practice) -> None:
    """Note of every place what looking for the photos there would have found."""
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        for task in uow.session.execute(select(Takedown)).scalars():
            task.state, task.next_look_at = "verified_gone", None


def test_the_confirmation_follows_the_work_without_a_reload(
    practice: Practice, address: str, open_page: OpenPage
) -> None:
    case_id, token = invited(practice, channels=("website_gallery",))
    page = open_page(*PHONE)
    page.goto(f"{address}/consents/{token}")
    fill(page, "Our website")
    sign(page)
    publish(practice, case_id)
    page.reload()
    withdraw(page, place=None)
    page.evaluate("window.isTheSamePage = true")
    confirmation = page.get_by_role("article", name="Withdrawn: everything")
    expect(confirmation.get_by_role("status")).to_contain_text("The rest is under way")
    clear_every_place(practice)
    expect(confirmation.get_by_role("status")).to_have_text(
        "Done. Every place that we know of is cleared.", timeout=20_000
    )
    expect(confirmation).to_be_focused()
    assert page.evaluate("window.isTheSamePage")


def test_without_script_the_typed_name_signs_and_two_presses_withdraw(
    practice: Practice, address: str, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Else the worker beside may have cleared everything before the page is read, or may not.
    monkeypatch.setitem(HANDLERS, "clear_surface", lambda _runtime, _job: None)
    _, token = invited(practice)
    page = open_page(*PHONE, script=False)
    page.goto(f"{address}/consents/{token}")
    expect(page.locator("canvas")).to_be_hidden()
    expect(
        page.get_by_text("The name that you type above is your signature.", exact=True)
    ).to_be_visible()
    fill(page)
    sign(page)
    withdraw(page, place=None)
    expect(page.get_by_role("heading", name="Withdrawn: everything")).to_be_visible()
    clear_every_place(practice)
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_text("Done. Every place that we know of is cleared.")).to_be_visible()
    expect(page.get_by_role("link", name="Look again")).to_be_hidden()
    page.goto(f"{address}/consents/{token}")
    expect(page.get_by_role("heading", name="This form is already signed")).to_be_visible()


def test_a_refused_form_comes_back_with_ticks_name_and_drawing(
    practice: Practice, address: str, open_page: OpenPage
) -> None:
    page = open_page(*PHONE)
    page.goto(f"{address}/consents/{invited(practice)[1]}")
    fill(page)
    page.get_by_label("I have read this page").uncheck()
    draw(page, page.locator("canvas"))
    page.get_by_role("button", name="Sign and agree").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link").click()
    expect(page.get_by_label("I have read this page")).to_be_focused()
    expect(page.get_by_label("Our website")).to_be_checked()
    expect(page.get_by_label("Your full name")).to_have_value("Jane Q. Example")
    expect(page.locator("[data-state]")).to_have_text("Your drawing is your signature.")
    faults = page.locator("[aria-invalid], .fault, .summary li a")
    expect(faults).to_have_count(3)
    page.get_by_label("I have read this page").check()
    expect(faults).to_have_count(0)
    expect(page.locator(".summary del")).to_have_count(1)
    sign(page)


def test_by_night_the_page_is_dark_and_the_pad_is_paper(
    practice: Practice, address: str, open_page: OpenPage
) -> None:
    page = open_page(*PHONE)
    page.emulate_media(color_scheme="dark")
    page.goto(f"{address}/consents/{invited(practice)[1]}")
    colour = "element => getComputedStyle(element).backgroundColor"
    assert page.locator("html").evaluate(colour) == "rgb(28, 28, 28)"
    assert page.locator(".pad__frame").evaluate(colour) == "rgb(255, 255, 255)"
    page.emulate_media(color_scheme="dark", media="print")
    assert page.locator("html").evaluate(colour) == "rgb(250, 248, 244)"


INK = """canvas => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]
    .filter((value, at) => at % 4 === 3 && value > 128).length / canvas.width / canvas.height"""


def test_a_turned_phone_keeps_the_strokes_and_undo_takes_one(
    practice: Practice, address: str, open_page: OpenPage
) -> None:
    page = open_page(*PHONE)
    page.goto(f"{address}/consents/{invited(practice)[1]}")
    canvas, state = page.locator("canvas"), page.locator("[data-state]")
    draw(page, canvas)
    before = canvas.evaluate(INK)
    assert before > 0.005
    page.set_viewport_size({"width": 844, "height": 390})
    until_wider(canvas, 1000)
    assert canvas.evaluate(INK) > before / 4
    page.set_viewport_size({"width": 390, "height": 844})
    draw(page, canvas)
    page.get_by_role("button", name="Undo last stroke").click()
    expect(state).to_have_text("Your drawing is your signature.")
    page.get_by_role("button", name="Clear").click()
    expect(state).to_have_text("The drawing is cleared. Your typed name is your signature.")
    assert canvas.evaluate(INK) == 0


def test_only_the_pad_itself_keeps_a_finger_from_scrolling(
    practice: Practice, address: str, open_page: OpenPage
) -> None:
    page = open_page(*PHONE)
    page.goto(f"{address}/consents/{invited(practice)[1]}")
    box = page.locator("canvas").bounding_box()
    assert box is not None
    assert box["x"] >= 24
    assert box["x"] + box["width"] <= PHONE[0] - 24
    held = "e => getComputedStyle(e).touchAction"
    assert page.locator("canvas").evaluate(held) == "none"
    assert page.locator("[data-pad]").evaluate(held) == "auto"


@pytest.mark.parametrize("width", [390, 1280])
def test_a_patients_pages_have_no_violations_and_are_no_wider_than_the_screen(
    practice: Practice, address: str, open_page: OpenPage, width: int
) -> None:
    case_id, token = invited(practice)
    page = open_page(width, 844)
    page.goto(f"{address}/consents/{lay_before(practice, case_id, language='es')}")
    has_no_violation(page)
    page.goto(f"{address}/consents/{token}")
    has_no_violation(page)
    page.get_by_role("button", name="Sign and agree").click()
    has_no_violation(page)
    fill(page)
    sign(page)
    has_no_violation(page)
    publish(practice, case_id)
    withdraw(page, place="Our website")
    has_no_violation(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.goto(f"{address}/consents/{token}")
    has_no_violation(page)


def test_what_is_signed_stands_in_14_points_and_what_is_pressed_is_large(
    practice: Practice, address: str, open_page: OpenPage
) -> None:
    page = open_page(*PHONE)
    page.goto(f"{address}/consents/{invited(practice)[1]}")
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('main *')].filter(e => e.checkVisibility())"
        ".map(e => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert smallest >= 14 * 96 / 72
    for target in page.locator(".tick, .button, summary, .steps a, .shot__caption").all():
        box = target.bounding_box()
        assert box is None or box["height"] >= 44, target.text_content()
