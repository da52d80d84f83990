"""``gallery sites``: websites that embed the gallery's feeds."""

import click

from gallery.actions.manage_sites import add_site, list_sites
from gallery.cli.installation import explained, opened
from gallery.runtime import OPERATOR


@click.group()
def sites() -> None:
    """Look after embedding sites."""


@sites.command()
@click.argument("name")
@click.option("--origin", "origins", multiple=True, help="Such as https://www.example.com.")
@click.option("--channel", "channels", multiple=True, help="Default: website_embed:<site key>.")
@explained
def add(name: str, origins: tuple[str, ...], channels: tuple[str, ...]) -> None:
    """Add a site and print its key."""
    with opened().unit_of_work(OPERATOR) as uow:
        site = add_site(uow, name, origins, channels)
    click.echo(f"{site.key}  shows {', '.join(site.channels)}")


@sites.command(name="list")
@explained
def list_() -> None:
    """List the sites."""
    with opened().reading() as session:
        for site in list_sites(session):
            click.echo(f"{site.key:20} {', '.join(site.channels)}  {' '.join(site.origins)}")
