"""The decoders, as the child process has them."""

import pytest

from gallery.imaging.decode import prepare


@pytest.fixture(scope="session", autouse=True)
def _decoders() -> None:
    prepare()
