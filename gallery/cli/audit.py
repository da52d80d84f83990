"""``gallery audit``: the ledger."""

import click
from sqlalchemy import func, select

from gallery import ledger
from gallery.cli.installation import explained, opened
from gallery.models import LedgerEvent


@click.group()
def audit() -> None:
    """Look after the ledger."""


@audit.command()
@explained
def verify() -> None:
    """Check that no event of the ledger was altered, removed or put in between."""
    with opened().reading() as session:
        broken = list(ledger.broken_links(session))
        count = session.execute(select(func.count(LedgerEvent.position))).scalar_one()
    if broken:
        raise click.ClickException("\n".join(broken))
    click.echo(f"The ledger holds: {count} events, unbroken.")
