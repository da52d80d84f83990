"""Sites that embed the gallery's feeds."""

import re
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.actions.public_texts import site_texts
from gallery.actions.put_behind_gate import close_to_adult
from gallery.actions.refuse_naming import lock_practice_texts, refuse_naming
from gallery.actions.set_practice import practice_profile
from gallery.consent.channels import channel_of, site_channel
from gallery.errors import Conflict, InvalidInput, NotFound
from gallery.models import Site
from gallery.outbound.destination import DestinationRules, check_url
from gallery.outbound.webhook import new_secret
from gallery.published import origin_of
from gallery.runtime import UnitOfWork

_NAME = re.compile(r"[^a-z0-9]+")


def add_site(
    uow: UnitOfWork,
    name: str,
    origins: tuple[str, ...],
    channels: tuple[str, ...] = (),
    pages: tuple[str, ...] = (),
) -> Site:
    """Add a site; its key is made of its name, its channel is its own unless others are named.

    ``pages`` are addresses that show our cases: they are looked at after a withdrawal.

    :raises InvalidInput: the name, an origin, a page or a channel cannot be used;
        ``names_a_patient`` whose case is public (rule R13).
    :raises Conflict: ``site_exists``.
    """
    key = _NAME.sub("-", name.casefold()).strip("-")[:40]
    if not key:
        message = "Give a name with letters or digits."
        raise InvalidInput(message, fields={"name": message})
    if uow.session.execute(select(Site.id).where(Site.key == key)).first() is not None:
        raise Conflict(f"There is a site with the key {key}.", code="site_exists")
    shown = [channel_of(channel, field="channels") for channel in channels]
    site = Site(
        key=key,
        name=name.strip(),
        origins=[_origin(origin) for origin in origins],
        channels=list(shown) or [site_channel(key)],
        pages=[_page(uow, page) for page in pages],
        created_at=uow.now,
    )
    _refuse_naming(uow, site)
    uow.session.add(site)
    uow.session.flush()
    uow.record("site.added", subject=("site", site.id), channels=site.channels)
    return site


def set_site(
    uow: UnitOfWork,
    key: str,
    *,
    pages: tuple[str, ...],
    webhook_url: str | None,
    shows_adult: bool = False,
) -> tuple[Site, str | None]:
    """Say where the site shows our cases and where it wants to be told; enables it again.

    Only a site that ``shows_adult`` finds cases with nudity in its feed (rule R19).

    Returns the site, and the new secret if it had none: it is told this once.

    :raises NotFound: no site has this key.
    :raises InvalidInput: an address cannot be used; ``destination_refused`` for the webhook's.
    """
    site = _site(uow, key)
    trusted = frozenset(uow.runtime.settings.trusted_origins)
    if webhook_url:
        check_url(webhook_url, DestinationRules(trusted))
    before = _told(site)
    site.pages = [_page(uow, page) for page in pages]
    _refuse_naming(uow, site)
    site.webhook_url = webhook_url or None
    if site.shows_adult and not shows_adult:
        close_to_adult(uow, site)
    site.shows_adult = shows_adult
    site.webhook_disabled_at = None
    made = _new_secret(uow, site) if webhook_url and not site.webhook_secret_encrypted else None
    uow.record("site.changed", subject=("site", site.id), before=before, after=_told(site))
    return site, made


def _refuse_naming(uow: UnitOfWork, site: Site) -> None:
    lock_practice_texts(uow)
    ((place, text),) = site_texts([site]).items()
    refuse_naming(uow, practice_profile(uow.session), {"name": (place, text)})


def _told(site: Site) -> dict[str, object]:
    """Return what the ledger holds of a site's settings."""
    return {
        "pages": list(site.pages),
        "webhook": bool(site.webhook_url),
        "adult": site.shows_adult,
    }


def rotate_webhook_secret(uow: UnitOfWork, key: str, *, is_final: bool = False) -> str | None:
    """Make a new secret, signing with both until called once more with ``is_final``.

    :raises NotFound: no site has this key.
    :raises Conflict: ``webhook_secret_in_change``: the site may still check with the old one.
    """
    site = _site(uow, key)
    if is_final:
        site.webhook_previous_secret_encrypted = None
        uow.record("site.secret_retired", subject=("site", site.id))
        return None
    if site.webhook_previous_secret_encrypted is not None:
        raise Conflict(
            "This site's secret is being changed already: the old one may still be what the site"
            " checks with, and would be lost. Put the new secret into the site and retire the old"
            f" one (on the site's page, or `gallery sites rotate {key} --retire-old`), then make"
            " another.",
            code="webhook_secret_in_change",
        )
    site.webhook_previous_secret_encrypted = site.webhook_secret_encrypted
    secret = _new_secret(uow, site)
    uow.record("site.secret_rotated", subject=("site", site.id))
    return secret


def _new_secret(uow: UnitOfWork, site: Site) -> str:
    secret = new_secret()
    site.webhook_secret_encrypted = uow.runtime.vault.encrypt(secret)
    return secret


def _site(uow: UnitOfWork, key: str) -> Site:
    site = uow.session.execute(select(Site).where(Site.key == key)).scalar_one_or_none()
    if site is None:
        raise NotFound("There is no site with this key.")
    return site


def list_sites(session: Session) -> list[Site]:
    """Return every site by its key."""
    return list(session.execute(select(Site).order_by(Site.key)).scalars())


def _page(uow: UnitOfWork, address: str) -> str:
    trusted = frozenset(uow.runtime.settings.trusted_origins)
    try:
        check_url(address, DestinationRules(trusted, allow_http=True))
    except InvalidInput as error:
        message = f"{address[:60]!r} is no address of a page: {error.message}"
        raise InvalidInput(message, fields={"pages": message}) from None
    return address


def _origin(origin: str) -> str:
    found = origin_of(origin)
    if found is None or urlsplit(origin).path not in {"", "/"}:
        message = f"{origin[:60]!r} is not an origin; give one such as https://www.example.com."
        raise InvalidInput(message, fields={"origins": message})
    return found
