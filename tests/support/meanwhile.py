"""What happens while an answer is in the making: once, before its bytes are read or it leaves."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from gallery.published import PublishedGallery
from gallery.storage import ObjectStore


class Meanwhile:
    """Do the next thing that is to happen in the midst of an answer; ``is_awaited`` until then."""

    def __init__(self) -> None:
        self._deed: Callable[[], object] | None = None

    def let(self, deed: Callable[[], object]) -> None:
        self._deed = deed

    @property
    def is_awaited(self) -> bool:
        return self._deed is not None

    def happen(self) -> None:
        deed, self._deed = self._deed, None
        if deed is not None:
            deed()

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let it happen as a picture is read, and just before the gallery's last question."""
        stands: Callable[[PublishedGallery], datetime | None] = PublishedGallery.stands

        def before_the_last_question(gallery: PublishedGallery) -> datetime | None:
            self.happen()
            return stands(gallery)

        monkeypatch.setattr(PublishedGallery, "stands", before_the_last_question)
        for name in ("get", "get_range"):
            monkeypatch.setattr(ObjectStore, name, self._slow(getattr(ObjectStore, name)))

    def _slow(self, read: Callable[..., bytes]) -> Callable[..., bytes]:
        def slow(store: ObjectStore, *values: Any) -> bytes:
            self.happen()
            return read(store, *values)

        return slow
