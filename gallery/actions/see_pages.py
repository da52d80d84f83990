"""See on which pages of sites a case is named while it is public: what makes its absence a proof.

A page that names nothing of a case proves that it is gone only where it was seen to name it: a
sign-in, a page filled by script and one with copies under names of its own never do.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gallery.errors import InvalidInput
from gallery.models import Case, LedgerEvent, MediaKey, Publication, PublishedPhoto, Site
from gallery.outbound.client import Answer, Request, send
from gallery.outbound.destination import DestinationRules
from gallery.outbound.failures import OutboundFailed
from gallery.outbound.look import Look, Verdict
from gallery.outbound.marks import LARGEST_PAGE_BYTES
from gallery.outbound.pages import title_digest, words_of
from gallery.runtime import SYSTEM, Runtime, UnitOfWork

SEEN = "case.seen"
_ASKED_AT_ONCE = 500  # names in one query


@dataclass(frozen=True)
class Sight:
    """Say when a page was last seen to name a case, and the digest of the title it had."""

    at: datetime
    title_sha256: str


def see_pages(runtime: Runtime) -> None:
    """Read every page on record once, and put on record which public cases it names."""
    with runtime.reading() as session:
        sites = session.execute(select(Site).order_by(Site.key)).scalars().all()
    rules = DestinationRules(frozenset(runtime.settings.trusted_origins), allow_http=True)
    for site in sites:
        for address in site.pages:
            answer = _fetched(address, rules)
            if answer is not None and answer.status == 200:
                _note_cases(runtime, site, address, answer)


def sights_of(session: Session, case_id: str, since: datetime) -> dict[str, Sight]:
    """Return the last sight of the case at each address, from ``since`` on."""
    query = select(LedgerEvent).where(
        LedgerEvent.case_id == case_id, LedgerEvent.action == SEEN, LedgerEvent.at >= since
    )
    events = session.execute(query.order_by(LedgerEvent.position)).scalars()
    return {
        str(event.details["address"]): Sight(event.at, str(event.details["title_sha256"]))
        for event in events
    }


def note_sights(uow: UnitOfWork, case_id: str, surface: str, looks: Sequence[Look]) -> None:
    """Put on record where looks saw a case, each page once as long as it keeps its title."""
    for look in looks:
        if look.verdict is Verdict.STILL_THERE and look.title_sha256:
            _note(uow, case_id, surface, look.address, look.title_sha256)


def _fetched(address: str, rules: DestinationRules) -> Answer | None:
    try:
        return send(Request("GET", address, largest_bytes=LARGEST_PAGE_BYTES), rules)
    except (InvalidInput, OutboundFailed):
        return None  # it is read again in an hour; what was never seen proves nothing


def _note_cases(runtime: Runtime, site: Site, address: str, answer: Answer) -> None:
    words, title = words_of(answer), title_digest(answer)
    with runtime.reading() as session:
        named = set(_cases_named(session, site.channels, words))
    if named:
        with runtime.unit_of_work(SYSTEM) as uow:
            for case_id in sorted(named):
                _note(uow, case_id, f"site:{site.key}", address, title)


def _cases_named(
    session: Session, channels: Sequence[str], words: Collection[str]
) -> Iterator[str]:
    """Yield the public cases of the channels of which a word is a slug, a media key or an id."""
    public = (
        select(Publication.case_id)
        .join(Case, Case.id == Publication.case_id)
        .where(Publication.channel.in_(channels), Publication.ended_at.is_(None))
    )
    with_keys = public.join(PublishedPhoto, PublishedPhoto.publication_id == Publication.id).join(
        MediaKey, MediaKey.published_photo_id == PublishedPhoto.id
    )
    ordered = sorted(words)
    for start in range(0, len(ordered), _ASKED_AT_ONCE):
        some = ordered[start : start + _ASKED_AT_ONCE]
        yield from session.execute(public.where(Case.slug.in_(some))).scalars()
        yield from session.execute(public.where(Publication.id.in_(some))).scalars()
        yield from session.execute(with_keys.where(MediaKey.key.in_(some))).scalars()


def _note(uow: UnitOfWork, case_id: str, surface: str, address: str, title: str) -> None:
    since = _public_since(uow.session, case_id)
    known = sights_of(uow.session, case_id, since).get(address) if since else None
    if since and (known is None or known.title_sha256 != title):
        uow.record(SEEN, case_id=case_id, surface=surface, address=address, title_sha256=title)


def _public_since(session: Session, case_id: str) -> datetime | None:
    """Return when the latest publication of the case began: an older sight says nothing of it."""
    query = select(Publication.published_at).where(Publication.case_id == case_id)
    return session.execute(query.order_by(Publication.published_at.desc())).scalars().first()
