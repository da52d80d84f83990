"""Answers of a child that lies are held against what was asked."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gallery.errors import PictureDamaged
from gallery.imaging import sandbox
from gallery.imaging.edits import Edits
from gallery.imaging.frames import Frame
from gallery.imaging.limits import Limits
from gallery.imaging.render import render
from gallery.imaging.specs import Variant, Watermark
from tests.integration.imaging import lying_tasks
from tests.support.pictures import RIGHTS, encoded, photo

PROGRAM = (
    "from gallery.imaging import tasks; from tests.integration.imaging import lying_tasks\n"
    "tasks.TASKS[{name!r}] = lying_tasks.{lie}; tasks.main()"
)


def lying(monkeypatch: pytest.MonkeyPatch, name: str, lie: str) -> None:
    assert hasattr(lying_tasks, lie)
    monkeypatch.setattr(sandbox._SERVER, "program", PROGRAM.format(name=name, lie=lie))
    sandbox._SERVER.discard()


@pytest.fixture(autouse=True)
def honest_afterwards(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have the next task meet the program itself again."""
    yield
    monkeypatch.undo()
    sandbox._SERVER.discard()


@pytest.mark.parametrize("lie", ["other_variant", "same_again"])
def test_a_file_that_was_not_asked_for_is_not_taken(
    store: Callable[[bytes], Path], monkeypatch: pytest.MonkeyPatch, lie: str
) -> None:
    lying(monkeypatch, "render", lie)
    mark = Watermark(text="Practice", logo_png=None)
    path = store(encoded(photo()))
    with pytest.raises(PictureDamaged) as refusal:
        list(render(path, Limits(), Variant.MARKED, mark, RIGHTS, edits=Edits()))
    assert refusal.value.code == "picture_decoder_failed"


def test_answers_without_end_are_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    lying(monkeypatch, "endless", "endless")
    taken: list[Frame] = []
    with pytest.raises(PictureDamaged):
        taken.extend(sandbox.run("endless", {}, Limits(decode_seconds=5)))
    assert len(taken) <= sandbox.MAX_ANSWERS
