"""Requests that others make us send do not reach the operator's own network."""

import threading
import time

import pytest

from gallery.errors import InvalidInput
from gallery.outbound import destination
from gallery.outbound.addresses import refusal_of
from gallery.outbound.client import Request, send
from gallery.outbound.destination import (
    DestinationRules,
    check_url,
    find_destination,
    origin_of,
)
from gallery.outbound.failures import OutboundFailed
from tests.integration.outbound.servers import QUICK, Starter, reply_with, resolve_to

PUBLIC = DestinationRules()
HTTP_TOO = DestinationRules(allow_http=True)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "0.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255",
        "168.63.129.16", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.255",
        "192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1", "224.0.0.1", "239.1.1.1",
        "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fec0::1", "fd00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::10.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:c0a8:101::1",
        "2001::1", "2001:db8::1", "3fff::1", "100::1", "4000::1",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_is_refused(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_to(monkeypatch, address)
    with pytest.raises(InvalidInput, match="its host leads to") as refused:
        find_destination("https://site.example/hook", PUBLIC)
    assert refused.value.code == "destination_refused"
    assert address not in str(refused.value), "it must not tell what is inside"


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "100.63.0.1", "172.32.0.1", "2606:4700::1", "64:ff9b::808:808", "2002:808:808::"],
)
def test_a_public_address_is_not_refused(address: str) -> None:
    assert refusal_of(address) is None


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://site.example/", "https://"),
        ("ftp://site.example/", "https:// or http://"),
        ("file:///etc/passwd", "https:// or http://"),
        ("site.example/hook", "https:// or http://"),
        ("https:///hook", "no host"),
        ("https://user:word@site.example/", "user name"),
        ("https://site.example@127.0.0.1/", "user name"),
        ("https://site.example:22/", "port 22"),
        ("https://site.example:99999/", "not a URL"),
        ("https://site.example\\@127.0.0.1/", "backslash"),
        ("https://site.example/a b", "space"),
        ("https://site.example/\r\nHost: x", "control"),
        ("https://[fe80::1%25eth0]/", "%"),
        ("https://sité.example/", "ASCII"),
        ("https://127.0.0.1/", "loopback"),
        ("https://[::ffff:10.0.0.1]/", "private"),
        ("https://169.254.169.254/latest/meta-data", "link-local"),
        ("https://site.example/" + "a" * 2000, "longer"),
    ],
)
def test_a_url_of_a_wrong_form_is_refused_without_a_look_up(url: str, reason: str) -> None:
    with pytest.raises(InvalidInput, match="cannot be used") as refused:
        check_url(url, PUBLIC)
    assert refused.value.code == "destination_refused"
    assert reason in refused.value.message


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1", "0177.0.0.1", "localhost."])
def test_other_ways_of_writing_the_loopback_address_are_refused(host: str) -> None:
    with pytest.raises((InvalidInput, OutboundFailed)) as refused:
        find_destination(f"http://{host}/", HTTP_TOO)
    assert refused.value.code in {"destination_refused", "unreachable"}


def test_one_inside_address_among_public_ones_refuses_the_host(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resolve_to(monkeypatch, "8.8.8.8", "10.0.0.1")
    with pytest.raises(InvalidInput):
        find_destination("https://site.example/", PUBLIC)


def test_a_refused_destination_gets_no_connection(
    start: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = start(reply_with(200))
    resolve_to(monkeypatch, "127.0.0.1")
    rules = DestinationRules(allow_http=True, ports=frozenset({server.port}))
    with pytest.raises(InvalidInput):
        send(Request("GET", f"http://site.example:{server.port}/"), rules, QUICK)
    assert server.asked == []


def test_the_name_is_looked_up_once_so_that_it_cannot_change_after_the_check(
    start: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = start(reply_with(200, b"ok"))
    looked_up: list[str] = []

    def changing(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.1"] if len(looked_up) == 1 else ["10.0.0.1"]

    monkeypatch.setattr(destination, "resolve", changing)
    url = f"http://nowhere.invalid:{server.port}"
    answer = send(Request("GET", f"{url}/"), DestinationRules(frozenset({url})), QUICK)
    assert (answer.address, looked_up) == ("127.0.0.1", ["nowhere.invalid"])
    assert server.asked[0].headers["host"] == f"nowhere.invalid:{server.port}"


def test_a_trusted_origin_is_that_scheme_host_and_port_only(start: Starter) -> None:
    server, other = start(reply_with(200)), start(reply_with(200))
    rules = DestinationRules(server.trusted)
    assert send(Request("GET", f"{server.url}/x"), rules, QUICK).status == 200
    for url in (
        other.url,
        server.url.replace("http:", "https:"),
        f"http://localhost:{server.port}",
    ):
        with pytest.raises(InvalidInput):
            send(Request("GET", url), rules, QUICK)
    assert other.asked == []


def test_origins_are_compared_with_their_default_port_and_in_lower_case() -> None:
    rules = DestinationRules(frozenset({"http://Gallery.Example"}))
    assert check_url("http://gallery.example.:80/x?y=1", rules).target == "/x?y=1"
    assert origin_of("HTTPS://[2606:4700::1]/a") == "https://[2606:4700::1]:443"


def test_a_slow_look_up_ends_with_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()

    def slow(host: str, port: int) -> list[str]:
        release.wait(20)
        return ["8.8.8.8"]

    monkeypatch.setattr(destination, "resolve", slow)
    began = time.monotonic()
    with pytest.raises(OutboundFailed) as failed:
        find_destination("https://slow.example/", PUBLIC, seconds=0.2)
    release.set()
    assert failed.value.code == "timed_out"
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("host", ["nowhere.invalid", "a" * 64 + ".example"])
def test_a_name_that_is_not_known_is_unreachable(host: str) -> None:
    with pytest.raises(OutboundFailed) as failed:
        find_destination(f"https://{host}/", PUBLIC, seconds=20)
    assert failed.value.code == "unreachable"
