"""``gallery sites``: websites that embed the gallery's feeds."""

import click

from gallery.actions.manage_sites import (
    add_site,
    list_sites,
    rotate_webhook_secret,
    set_site,
)
from gallery.actions.read_sites import site_named
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
            told = site.webhook_url or "no webhook"
            origins = " ".join(site.origins)
            click.echo(f"{site.key:20} {', '.join(site.channels)}  {origins}  {told}")


@sites.command(name="set")
@click.argument("key")
@click.option("--page", "pages", multiple=True, help="A page that shows our cases; repeat.")
@click.option("--no-pages", is_flag=True, help="Forget the pages.")
@click.option("--webhook", help="Where the site wants to be told of changes.")
@click.option("--no-webhook", is_flag=True, help="Tell the site nothing any more.")
@click.option("--adult/--no-adult", default=None, help="Whether it takes cases that show nudity.")
@explained
def set_(
    key: str,
    pages: tuple[str, ...],
    webhook: str | None,
    *,
    no_pages: bool,
    no_webhook: bool,
    adult: bool | None,
) -> None:
    """Say where a site shows our cases and is told of changes; what is left out stays."""
    if (pages and no_pages) or (webhook and no_webhook):
        raise click.UsageError("Give an address, or say that there is none: not both.")
    with opened().unit_of_work(OPERATOR) as uow:
        site = site_named(uow.session, key)
        site, secret = set_site(
            uow,
            key,
            pages=() if no_pages else pages or tuple(site.pages),
            webhook_url=None if no_webhook else webhook or site.webhook_url,
            shows_adult=site.shows_adult if adult is None else adult,
        )
    takes = "with nudity" if site.shows_adult else "without nudity"
    told = site.webhook_url or "no webhook"
    click.echo(f"{site.key}  {told}  {takes}  {' '.join(site.pages)}".rstrip())
    if secret is not None:
        click.echo(f"Webhook secret, told this once: {secret}")


@sites.command()
@click.argument("key")
@click.option("--retire-old", is_flag=True, help="End the old secret: the site knows the new one.")
@explained
def rotate(key: str, *, retire_old: bool) -> None:
    """Make a new webhook secret; messages are signed with both until --retire-old.

    While the old one is kept there is no other new one: the site may still check with it.
    """
    with opened().unit_of_work(OPERATOR) as uow:
        secret = rotate_webhook_secret(uow, key, is_final=retire_old)
    if secret is None:
        click.echo("The old secret is retired: messages are signed with the new one alone.")
    else:
        click.echo(f"New webhook secret, told this once: {secret}")
        click.echo(f"When the site knows it: gallery sites rotate {key} --retire-old")
