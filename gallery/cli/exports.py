"""``gallery export``: consents for other systems, and everything about one patient."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from gallery.actions.export_consent import ExportKind, export_consent
from gallery.actions.export_lists import ListKind, export_lists
from gallery.actions.export_subject import export_subject
from gallery.cli.installation import explained, running
from gallery.runtime import OPERATOR

_OUT = click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file that is not there yet; its owner alone may read it.",
)


@click.group()
def export() -> None:
    """Write out records; each export is an event of the ledger."""


@export.command()
@click.argument("consent_id")
@click.option("--as", "kind", type=click.Choice([kind.value for kind in ExportKind]), required=True)
@_OUT
@explained
def consent(consent_id: str, kind: str, out: Path) -> None:
    """Write a consent as FHIR, as a receipt, or the signed copy itself."""
    with _new_file(out) as file, running() as runtime:
        made = export_consent(runtime, OPERATOR, consent_id, kind)
        file.write(made.content)
    click.echo(f"{out.name}: {made.media_type}, {len(made.content)} bytes")


@export.command()
@click.argument("case_id")
@_OUT
@explained
def subject(case_id: str, out: Path) -> None:
    """Write a ZIP of all that is held about the patient of a case, over all her cases."""
    with _new_file(out) as file, running() as runtime:
        export_subject(runtime, OPERATOR, case_id, file)
    click.echo(f"{out.name}: {out.stat().st_size} bytes. It is not encrypted: hand it over safely.")


@export.command(name="list")
@click.argument("kind", type=click.Choice([kind.value for kind in ListKind]))
@_OUT
@explained
def list_(kind: str, out: Path) -> None:
    """Write a list as a table (CSV), without names."""
    with _new_file(out) as file, running() as runtime:
        file.write(export_lists(runtime, OPERATOR, kind).content)
    click.echo(f"{out.name}: {out.stat().st_size} bytes")


@contextmanager
def _new_file(out: Path) -> Iterator[IO[bytes]]:
    """Give a file that takes its name when all is written; nothing is left after an error."""
    if out.exists():
        raise click.ClickException(f"{out.name} is there already: choose another name.")
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.parent)
    except OSError as error:
        raise click.ClickException(f"{out.name} cannot be written: {error.strerror}.") from error
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
        part.rename(out)
    finally:
        part.unlink(missing_ok=True)
