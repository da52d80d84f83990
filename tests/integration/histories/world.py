"""One installation that can be restarted, its clock moved, its visitors asked."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from gallery.actions.manage_sites import add_site, set_site
from gallery.config import Settings
from gallery.jobs import drain, enqueue_due
from gallery.models import Case, MediaKey, Pair, Photo, Placement, Publication, PublishedPhoto
from gallery.outbound.client import Answer, Request
from gallery.runtime import OPERATOR, Runtime
from gallery.web.app import attach
from tests.integration.histories.expected import Shown, Story
from tests.integration.histories.faults import Faults
from tests.support.fake_clock import FakeClock, tomorrow_noon
from tests.support.meanwhile import Meanwhile
from tests.support.practice import Practice

LEASE_IS_OVER = timedelta(seconds=61)


@dataclass
class World:
    """Hold the parts; ``apps`` are two web processes' memories over one installation."""

    settings: Settings
    apps: tuple[Flask, ...]
    clock: FakeClock
    faults: Faults
    meanwhile: Meanwhile
    folder: Path
    practice: Practice = field(init=False)
    etags: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    pages: dict[str, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    connections: list[Any] = field(default_factory=list)
    steps: int = 0
    turns: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.restart()
        with self.runtime.unit_of_work(OPERATOR) as uow:
            add_site(uow, "Partner", ())  # it reads the feed; no page of its own is looked at
            set_site(uow, "partner", pages=(), webhook_url=None, shows_adult=True)

    @property
    def runtime(self) -> Runtime:
        return self.practice.runtime

    @property
    def visitors(self) -> list[FlaskClient]:
        return [app.test_client() for app in self.apps]

    def restart(self) -> None:
        """Begin anew, as after a power cut: nothing is left in any memory."""
        self._cut()
        for app in self.apps:
            attach(app, self._open())
        opened = self._open()
        self.faults.watch(opened.engine)
        pictures = self.practice.pictures if hasattr(self, "practice") else 0
        self.practice = Practice(opened, self.folder, pictures)
        self.clock.instant += LEASE_IS_OVER

    def _cut(self) -> None:
        """Close what a process that died in the middle of something left open."""
        for app in self.apps:
            app.extensions["runtime"].engine.dispose()
        if hasattr(self, "practice"):
            self.runtime.engine.dispose()
        while self.connections:
            self.connections.pop().close()

    def close(self) -> None:
        self._cut()

    def work(self) -> None:
        enqueue_due(self.runtime)
        drain(self.runtime)

    def fetch(self, request: Request, *_: object) -> Answer:
        """Answer what the product fetches of itself, without a network."""
        parts = urlsplit(request.url)
        told = self.visitors[0].open(
            f"{parts.path}?{parts.query}", method=request.method, headers=dict(request.headers)
        )
        headers = {name.lower(): value for name, value in told.headers.items()}
        return Answer(told.status_code, headers, told.data, True, "127.0.0.1", 0.0)  # noqa: FBT003

    def refresh(self, story: Story) -> None:
        """Read the bare facts of a case: its photos and pairs."""
        with self.runtime.reading() as session:
            photos = session.execute(select(Photo).where(Photo.case_id == story.id)).scalars()
            story.marked = {p.id for p in photos if p.identifiability != "none_apparent"}
            pairs = session.execute(select(Pair).where(Pair.case_id == story.id)).scalars()
            story.paired = frozenset(i for p in pairs for i in (p.before_id, p.after_id))
            story.slug = session.get_one(Case, story.id).slug

    def publications(self, story: Story, number: int) -> list[Shown]:
        """Return the publications that the story does not know yet."""
        known = {showing.id for showing in story.shown}
        with self.runtime.reading() as session:
            query = select(Publication).where(Publication.case_id == story.id)
            rows = [row for row in session.execute(query).scalars() if row.id not in known]
            return [
                Shown(
                    row.id,
                    row.channel,
                    frozenset(shown.photo_id for shown in row.shown),
                    frozenset(key.key for shown in row.shown for key in shown.keys),
                    number,
                )
                for row in rows
            ]

    def copies(self, story: Story) -> list[str]:
        """Return the copies of a case that were put up by hand."""
        with self.runtime.reading() as session:
            query = select(Placement.id).where(Placement.case_id == story.id)
            return list(session.execute(query).scalars())

    def ended(self) -> set[str]:
        with self.runtime.reading() as session:
            query = select(Publication.id).where(Publication.ended_at.is_not(None))
            return set(session.execute(query).scalars())

    def ready(self) -> set[str]:
        """Return the publications whose pictures are all there, or were when they ended."""
        with self.runtime.reading() as session:
            query = select(Publication.id).where(Publication.media_ready_at.is_not(None))
            return set(session.execute(query).scalars())

    def drawn_keys(self) -> set[str]:
        """Return the media keys for which a picture exists at this moment."""
        with self.runtime.reading() as session:
            query = (
                select(MediaKey.key, MediaKey.spec, Photo)
                .join(PublishedPhoto, PublishedPhoto.id == MediaKey.published_photo_id)
                .join(Photo, Photo.id == PublishedPhoto.photo_id)
            )
            return {
                key
                for key, spec, photo in session.execute(query)
                if any(row.spec == spec for row in photo.renditions)
            }

    def _open(self) -> Runtime:
        opened = Runtime.open(self.settings)
        event.listen(opened.engine, "connect", lambda made, _: self.connections.append(made))
        return opened


def fresh_world(
    settings: Settings,
    apps: tuple[Flask, ...],
    database_url: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> World:
    """Return an empty installation, under a clock of its own."""
    clock, faults, meanwhile = FakeClock(tomorrow_noon()), Faults(), Meanwhile()
    for part in (clock, faults, meanwhile):
        part.install(monkeypatch)
    for app in apps:
        app.extensions["asked"].clear()
    folder.mkdir()
    kept = replace(settings, database_url=database_url)
    world = World(kept, apps, clock, faults, meanwhile, folder)
    monkeypatch.setattr("gallery.outbound.look.send", world.fetch)
    return world
