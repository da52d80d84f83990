"""``gallery doctor``: check that everything is there that the product needs."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

import click
from PIL import features
from sqlalchemy import func, select

from gallery.actions.reconciling.checkpoints import checkpoints_unlike
from gallery.actions.set_practice import practice_profile
from gallery.cli.installation import explained, running
from gallery.clock import utc_now
from gallery.db import is_at_head
from gallery.errors import GalleryError
from gallery.guards import guards_amiss
from gallery.imaging.probe import confinement
from gallery.models import Job
from gallery.provenance.sealing import sealer_for
from gallery.runtime import Runtime
from gallery.storage import Prefix, new_key

_CONFINEMENTS = {
    "seccomp": "decoders may make any system call (install libseccomp2)",
    "landlock": "decoders may read what the service may (Linux 5.13 has Landlock)",
}
_CODECS = ("avif", "webp", "jpg", "zlib", "littlecms2")


@click.command()
@explained
def doctor() -> None:
    """Check codecs, object store, schema, guards, ledger and queue; exit status 1 if one fails."""
    with running() as runtime:
        results = [_line(name, lambda probe=probe: probe(runtime)) for name, probe in CHECKS]  # type: ignore[misc]
    if not all(results):
        raise click.exceptions.Exit(1)


def _line(name: str, probe: Callable[[], str]) -> bool:
    try:
        click.echo(f"ok    {name}: {probe()}")
    except GalleryError as error:
        click.echo(f"FAIL  {name}: {error.message}")
        return False
    return True


def _codecs(_runtime: Runtime) -> str:
    missing = [name for name in _CODECS if not features.check(name)]
    if missing:
        raise GalleryError(f"Pillow lacks {', '.join(missing)}: install the pinned wheel.")
    return ", ".join(_CODECS)


def _object_store(runtime: Runtime) -> str:
    key, content = new_key(Prefix.ASSETS), b"doctor"
    runtime.store.ensure_bucket()
    runtime.store.put(
        key, content, content_type="text/plain", sha256=hashlib.sha256(content).hexdigest()
    )
    came_back = runtime.store.get(key)
    runtime.store.delete([key])
    if came_back != content:
        raise GalleryError("An object came back altered.")
    return "an object went there and back"


def _schema(runtime: Runtime) -> str:
    if not is_at_head(runtime.engine):
        raise GalleryError("The schema is not up to date: run `gallery db upgrade`.")
    return "up to date"


def _guards(runtime: Runtime) -> str:
    if not is_at_head(runtime.engine):
        raise GalleryError("Not looked at: the schema comes first.")
    with runtime.engine.connect() as connection:
        amiss = guards_amiss(connection)
    if amiss:
        raise GalleryError(
            f"The database does not keep what was signed: {' '.join(amiss)}"
            " Find out who changed it, run `gallery db guard` and `gallery reconcile`, and see"
            " docs/keys-and-ledger.md."
        )
    return "the database keeps what was signed"


def _ledger(runtime: Runtime) -> str:
    if not is_at_head(runtime.engine):
        raise GalleryError("Not looked at: the schema comes first.")
    ledger_key = runtime.settings.ledger_key
    with runtime.reading() as session:
        unlike = list(checkpoints_unlike(session, ledger_key))
    if unlike:
        raise GalleryError(
            f"{' '.join(unlike)} Look with `gallery audit verify`, and see docs/keys-and-ledger.md."
        )
    if not ledger_key:
        return "not signed, as GALLERY_LEDGER_KEY is not set"
    return "the last checkpoint holds"


def _queue(runtime: Runtime) -> str:
    if not is_at_head(runtime.engine):
        raise GalleryError("Not looked at: the schema comes first.")
    late = utc_now() - timedelta(minutes=5)
    with runtime.reading() as session:
        waiting = session.execute(
            select(func.count(Job.id)).where(Job.state == "queued", Job.run_after < late)
        ).scalar_one()
    if waiting:
        raise GalleryError(f"{waiting} job(s) wait for over 5 minutes: is the worker running?")
    return f"{runtime.queue.depth()} message(s) wait, no job is late"


def _sandbox(_runtime: Runtime) -> str:
    lent = confinement()
    missing = [text for name, text in _CONFINEMENTS.items() if not lent.get(name)]
    return ("weaker than it could be: " + "; ".join(missing)) if missing else "seccomp, Landlock"


def _practice(runtime: Runtime) -> str:
    if not is_at_head(runtime.engine):
        raise GalleryError("Not looked at: the schema comes first.")
    with runtime.reading() as session:
        profile = practice_profile(session)
    contact = profile.privacy_contact or profile.withdrawal_contact or profile.contact_url
    known = {
        "a contact": contact,
        "the postal address": profile.postal_address,
        "the countries in which photos are stored": profile.storage_countries,
    }
    missing = [name for name, words in known.items() if not words]
    if missing:
        return f"receipts of consents leave out {', '.join(missing)}: add it under Settings"
    return "receipts of consents name its contact, address and where photos are stored"


def _content_credentials(runtime: Runtime) -> str:
    sealer = sealer_for(runtime.settings)
    if sealer is None:
        return "off (GALLERY_C2PA_CERTIFICATE is not set)"
    sealer.check(utc_now())
    identity = sealer.identity
    return f"on, signed by {identity.organisation}, valid until {identity.not_after:%Y-%m-%d}"


CHECKS: tuple[tuple[str, Callable[[Runtime], str]], ...] = (
    ("codecs", _codecs),
    ("sandbox", _sandbox),
    ("object store", _object_store),
    ("schema", _schema),
    ("guards", _guards),
    ("ledger", _ledger),
    ("queue", _queue),
    ("practice", _practice),
    ("content credentials", _content_credentials),
)
