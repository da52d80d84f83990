"""What people do, from the first sign-in to the withdrawal, in a real browser."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from gallery.clock import utc_now
from gallery.models import Job
from gallery.runtime import OPERATOR
from tests.support.installation import PASSWORD
from tests.support.papers import PDF
from tests.support.practice import Practice, picture_bytes

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


def sign_in(page: Page, address: str, email: str) -> None:
    page.goto(f"{address}/staff/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name="New case").first).to_be_visible()


def open_case(page: Page, address: str) -> None:
    page.goto(f"{address}/staff/cases/new")
    page.get_by_label("Chart reference").fill("MRN-2001")
    page.get_by_label("Title").fill("Spider veins on the outer thigh")
    page.locator("input[name=procedures][value=sclerotherapy]").check()
    page.locator("select[name=area]").select_option("legs")
    page.locator("select[name=laterality]").select_option("left")
    page.locator("input[name=sessions]").fill("2")
    page.locator("input[name=provider]").fill("Dr. Rivera")
    page.locator("input[name=is_adult_at_capture]").check()
    page.locator("form.form button[type=submit]").last.click()
    expect(page.locator("#photos")).to_be_visible()


def upload(page: Page, folder: Path) -> None:
    """Add two files at once: their names tell which is the before."""
    for number, name in enumerate(("before.jpg", "after.jpg")):
        (folder / name).write_bytes(picture_bytes(3000 + number, 1200, 900))
    page.locator("[data-drop] input[type=file]").set_input_files(
        [folder / "before.jpg", folder / "after.jpg"]
    )
    rows = page.locator("[data-queue] > li")
    expect(rows).to_have_count(2)
    rows.nth(1).locator("select").first.select_option("after")
    rows.nth(1).locator("select").nth(2).select_option("P6W")
    page.locator("[data-send]").click()
    expect(page.locator(".photo")).to_have_count(2)


def record_consent(page: Page, folder: Path) -> None:
    (folder / "consent.pdf").write_bytes(PDF)
    page.locator("a[href$='/consents/new']").first.click()
    page.locator("input[name=evidence]").set_input_files(folder / "consent.pdf")
    page.locator("input[name=signer_name]").fill("Jane Q. Example")
    page.locator("input[name=signed_on]").fill("2026-01-05")
    page.locator("input[name=expires_on]").fill("2099-01-05")
    page.locator("input[name='scope.website_gallery'][value=permit]").check()
    page.locator("input[name=coverage][value=now]").check()
    page.get_by_role("button", name="Record the consent").click()
    expect(page.get_by_role("heading", name="Withdraw")).to_be_visible()


def test_from_upload_to_withdrawal(
    address: str,
    open_page: OpenPage,
    add_staff: Callable[[str], str],
    tmp_path: Path,
) -> None:
    staff, visitor = open_page(), open_page(390, 844)
    sign_in(staff, address, add_staff("administrator"))
    open_case(staff, address)
    case_address = staff.url.partition("#")[0]
    upload(staff, tmp_path)
    staff.get_by_role("button", name="Accept it").click()
    record_consent(staff, tmp_path)
    consent_address = staff.url
    staff.goto(case_address)
    # Text is read by a program of its own, which may take its time beside other tests.
    expect(staff.locator("[data-progress]")).to_be_visible()
    expect(staff.locator("[data-running]")).to_have_count(0, timeout=60_000)
    staff.locator("input[name=channels][value=website_gallery]").check()
    staff.get_by_role("button", name="Publish on the ticked channels").click()
    expect(staff.get_by_role("link", name="See it in public")).to_be_visible()

    visitor.goto(address)
    visitor.get_by_role("link", name="Spider veins on the outer thigh").first.click()
    expect(visitor.locator("[data-comparison] img").first).to_be_visible()
    public_address = visitor.url

    staff.goto(consent_address)
    staff.get_by_role("button", name="Withdraw the consent").click()
    expect(staff.locator("#takedowns")).to_be_visible()
    gone = visitor.goto(public_address)
    assert gone is not None
    assert gone.status == 410
    visitor.goto(address)
    expect(visitor.locator("a[href*='/cases/']")).to_have_count(0)


def test_files_chosen_before_the_script_came_are_queued(
    practice: Practice,
    address: str,
    open_page: OpenPage,
    add_staff: Callable[[str], str],
    tmp_path: Path,
) -> None:
    page = open_page()
    sign_in(page, address, add_staff("editor"))
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/js/staff/upload.js", hold)
    page.goto(f"{address}/staff/cases/{practice.case()}", wait_until="commit")
    (tmp_path / "before.jpg").write_bytes(picture_bytes(3000, 1200, 900))
    page.locator("[data-drop] input[type=file]").set_input_files(tmp_path / "before.jpg")
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()
    expect(page.locator("[data-queue] > li")).to_have_count(1)
    page.wait_for_load_state()  # or the server would be left in the middle of a file


def test_the_slider_follows_keys_and_shows_both_without_script(
    practice: Practice, address: str, open_page: OpenPage
) -> None:
    practice.published()
    page = open_page(390, 844)
    page.goto(address)
    page.locator("a[href*='/cases/']").first.click()
    slider = page.get_by_role("slider")
    slider.focus()
    for key, value in (("End", "100"), ("Home", "0"), ("ArrowRight", "1")):
        page.keyboard.press(key)
        expect(slider).to_have_value(value)
    plain = open_page(390, 844, script=False)
    plain.goto(page.url)
    pictures = plain.locator("[data-comparison] img")
    expect(pictures).to_have_count(2)
    for picture in pictures.all():
        expect(picture).to_be_visible()
    first, second = (picture.bounding_box() for picture in pictures.all())
    assert first is not None
    assert second is not None
    assert (first["x"], first["y"]) != (second["x"], second["y"])


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_no_page_is_wider_than_the_screen(
    practice: Practice,
    address: str,
    open_page: OpenPage,
    add_staff: Callable[[str], str],
    width: int,
) -> None:
    case_id = practice.published(title="Spider veins " + "on the outer thigh " * 9)
    page = open_page(width, 800)
    sign_in(page, address, add_staff("administrator"))
    paths = ["/", "/procedures/sclerotherapy", "/staff/", f"/staff/cases/{case_id}"]
    for path in [*paths, "/staff/jobs", "/staff/settings", "/staff/team"]:
        page.goto(address + path)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, (path, wide)


def test_the_page_of_a_case_sees_the_end_of_work_that_was_on_when_it_was_opened(
    address: str, open_page: OpenPage, add_staff: Callable[[str], str], practice: Practice
) -> None:
    case_id = practice.case()
    later = utc_now() + timedelta(hours=1)
    job = Job(kind="read_picture_text", payload={}, case_id=case_id, state="queued",
              run_after=later, created_at=utc_now())  # fmt: skip
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        uow.session.add(job)
        uow.session.flush()
        job_id = job.id
    staff = open_page()
    sign_in(staff, address, add_staff("administrator"))
    staff.goto(f"{address}/staff/cases/{case_id}")
    expect(staff.locator("[data-running]")).to_have_count(1)
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        uow.get(Job, job_id, "job").state = "done"
    expect(staff.locator("[data-running]")).to_have_count(0)
