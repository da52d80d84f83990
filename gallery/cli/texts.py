"""``gallery texts``: consent texts, those of the product and the practice's own."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from gallery.actions.consent_texts import add_text, all_texts
from gallery.actions.read_texts import known_text, source_of
from gallery.actions.review_case import packs_of
from gallery.actions.set_practice import practice_profile
from gallery.cli.installation import explained, opened
from gallery.consent.lint import doubts, missing_elements
from gallery.consent.text import ConsentText, parse_text
from gallery.jurisdictions.pack import Pack, pack_named
from gallery.runtime import OPERATOR

_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group()
def texts() -> None:
    """Look after the texts that patients sign."""


@texts.command(name="list")
@explained
def list_() -> None:
    """List every version of every text."""
    with opened().reading() as session:
        for known in all_texts(session):
            text = known.text
            origin = f"added {known.added_at:%Y-%m-%d}" if known.added_at else "of the product"
            mark = "  ALTERED" if known.is_altered else ""
            named = f"{text.id} {text.version} {text.language}"
            click.echo(f"{named:36} {text.sha256[:16]}  {origin}  {text.title}{mark}")


@texts.command()
@click.argument("text_id")
@click.argument("version")
@click.argument("language")
@explained
def show(text_id: str, version: str, language: str) -> None:
    """Print the source of a text, to start a new version from."""
    with opened().reading() as session:
        click.echo(source_of(session, known_text(session, text_id, version, language)), nl=False)


@texts.command()
@_FILE
@click.option("--pack", "named", multiple=True, help="Default: those that the practice chose.")
@explained
def lint(file: Path, named: tuple[str, ...]) -> None:
    """Name what a text lacks; exit status 1 if a legal order's element is missing."""
    text = parse_text(_source(file))
    packs = [pack_named(name, field="pack") for name in named] or _chosen()
    lacking = list(_lacking(text, packs))
    for line in [*lacking, *_doubtful(text)]:
        click.echo(line)
    click.echo(f"{len(lacking)} element(s) missing of {', '.join(pack.id for pack in packs)}.")
    if lacking:
        raise click.exceptions.Exit(1)


@texts.command()
@_FILE
@explained
def add(file: Path) -> None:
    """Add a version of a text; it can never be changed afterwards."""
    source = _source(file)
    with opened().unit_of_work(OPERATOR) as uow:
        text = add_text(uow, source)
    click.echo(f"Added {text.id} {text.version} {text.language}.")
    click.echo(f"SHA-256 of what is signed: {text.sha256}")


def _source(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise click.ClickException(f"{file.name} cannot be read as text in UTF-8.") from None


def _chosen() -> Sequence[Pack]:
    with opened().reading() as session:
        return packs_of(practice_profile(session))


def _lacking(text: ConsentText, packs: Sequence[Pack]) -> Iterator[str]:
    for missing in missing_elements(text, packs):
        element = missing.element
        line = f"missing  {missing.pack_id}  {element.id}: {element.words} ({element.source})"
        yield f"{line} {missing.why}".rstrip()


def _doubtful(text: ConsentText) -> Iterator[str]:
    for doubt in doubts(text):
        yield f"doubt    {doubt.part}  {doubt.code}: {doubt.message}"
