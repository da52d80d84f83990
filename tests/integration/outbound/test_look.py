"""What counts as gone: only what the service fetched itself and could read."""

import gzip
import time
from datetime import UTC, datetime

import pytest

from gallery.outbound.look import (
    Verdict,
    is_proof,
    look_at_list,
    look_at_media,
    look_at_page,
    media_addresses,
    sentence,
)
from gallery.outbound.pages import read_page
from tests.integration.outbound.servers import LocalServer, Starter, reply_with

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
MARK = "spider-veins_left"
MENU = b"<title>Results</title><p>" + b"Home, our doctors, results, contact. " * 9
HTML = "text/html; charset=utf-8"


def clock() -> datetime:
    return AT


def media_verdict(server: LocalServer) -> Verdict:
    looks = look_at_media([server.url], clock, None, server.trusted)
    (verdict,) = {look.verdict for look in looks}
    return verdict


def page_verdict(server: LocalServer, *marks: str) -> Verdict:
    looks = look_at_page(server.url, marks or (MARK,), clock, server.trusted)
    (verdict,) = {look.verdict for look in looks}
    return verdict


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (404, "gone"), (410, "gone"), (200, "still_there"), (206, "still_there"),
        (304, "still_there"), (401, "unsure"), (403, "unsure"), (451, "unsure"),
        (302, "unsure"), (400, "unsure"), (416, "unsure"), (429, "unsure"), (500, "unsure"),
        (503, "unsure"),
    ],
)  # fmt: skip
def test_only_404_and_410_are_gone(start: Starter, status: int, verdict: str) -> None:
    assert media_verdict(start(reply_with(status))) == verdict


def test_a_surface_that_does_not_answer_is_no_proof(start: Starter) -> None:
    server = start(reply_with(410))
    server.stop()
    looks = look_at_page(server.url, [MARK], clock, server.trusted)
    assert not is_proof(looks)
    assert sentence(looks) == "2 of 2 requests got no answer at 2026-11-22T10:00:00Z"
    assert "took no connection" in looks[0].words


@pytest.mark.parametrize(("status", "why"), [(403, "refused"), (302, "elsewhere")])
def test_a_look_says_why_it_is_no_proof(start: Starter, status: int, why: str) -> None:
    server = start(reply_with(status))
    first, *_ = look_at_media([server.url], clock, None, server.trusted)
    assert first.words.startswith(f"GET answered {status}: ")
    assert why in first.words


def test_a_surface_inside_is_not_looked_at(start: Starter) -> None:
    server = start(reply_with(410))
    assert not is_proof(look_at_media([server.url], clock))
    assert server.asked == []


@pytest.mark.parametrize(
    "body",
    [
        MARK,
        MARK.upper(),
        "spider&#45;veins&#x5f;left",
        "spider&#x2d;veins&lowbar;left",
        "spider%2Dveins%5Fleft",
        "spider%252Dveins%255fleft",
        "spider&#37;2dveins&#37;5fleft",
        r"spider\u002dveins\u005Fleft",
        "spider&amp;#45;veins_left",
        f'{{"items": ["{MARK}"]}}',
        "x" * 4_000_000 + MARK,
    ],
)
def test_a_mark_is_found_however_it_is_written(start: Starter, body: str) -> None:
    server = start(reply_with(200, body.encode(), Content_Type=HTML))
    assert page_verdict(server) == Verdict.STILL_THERE


@pytest.mark.parametrize("mark", ["https://gallery.example/cases/a-b", "cases/a-b"])
def test_an_address_is_found_with_escaped_slashes(start: Starter, mark: str) -> None:
    body = rb'{"url":"https:\/\/gallery.example\/cases\/a-b"}'
    server = start(reply_with(200, body, Content_Type="application/feed+json"))
    assert page_verdict(server, mark) == Verdict.STILL_THERE


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp037"])
def test_a_mark_is_not_lost_in_another_character_set(start: Starter, codec: str) -> None:
    body = f"<p>é {MARK}</p>".encode(codec)
    server = start(reply_with(200, body, Content_Type=f"text/html; charset={codec}"))
    assert page_verdict(server) == Verdict.STILL_THERE


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1"])
def test_a_mark_is_found_though_no_character_set_is_named(start: Starter, codec: str) -> None:
    body = f"<p>é {MARK}</p>".encode(codec)
    server = start(reply_with(200, body, Content_Type="text/html"))
    assert page_verdict(server) == Verdict.STILL_THERE


