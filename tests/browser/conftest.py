"""A browser, and an installation that serves it: web server, worker, object store."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import make_server

from gallery.jobs import drain

CHROMIUM = Path("/usr/bin/chromium")
ARTIFACTS = Path(__file__).parents[2] / "test-artifacts"
PATIENCE_MS = 20_000
OPTIONS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
def database_kind() -> str:
    """Browse over one database."""
    return "sqlite"


@pytest.fixture
def object_store_kind() -> str:
    """Go the whole way: the journeys' pictures come from a real server."""
    return "server"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed: run scripts/install-test-dependencies")
    with sync_playwright() as play:
        launched = play.chromium.launch(executable_path=str(CHROMIUM), args=OPTIONS)
        expect.set_options(timeout=PATIENCE_MS)  # a page that is slow on a busy machine is no fault
        yield launched
        launched.close()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Serve the application on a free port, with a worker beside it; return its address."""
    app.config["WTF_CSRF_ENABLED"] = True
    server = make_server("127.0.0.1", 0, app, threaded=True)
    app.config["PUBLIC_BASE_URL"] = f"http://127.0.0.1:{server.server_port}"
    ended = threading.Event()

    def work() -> None:
        while not ended.wait(0.05):
            drain(app.extensions["runtime"])

    threads = [threading.Thread(target=server.serve_forever), threading.Thread(target=work)]
    for thread in threads:
        thread.start()
    yield app.config["PUBLIC_BASE_URL"]
    ended.set()
    server.shutdown()
    for thread in threads:
        thread.join()
    server.server_close()


@pytest.fixture
def open_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page of a size, with or without script."""
    contexts: list[BrowserContext] = []

    def opened(width: int = 1280, height: int = 800, *, script: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=script
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: _no_violation(message.text))
        return page

    yield opened
    for number, context in enumerate(contexts):
        if os.environ.get("GALLERY_KEEP_SCREENSHOTS"):
            ARTIFACTS.mkdir(exist_ok=True)
            for page in context.pages:
                page.screenshot(path=ARTIFACTS / f"{request.node.name}-{number}.png")
        context.close()


def _no_violation(text: str) -> None:
    assert "Content Security Policy" not in text, text
