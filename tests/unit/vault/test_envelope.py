import time
from datetime import timedelta

import pytest

from gallery.vault import Envelope, Vault

SECRET, DAY = "secret-of-the-tests-" * 2, timedelta(days=1)


def test_an_envelope_opens_for_its_purpose_and_secret_alone() -> None:
    token = Envelope(SECRET, "search", DAY).close("Zoë")
    assert Envelope(SECRET, "search", DAY).open(token) == "Zoë"
    for other in (Envelope(SECRET, "another", DAY), Envelope("other-" * 8, "search", DAY)):
        assert other.open(token) is None
    assert Vault(SECRET).read(token) is None
    assert Envelope(SECRET, "search", DAY).open(Vault(SECRET).encrypt("Zoë")) is None


@pytest.mark.parametrize("token", ["", "x", "é", "gAAAAA", "\0"])
def test_what_is_no_token_opens_as_nothing(token: str) -> None:
    assert Envelope(SECRET, "search", DAY).open(token) is None


def test_an_envelope_grows_old(monkeypatch: pytest.MonkeyPatch) -> None:
    envelope = Envelope(SECRET, "search", DAY)
    token, now = envelope.close("Zoë"), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 86_300)
    assert envelope.open(token) == "Zoë"
    monkeypatch.setattr(time, "time", lambda: now + 86_500)
    assert envelope.open(token) is None
