"""The pages stand up to axe-core, the accessibility checker."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from gallery.actions.find_cases import load_case
from tests.browser.test_journeys import sign_in
from tests.support.practice import Practice

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async () => {
    const found = await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa']});
    return found.violations.map(rule => rule.id + ': ' + rule.nodes.map(
        node => node.target.join(' ')).join(', '));
}"""


@pytest.mark.parametrize("width", [390, 1280])
def test_public_and_staff_pages_have_no_violations(
    practice: Practice,
    address: str,
    open_page: Callable[..., Page],
    add_staff: Callable[[str], str],
    width: int,
) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci --prefix tests/browser")
    case_id = practice.published()
    page = open_page(width, 844)
    sign_in(page, address, add_staff("administrator"))
    page.goto(address)
    public = page.locator("a[href*='/cases/']").first.get_attribute("href")
    staff = ["/staff/", "/staff/cases/new", f"/staff/cases/{case_id}", "/staff/settings"]
    page.goto(f"{address}/staff/cases/{case_id}")
    staff.append(str(page.locator("a[href*='/staff/pairs/']").first.get_attribute("href")))
    with practice.runtime.reading() as session:
        staff.append(f"/staff/photos/{load_case(session, case_id).photos[0].id}/masks")
    for path in ["/", public, "/procedures/sclerotherapy", "/cases/nothing", *staff]:
        page.goto(f"{address}{path}")
        # A script tag would be refused by the pages' own policy; an evaluated text is not.
        page.evaluate(AXE.read_text(encoding="utf-8"))
        assert page.evaluate(RUN) == [], path
