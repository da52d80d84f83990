"""Files to work on, as the service has them: on disk, under a name that says nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest

Store = Callable[[bytes], Path]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Return a function that writes bytes to a new file."""

    def write(content: bytes) -> Path:
        path = tmp_path / f"picture-{len(list(tmp_path.iterdir()))}"
        path.write_bytes(content)
        return path

    return write
