"""The gallery on a real port, so that what looks at itself over HTTP finds itself."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from gallery.actions.find_cases import takedowns_of
from gallery.actions.manage_sites import set_site
from gallery.actions.see_pages import see_pages
from gallery.config import Settings
from gallery.models import MediaKey, Publication, PublishedPhoto, Site, Takedown, WebhookDelivery
from gallery.outbound.client import Answer, Request, send
from gallery.outbound.destination import DestinationRules
from gallery.runtime import OPERATOR, Runtime
from tests.integration.outbound.servers import LocalServer, started
from tests.support.edge_cache import EdgeCache
from tests.support.fake_clock import FakeClock
from tests.support.practice import Practice


class _Quiet(WSGIRequestHandler):
    def log(self, *_: object, **__: object) -> None:
        """Say nothing."""


@pytest.fixture
def database_kind() -> str:
    """What is looked at over HTTP is the same on both databases."""
    return "sqlite"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    made = FakeClock(datetime.now(UTC))
    made.install(monkeypatch)
    return made


@pytest.fixture
def cdn_purge(request: pytest.FixtureRequest) -> str:
    """How the cache in front is told to forget; parametrize it, or there is no such cache."""
    return str(getattr(request, "param", ""))


@pytest.fixture
def origin() -> Iterator[BaseWSGIServer]:
    """Listen; what answers is set once the installation is there."""
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def edge(origin: BaseWSGIServer) -> Iterator[EdgeCache]:
    with EdgeCache(f"http://127.0.0.1:{origin.server_port}") as cache:
        yield cache


#: What a page says besides pictures.
MENU = "<title>Our results</title><p>" + "Home, our doctors, results, prices, contact. " * 8


@dataclass
class OtherSite:
    """A website of somebody else: what it answers to GET and to POST is set by the test."""

    status: int = 200
    body: str = MENU
    hook_statuses: list[int] = field(default_factory=list)
    server: LocalServer = field(init=False)

    def reply(self, handler: BaseHTTPRequestHandler) -> None:
        is_hook = handler.command == "POST"
        status = self.hook_statuses.pop(0) if is_hook and self.hook_statuses else self.status
        content = b"" if is_hook else self.body.encode()
        handler.send_response(204 if is_hook and status == 200 else status)
        handler.send_header("Content-Type", "text/html; charset=utf-8")
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(content)

    def show(self, *keys: str) -> None:
        """Show pictures under our names, or with none of them the page without."""
        self.body = MENU + "".join(f'<img src="/media/{key}.jpg">' for key in keys)

    @property
    def hooks(self) -> list[Any]:
        return [asked for asked in self.server.asked if asked.method == "POST"]


@pytest.fixture
def other_site() -> Iterator[OtherSite]:
    site = OtherSite()
    site.server = started(site.reply, None, "127.0.0.1")
    yield site
    site.server.stop()


@pytest.fixture
def settings(
    settings: Settings,
    origin: BaseWSGIServer,
    edge: EdgeCache,
    other_site: OtherSite,
    cdn_purge: str,
) -> Settings:
    """Return settings of an installation that listens, with or without a cache in front."""
    cached: dict[str, Any] = {
        "cdn_url": edge.url,
        "cdn_purge": cdn_purge,
        "cdn_purge_url": edge.url if cdn_purge == "url" else edge.purge_endpoint,
    }
    return replace(
        settings,
        public_url=f"http://127.0.0.1:{origin.server_port}",
        trusted_origins=(other_site.server.url, edge.url),
        job_attempts=2,
        **(cached if cdn_purge else {}),
    )


@dataclass
class Scene:
    """A practice whose gallery can be asked over HTTP, and what is known of its takedowns."""

    practice: Practice
    runtime: Runtime

    @property
    def base(self) -> str:
        return self.runtime.settings.base_url

    def ask(self, address: str, base: str = "") -> Answer:
        """Fetch a path of the gallery, or of a cache in front."""
        url = (base or self.base) + address
        return send(Request("GET", url), DestinationRules(frozenset({base or self.base})))

    def status(self, address: str, base: str = "") -> int:
        return self.ask(address, base).status

    def tasks(self, case_id: str) -> dict[str, Takedown]:
        """Return the newest task of each surface."""
        with self.runtime.reading() as session:
            found = takedowns_of(session, case_id=case_id)
            return {task.surface: task for task in sorted(found, key=lambda one: one.created_at)}

    def keys(self, case_id: str) -> list[str]:
        with self.runtime.reading() as session:
            query = (
                select(MediaKey.key)
                .join(PublishedPhoto, PublishedPhoto.id == MediaKey.published_photo_id)
                .join(Publication, Publication.id == PublishedPhoto.publication_id)
                .where(Publication.case_id == case_id)
                .order_by(Publication.published_at, MediaKey.key)
            )
            return list(session.execute(query).scalars())

    def page(self, case_id: str) -> str:
        with self.runtime.reading() as session:
            query = select(Publication).where(Publication.case_id == case_id)
            return f"/cases/{session.execute(query).scalars().first().case.slug}"  # type: ignore[union-attr]

    def messages(self) -> list[WebhookDelivery]:
        with self.runtime.reading() as session:
            query = select(WebhookDelivery).order_by(WebhookDelivery.created_at)
            return list(session.execute(query).scalars())

    def show_on(self, *pages: str) -> None:
        """Note where the practice's own website shows our cases."""
        with self.runtime.unit_of_work(OPERATOR) as uow:
            uow.session.execute(select(Site)).scalars().one().pages = list(pages)

    def see(self, site: OtherSite, case_id: str) -> None:
        """Let the service see the case on the site's page; the site shows it no more after that."""
        site.show(*self.keys(case_id))
        see_pages(self.runtime)
        site.show()


@pytest.fixture
def scene(
    practice: Practice,
    runtime: Runtime,
    origin: BaseWSGIServer,
    shared_app: Callable[[Runtime], Flask],
) -> Scene:
    origin.app = shared_app(runtime)
    return Scene(practice, runtime)


@pytest.fixture
def object_store_kind() -> str:
    """Clear a real server: what a withdrawal erases is proved where it lies."""
    return "server"


@pytest.fixture
def secret(scene: Scene, other_site: OtherSite) -> str:
    """Have the practice's website told; return what it verifies messages with."""
    with scene.runtime.unit_of_work(OPERATOR) as uow:
        pages = (f"{other_site.server.url}/our-results",)
        url = f"{other_site.server.url}/hook"
        _, made = set_site(uow, "website", pages=pages, webhook_url=url)
    assert made is not None
    return made
