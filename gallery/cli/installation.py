"""Open the installation that a command works on, and show its failures as plain sentences."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

import click

from gallery import config
from gallery.embedded import object_store, secrets
from gallery.errors import GalleryError, InvalidInput
from gallery.runtime import Runtime

P = ParamSpec("P")
R = TypeVar("R")


def explained(command: Callable[P, R]) -> Callable[P, R]:
    """Turn the product's errors into a message and exit status 1; no traceback."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except InvalidInput as error:
            details = [f"  {name}: {text}" for name, text in error.fields.items()]
            raise click.ClickException("\n".join([error.message, *details])) from error
        except GalleryError as error:
            raise click.ClickException(error.message) from error

    return run


def opened() -> Runtime:
    """Open the installation of the environment; its services may be down."""
    return Runtime.open(config.load())


@contextmanager
def running() -> Iterator[Runtime]:
    """Open the installation with its object store up, starting the embedded one if need be."""
    if not config.uses_embedded_store():
        yield opened()
        return
    folder = config.instance_folder()
    secrets.ensure(folder)
    with object_store.running(folder):
        yield opened()
