"""What falls between a decision and the answer that was made of it (rules R1, R3, R4)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from gallery.actions.set_practice import set_practice
from gallery.models import ConsentRecord
from gallery.published import PublishedGallery
from gallery.published.told import ROUNDS
from gallery.runtime import OPERATOR, Runtime
from gallery.web.public.standing import TRIES
from tests.support.fake_clock import FakeClock, tomorrow_noon
from tests.support.meanwhile import Meanwhile
from tests.support.practice import Practice
from tests.support.public_view import shown

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

WAYS: tuple[tuple[str, dict[str, str]], ...] = (
    ("GET", {}),
    ("HEAD", {}),
    ("GET", {"Range": "bytes=0-9"}),
    ("GET", {"If-None-Match": "*"}),
    ("GET", {"If-Match": '"another"'}),
)
LISTS = ("/", "/procedures/sclerotherapy", "/sitemap.xml", "/feeds/website/cases.json")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    made = FakeClock(tomorrow_noon())
    made.install(monkeypatch)
    return made


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Iterator[Meanwhile]:
    made = Meanwhile()
    made.install(monkeypatch)
    yield made
    assert not made.is_awaited, "nothing was asked after the decision"


@pytest.fixture
def consent(clock: FakeClock, practice: Practice) -> ConsentRecord:
    del clock
    return practice.published_on_consent()[1]


@pytest.fixture
def names(gallery: PublishedGallery, consent: ConsentRecord) -> tuple[str, str]:
    """Return the paths of a public picture and of its case's page."""
    del consent
    (case,) = shown(gallery)
    return f"/media/{case.pairs[0].before.media[0].key}.jpg", f"/cases/{case.slug}"


def gone(answer: TestResponse) -> bool:
    is_refused = answer.status_code == 410 and answer.headers["Cache-Control"] == "no-store"
    return is_refused and "ETag" not in answer.headers and b"\xff\xd8" not in answer.data


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=5)])
def test_r3_nothing_leaves_when_the_expiry_falls_while_it_is_made(
    client: FlaskClient,
    clock: FakeClock,
    meanwhile: Meanwhile,
    consent: ConsentRecord,
    names: tuple[str, str],
    late: timedelta,
) -> None:
    media, page = names
    for method, headers in WAYS:
        for address in (media, page, *LISTS):
            clock.instant = consent.expires_at - timedelta(seconds=5)
            meanwhile.let(lambda: setattr(clock, "instant", consent.expires_at + late))
            answer = client.open(address, method=method, headers=headers)
            assert not meanwhile.is_awaited, address
            assert gone(answer) or address in LISTS, (address, method, answer.status_code)
            assert page.encode() not in answer.data.partition(b'"_tombstones"')[0]


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("is_erased", [False, True])
def test_r4_nothing_leaves_when_the_withdrawal_falls_while_it_is_made(
    client: FlaskClient,
    practice: Practice,
    meanwhile: Meanwhile,
    consent: ConsentRecord,
    names: tuple[str, str],
    which: int,
    is_erased: bool,  # noqa: FBT001
) -> None:
    def withdraw() -> None:
        practice.withdraw(consent.id)
        if is_erased:
            practice.work()

    meanwhile.let(withdraw)
    assert gone(client.get(names[which]))


def test_r3_the_lifetime_of_a_picture_counts_from_when_it_leaves(
    client: FlaskClient,
    clock: FakeClock,
    meanwhile: Meanwhile,
    consent: ConsentRecord,
    names: tuple[str, str],
) -> None:
    clock.instant = consent.expires_at - timedelta(seconds=30)
    meanwhile.let(lambda: clock.pass_by(seconds=20))
    answer = client.get(names[0])
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "public, max-age=9")


def test_what_is_shown_anew_meanwhile_is_shown_anew(
    client: FlaskClient, runtime: Runtime, meanwhile: Meanwhile, names: tuple[str, str]
) -> None:
    def rename() -> None:
        with runtime.unit_of_work(OPERATOR) as uow:
            set_practice(uow, {"tagline": "Another line"})

    meanwhile.let(rename)
    assert b"Another line" in client.get("/").data
    assert client.get(names[0]).status_code == 200


def test_an_import_that_never_pauses_keeps_nobody_from_what_stands(
    client: FlaskClient,
    runtime: Runtime,
    meanwhile: Meanwhile,
    names: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each event of the ledger names another state; none of these changes what is shown."""

    def event(_: object) -> int:
        with runtime.unit_of_work(OPERATOR) as uow:
            uow.record("test.event")
        return next(positions)

    assert meanwhile.is_awaited is False
    positions = iter(range(10_000, 10_000 + 10 * ROUNDS * TRIES))
    monkeypatch.setattr("gallery.published.gallery.last_position", event)
    assert [client.get(name).status_code for name in (*names, *LISTS)] == [200] * 6
