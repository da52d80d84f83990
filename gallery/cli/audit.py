"""``gallery audit``: the ledger, and the signed checkpoints of it."""

from collections.abc import Sequence
from pathlib import Path

import click

from gallery import ledger
from gallery.actions.checkpoint_ledger import checkpoint_ledger, last_note
from gallery.checkpoint import Checkpoint, SigningKey, VerifierKey, open_note
from gallery.cli.installation import explained, opened
from gallery.errors import InvalidInput
from gallery.runtime import OPERATOR, Runtime


@click.group()
def audit() -> None:
    """Look after the ledger."""


@audit.command()
@click.option(
    "--checkpoint",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A checkpoint that was kept elsewhere; repeat for more.",
)
@click.option(
    "--key",
    "keys",
    multiple=True,
    help="Trust this verifier key instead of the installation's own; repeat for more.",
)
@explained
def verify(files: tuple[Path, ...], keys: tuple[str, ...]) -> None:
    """Check that no event of the ledger was altered, removed, put in between or cut off."""
    runtime = opened()
    trusted = _trusted(runtime, keys)
    given = [_opened_file(path, trusted) for path in files]
    with runtime.reading() as session:
        report = ledger.verify(session, given, trusted)
    if report.broken is not None:
        more = f"\nAnd {report.more} more." if report.more else ""
        raise click.ClickException(f"{report.broken}{more}")
    click.echo(
        f"The ledger holds: {report.events} events, unbroken;"
        f" {report.checkpoints} checkpoint(s) agree."
    )
    if not trusted:
        click.echo("No signature was checked: set GALLERY_LEDGER_KEY, or give --key.")


@audit.command()
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the checkpoint to this file as well.",
)
@click.option(
    "--key", "keys", multiple=True, help="Trust this earlier verifier key; repeat for more."
)
@explained
def checkpoint(out: Path | None, keys: tuple[str, ...]) -> None:
    """Sign the present end of the ledger, and print the signed note: keep it elsewhere."""
    with opened().unit_of_work(OPERATOR) as uow:
        row = checkpoint_ledger(uow, [VerifierKey.parse(text) for text in keys])
        note = row.note if row else last_note(uow.session)
    if note is None:
        raise click.ClickException("The ledger is empty: there is nothing to sign.")
    click.echo(note, nl=False)
    if out is not None:
        _write(out, note)


@audit.command()
@explained
def key() -> None:
    """Print the verifier key of the checkpoints: keep it where this installation cannot write."""
    click.echo(str(SigningKey.derive(opened().settings.ledger_key).verifier))


def _trusted(runtime: Runtime, keys: Sequence[str]) -> tuple[VerifierKey, ...]:
    if keys:
        return tuple(VerifierKey.parse(text) for text in keys)
    ledger_key = runtime.settings.ledger_key
    return (SigningKey.derive(ledger_key).verifier,) if ledger_key else ()


def _opened_file(path: Path, trusted: Sequence[VerifierKey]) -> Checkpoint:
    try:
        return open_note(path.read_bytes().decode("utf-8"), trusted)
    except (UnicodeDecodeError, OSError):
        raise click.ClickException(f"{path.name} cannot be read as a checkpoint.") from None
    except InvalidInput as error:
        raise click.ClickException(f"{path.name}: {error.message}") from error


def _write(path: Path, note: str) -> None:
    try:
        path.write_text(note, encoding="utf-8", newline="\n")
    except OSError as error:
        raise click.ClickException(f"{path.name} cannot be written: {error.strerror}.") from error