@pytest.mark.parametrize("kind", [HTML, "application/json", "application/rss+xml", "text/xml"])
def test_a_page_that_lives_on_without_a_mark_is_no_proof_by_itself(
    start: Starter, kind: str
) -> None:
    server = start(reply_with(200, MENU, Content_Type=kind))
    assert page_verdict(server) == Verdict.NAMES_NOTHING
    looks = look_at_page(server.url, [MARK], clock, server.trusted)
    assert not is_proof(looks)
    assert sentence(looks).startswith("2 of 2 requests answered 200 without it")


@pytest.mark.parametrize(("text", "verdict"), [(MARK, "still_there"), ("[]", "gone")])
def test_our_own_list_names_what_it_shows(start: Starter, text: str, verdict: str) -> None:
    server = start(reply_with(200, text.encode(), Content_Type="application/json"))
    looks = look_at_list(server.url, [MARK], clock, server.trusted)
    assert {look.verdict for look in looks} == {verdict}


@pytest.mark.parametrize(
    ("body", "headers", "why"),
    [
        (b"<h1>Please sign in</h1>", {}, "hardly any text"),
        (b"<h1>Checking your browser...</h1><script>", {}, "hardly any text"),
        (b"<div id=root></div><script src=/app.js></script>", {}, "hardly any text"),
        (b"<script>" + b"var words = 'words';" * 99 + b"</script>", {}, "hardly any text"),
        (MENU + b'<INPUT class="a" TYPE=password>', {}, "asks to sign in"),
        (MENU + b'<meta http-equiv="refresh" content="0;url=/login">', {}, "sends elsewhere"),
        (MENU, {"cf_mitigated": "challenge"}, "check of visitors"),
        (MENU, {"WWW_Authenticate": "Basic"}, "check of visitors"),
    ],
    ids=["sign-in", "challenge", "shell", "script", "password", "refresh", "marked", "basic"],
)
def test_a_page_that_hides_what_it_shows_is_no_proof(
    start: Starter, body: bytes, headers: dict[str, str], why: str
) -> None:
    server = start(reply_with(200, body, Content_Type=HTML, **headers))
    looks = look_at_page(server.url, [MARK], clock, server.trusted)
    assert {look.verdict for look in looks} == {Verdict.UNSURE}
    assert why in looks[0].words


def test_hostile_markup_is_read_in_one_pass() -> None:
    began = time.monotonic()
    read_page("<script" * 700_000)
    read_page("<!--<title>" * 400_000)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"<p>" + b"x" * 6_000_000, {"Content_Type": HTML}),
        (b"", {"Content_Type": HTML}),
        (b"picture", {"Content_Type": "image/png"}),
        (b"page", {}),
        (b"page", {"Content_Type": "text/html; charset=klingon"}),
        (b"page", {"Content_Type": "text/html; charset=base64"}),
        (b"page", {"Content_Type": HTML, "Content_Encoding": "compress"}),
    ],
    ids=["too long", "empty", "no page", "no type", "unknown charset", "no charset", "packed"],
)
def test_a_page_that_cannot_be_read_is_no_proof(
    start: Starter, body: bytes, headers: dict[str, str]
) -> None:
    assert page_verdict(start(reply_with(200, body, **headers))) == Verdict.UNSURE


@pytest.mark.parametrize(
    ("text", "verdict"), [(MARK, "still_there"), (MENU.decode(), "names_nothing")]
)
def test_a_packed_page_is_read(start: Starter, text: str, verdict: str) -> None:
    packed = gzip.compress(text.encode())
    server = start(reply_with(200, packed, Content_Type=HTML, Content_Encoding="gzip"))
    assert page_verdict(server) == verdict


@pytest.mark.parametrize(
    ("status", "verdict"),
    [(404, "gone"), (410, "gone"), (301, "unsure"), (403, "unsure"), (206, "unsure")],
)
def test_a_page_that_does_not_live_on(start: Starter, status: int, verdict: str) -> None:
    server = start(reply_with(status, b"page", Content_Type=HTML, Location="/"))
    assert page_verdict(server) == verdict


@pytest.mark.parametrize("marks", [[], [""], [MARK, " "]])
def test_a_page_is_not_looked_at_without_marks(marks: list[str]) -> None:
    with pytest.raises(ValueError, match="marks"):
        look_at_page("https://site.example/", marks, clock)


def test_no_look_is_no_proof() -> None:
    assert not is_proof([])
    assert sentence([]) == "nothing was looked at"


def test_media_addresses_are_every_key_in_every_format_at_every_base() -> None:
    found = media_addresses(["https://a.example/", "https://cdn.example"], ["k1"], ["avif", "jpg"])
    assert found == [
        "https://a.example/media/k1.avif",
        "https://a.example/media/k1.jpg",
        "https://cdn.example/media/k1.avif",
        "https://cdn.example/media/k1.jpg",
    ]
