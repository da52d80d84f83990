"""R19: pictures that another site embeds, in a browser that blocks third-party cookies."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from gallery.actions.manage_sites import add_site, set_site
from gallery.actions.record_consent import ScopeTerms
from gallery.models import MediaKey
from gallery.runtime import OPERATOR
from tests.browser.conftest import CHROMIUM, OPTIONS, PATIENCE_MS
from tests.support.practice import Practice

SITE = "https://www.clinic.test"
#: The test's gallery is on this machine, which pages of the internet may not ask unasked.
NEAR = ["--disable-features=LocalNetworkAccessChecks"]


@pytest.fixture
def gallery_address(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Serve over TLS: nothing else takes a cookie that goes with embedded pictures."""
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", value=True)
    server = make_server("127.0.0.1", 0, app, threaded=True, ssl_context="adhoc")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def picture(practice: Practice, gallery_address: str) -> str:
    """Publish a case with nudity for the site alone; return a picture's address."""
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        add_site(uow, "Clinic", (SITE,))
        set_site(uow, "clinic", pages=(), webhook_url=None, shows_adult=True)
    case_id = practice.case(shows_nudity=True)
    practice.pair(case_id)
    permitted = ScopeTerms(channel="website_embed:clinic", decision="permit")
    practice.consent(case_id, scopes=(permitted,))
    practice.work()
    practice.publish(case_id, "website_embed:clinic")
    practice.work()
    with practice.runtime.reading() as session:
        key = session.query(MediaKey).first()
    assert key is not None
    return f"{gallery_address}/media/{key.key}.jpg"


@pytest.fixture
def strict_page(browser: Browser, picture: str, gallery_address: str) -> Iterator[Page]:
    """Open the site's page, which embeds the question and the picture."""
    asked_at = f"{gallery_address}/sites/clinic/age?back={SITE}/veins"
    body = f'<iframe src="{asked_at}" width="600" height="400"></iframe><img src="{picture}">'
    options = [*OPTIONS, "--test-third-party-cookie-phaseout", *NEAR]
    strict = browser.browser_type.launch(executable_path=str(CHROMIUM), args=options)
    page = strict.new_page(ignore_https_errors=True)
    page.set_default_timeout(PATIENCE_MS)
    page.route(f"{SITE}/veins", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(f"{SITE}/veins")
    yield page
    strict.close()


def width_px(page: Page) -> int:
    return int(page.locator("img").evaluate("image => image.naturalWidth"))


def test_r19_an_answer_in_the_sites_page_opens_the_pictures_in_it(strict_page: Page) -> None:
    assert width_px(strict_page) == 0
    question = strict_page.frame_locator("iframe")
    question.get_by_role("button", name="I am 18 or older").click()
    with strict_page.expect_navigation():
        question.get_by_role("link", name="Go on to the pictures").click()
    assert strict_page.url == f"{SITE}/veins"
    assert width_px(strict_page) > 0
    question.get_by_role("button", name="Hide pictures").click()
    question.get_by_role("button", name="I am 18 or older").wait_for()
    strict_page.reload()
    assert width_px(strict_page) == 0
