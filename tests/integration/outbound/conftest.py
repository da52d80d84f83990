"""Real servers on the loopback address; what each answers is set by the test."""

import ssl
from collections.abc import Iterator

import pytest
import trustme

from gallery.outbound import client
from tests.integration.outbound.servers import LocalServer, Reply, Starter, started


@pytest.fixture
def start() -> Iterator[Starter]:
    """Return a function that starts a server; all of them end with the test."""
    running: list[LocalServer] = []

    def _start(
        reply: Reply, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1"
    ) -> LocalServer:
        server = started(reply, tls, host)
        running.append(server)
        return server

    yield _start
    for server in running:
        server.stop()


@pytest.fixture
def authority(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[trustme.CA]:
    """Return a certificate authority that this process trusts for the test."""
    authority = trustme.CA()
    path = tmp_path_factory.mktemp("authority") / "ca.pem"
    authority.cert_pem.write_to_path(path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    client.trust.cache_clear()
    yield authority
    client.trust.cache_clear()
