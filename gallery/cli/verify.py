"""``gallery verify-rendition``: make published pictures again and compare."""

import json
from dataclasses import asdict

import click

from gallery.actions.verify_renditions import (
    Found,
    renditions_named,
    renditions_of,
    verify_renditions,
)
from gallery.cli.installation import explained, running
from gallery.runtime import OPERATOR, Runtime


@click.command("verify-rendition")
@click.argument("names", nargs=-1)
@click.option("--case", "slug", help="All renditions of the case with this slug.")
@click.option("--all", "is_all", is_flag=True, help="All renditions of every case.")
@click.option("--json", "is_json", is_flag=True, help="One JSON object a line.")
@explained
def verify_rendition(
    *, names: tuple[str, ...], slug: str | None, is_all: bool, is_json: bool
) -> None:
    """Make renditions again from their originals by their recipes; exit status 1 if one differs.

    NAMES are ids of renditions or public media keys.
    """
    if sum((bool(names), slug is not None, is_all)) != 1:
        raise click.UsageError("Give ids or media keys, or --case SLUG, or --all.")
    checked = differing = 0
    with running() as runtime:
        for found in verify_renditions(runtime, OPERATOR, _ids(runtime, names, slug)):
            checked, differing = checked + 1, differing + bool(found.faults)
            click.echo(json.dumps(asdict(found)) if is_json else _line(found))
    click.echo(f"{checked} renditions looked at, {differing} not confirmed.", err=is_json)
    if differing:
        raise click.exceptions.Exit(1)


def _ids(runtime: Runtime, names: tuple[str, ...], slug: str | None) -> list[str]:
    with runtime.reading() as session:
        if not names:
            return renditions_of(session, slug)
        return [found for name in names for found in renditions_named(session, name)]


def _line(found: Found) -> str:
    told = " ".join((found.words.capitalize() + ".", *found.faults))
    return f"{found.rendition_id}  {found.name:16}  {told}"
