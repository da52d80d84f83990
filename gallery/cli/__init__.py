"""The ``gallery`` command, one module a group of commands."""

import click

from gallery.cli.audit import audit
from gallery.cli.database import database
from gallery.cli.demo import demo
from gallery.cli.doctor import doctor
from gallery.cli.exports import export
from gallery.cli.keys import keys
from gallery.cli.pictures import pictures
from gallery.cli.reconcile import reconcile
from gallery.cli.serve import serve
from gallery.cli.sites import sites
from gallery.cli.texts import texts
from gallery.cli.tokens import tokens
from gallery.cli.users import users
from gallery.cli.verify import verify_rendition
from gallery.cli.worker import worker


@click.group()
@click.version_option(package_name="gallery")
def main() -> None:
    """Run and look after a before/after photo gallery."""


for command in (
    audit,
    database,
    demo,
    doctor,
    export,
    keys,
    pictures,
    reconcile,
    serve,
    sites,
    texts,
    tokens,
    users,
    verify_rendition,
    worker,
):
    main.add_command(command)
