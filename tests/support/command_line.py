"""Run ``gallery`` commands in this process, and close what they leave to the process's end."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import pytest
from click.testing import CliRunner, Result

from gallery.cli import main
from gallery.cli.installation import opened
from gallery.runtime import Runtime

Run = Callable[..., Result]


@contextmanager
def commands(environment: Mapping[str, str]) -> Iterator[Run]:
    """Yield a function that takes a command's words, and changes of the environment by name."""
    made: list[Runtime] = []

    def opened_here() -> Runtime:
        made.append(opened())
        return made[-1]

    def run(*words: str, **changes: str) -> Result:
        return CliRunner().invoke(main, words, env={**environment, **changes})

    with pytest.MonkeyPatch.context() as patch:
        for name in ("audit", "database", "keys"):  # the groups hide their modules
            patch.setattr(sys.modules[f"gallery.cli.{name}"], "opened", opened_here)
        yield run
    for runtime in made:
        runtime.engine.dispose()
