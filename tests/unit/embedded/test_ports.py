import socket

import pytest

from gallery.embedded import ports
from gallery.errors import ConfigurationError


def listening() -> socket.socket:
    listener = socket.socket()
    listener.bind((ports.LOOPBACK, 0))
    listener.listen()
    return listener


def test_a_port_with_a_listener_is_not_free() -> None:
    with listening() as listener:
        port = listener.getsockname()[1]
        assert not ports.is_free(ports.LOOPBACK, port)
    assert ports.is_free(ports.LOOPBACK, port)


def test_the_last_ports_are_preferred() -> None:
    assert ports.free_base([0, 1], preferred=17_777) == 17_777


def test_a_base_is_passed_over_if_one_of_its_ports_is_taken() -> None:
    with listening() as listener:
        port = listener.getsockname()[1]
        assert ports.free_base([0, 11], preferred=port - 11) != port - 11


def test_no_free_port_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "is_free", lambda _host, _port: False)
    with pytest.raises(ConfigurationError, match="No free ports"):
        ports.free_base([0])
