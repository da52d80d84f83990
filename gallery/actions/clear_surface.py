"""Clear one surface after a withdrawal, go and see that it is clear, and keep the proof.

``verified_gone`` is said of what this service fetched itself and found gone, of nothing else. The
practice's own site, as long as nothing is known of a website that reads its feed, ends as
``no_known_page``: there was nothing to fetch but our own list. Where no picture ever was, a
surface is ``never_shown``. A page that answers and names nothing of the case is proof where it was
seen to name it before; otherwise the surface is ``names_nothing``, and a person has to tell.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy.orm import Session

from gallery.actions.open_takedowns import CDN, ORIGIN, is_manual
from gallery.actions.record_state import record_state
from gallery.actions.see_pages import Sight, note_sights, sights_of
from gallery.actions.surface_addresses import (
    ShownOnce,
    lists_of,
    media_addresses_of,
    naming_cases,
    shown_once,
    site_of,
)
from gallery.actions.tell_verified import tell_verified
from gallery.clock import utc_now
from gallery.config import Settings
from gallery.consent.channels import channel_label, site_channel
from gallery.consent.takedown_states import OPEN
from gallery.errors import NotFound
from gallery.models import Site, Takedown
from gallery.outbound.destination import origin_of
from gallery.outbound.look import (
    Look,
    Verdict,
    is_proof,
    look_at_list,
    look_at_media,
    look_at_page,
    sentence,
)
from gallery.outbound.purge import purger_from
from gallery.published.values import PAGES_KEY
from gallery.runtime import SYSTEM, Runtime, UnitOfWork

_FINISHED = ("verified_gone", "no_known_page", "never_shown")
#: Every installation begins with this one; any other was added because there is such a website.
_OWN_SITE = "website"
_NO_PROOF = frozenset({Verdict.STILL_THERE, Verdict.UNSURE})
#: How long to wait before looking again: soon at first, in the end daily until somebody has dealt
#: with it.
_WAITS = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800, 7200, 21_600, 86_400))


@dataclass(frozen=True)
class Plan:
    """Hold what is needed to clear a surface, read before anything is asked of the network."""

    surface: str
    case_id: str
    address: str | None
    shown: ShownOnce | None
    pages: tuple[str, ...]
    lists: tuple[str, ...]
    is_another_site: bool = False
    sights: Mapping[str, Sight] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """Say what came of it: the next state, and the words that stand as proof or reason."""

    state: str
    words: str
    looks: tuple[Look, ...] = ()


def clear_surface(runtime: Runtime, takedown_id: str) -> None:
    """Purge where there is something to purge, look, and note what was seen.

    What is not gone yet is looked at again, ever less often; past its deadline it is ``failed``
    and stays on the staff's list. One by hand without an address waits for a person.

    :raises NotFound: there is no such task.
    """
    plan = _plan(runtime, takedown_id)
    if plan is None:
        return
    outcome = _clear(runtime, plan)
    with runtime.unit_of_work(SYSTEM) as uow:
        _note(uow, takedown_id, outcome)
        seen = [look for look in outcome.looks if look.address in plan.pages]
        note_sights(uow, plan.case_id, plan.surface, seen)


def _plan(runtime: Runtime, takedown_id: str) -> Plan | None:
    with runtime.reading() as session:
        task = session.get(Takedown, takedown_id)
        if task is None:
            raise NotFound("There is no takedown task with this id.")
        if task.state not in OPEN:
            return None
        site = site_of(session, task.surface)
        is_another_site = site is not None and is_read(site, task)
        shown = shown_once(session, task)
        return Plan(
            surface=task.surface,
            case_id=task.case_id,
            address=task.address,
            shown=shown,
            pages=tuple(site.pages) if site else (),
            lists=tuple(_lists(session, runtime.settings, task.surface, site)),
            is_another_site=is_another_site,
            sights=sights_of(session, task.case_id, shown.since) if shown else {},
        )


def _lists(session: Session, settings: Settings, surface: str, site: Site | None) -> list[str]:
    if surface == CDN:
        return naming_cases(session, settings.cdn_url)
    return lists_of(settings, site)


def is_read(site: Site, task: Takedown) -> bool:
    """Tell whether something says that a website of its own reads the site's feed."""
    was_sent_there = site_channel(site.key) in task.channels.split()
    is_known = bool(site.origins or site.webhook_url)
    return site.key != _OWN_SITE or was_sent_there or is_known


def _clear(runtime: Runtime, plan: Plan) -> Outcome:
    handlers: dict[str, Callable[[Runtime, Plan], Outcome]] = {ORIGIN: _origin, CDN: _cdn}
    if plan.surface.startswith("site:"):
        return _site(runtime, plan)
    return handlers.get(plan.surface, _by_hand)(runtime, plan)


def _origin(runtime: Runtime, plan: Plan) -> Outcome:
    """Our own addresses answer 410, asked in every way, and our lists name no picture of it."""
    if plan.shown is None:
        return Outcome("never_shown", "No picture of the case was ever public there.")
    base = runtime.settings.base_url
    trusted = _trusted(runtime)
    looks = look_at_media(media_addresses_of(plan.shown, base), utc_now, trusted_origins=trusted)
    exact = all(look.status == 410 for look in looks)  # 404 would be another server's answer
    for address in plan.lists:
        looks += look_at_list(address, plan.shown.keys, utc_now, trusted)
    return _judged(looks, is_gone=exact and is_proof(looks))


def _cdn(runtime: Runtime, plan: Plan) -> Outcome:
    """The cache is told to forget, then asked for everything."""
    if plan.shown is None:
        return Outcome("never_shown", "No picture of the case was ever public there.")
    settings, trusted = runtime.settings, _trusted(runtime)
    addresses = media_addresses_of(plan.shown, settings.cdn_url)
    purger = purger_from(
        settings.cdn_purge,
        settings.cdn_purge_url,
        settings.cdn_purge_token,
        trusted_origins=trusted,
    )
    purge = purger.purge([*addresses, *plan.lists], [*plan.shown.publication_ids, PAGES_KEY])
    looks = look_at_media(addresses, utc_now, trusted_origins=trusted)
    seen = _judged(looks, is_gone=is_proof(looks))
    if seen.state == "verified_gone":
        return seen
    state = "sent" if purge.is_complete else "pending"
    return Outcome(state, f"{purge.words} {seen.words}", seen.looks)


def _site(runtime: Runtime, plan: Plan) -> Outcome:
    """The feed that the site reads no longer names it, nor do the site's pages that we know."""
    if plan.shown is None:
        return Outcome("never_shown", "No picture of the case was ever public there.")
    trusted = _trusted(runtime)
    looks: list[Look] = []
    for address in plan.lists[:1]:
        looks += look_at_list(address, plan.shown.keys, utc_now, trusted)
    if plan.pages:
        of_pages = [
            look
            for address in plan.pages
            for look in look_at_page(address, plan.shown.marks, utc_now, trusted)
        ]
        return _of_pages(looks, of_pages, plan.sights)
    # Our own feed is no proof of what another site still shows.
    unseen = "None of the site's pages is on record: add them, or report that it is clear."
    state = "pending"
    if not plan.is_another_site and is_proof(looks):
        state, unseen = "no_known_page", "No website that reads it is on record."
    return Outcome(state, f"Its feed: {sentence(looks)}. {unseen}", tuple(looks))


def _of_pages(lists: Sequence[Look], pages: Sequence[Look], sights: Mapping[str, Sight]) -> Outcome:
    """Weigh pages that name nothing by where the case was seen; our own lists have to be clear."""
    looks = [*lists, *pages]
    silent = [look for look in pages if look.verdict is Verdict.NAMES_NOTHING]
    if not silent or any(look.verdict in _NO_PROOF for look in looks):
        return _judged(looks, is_gone=is_proof(looks))
    seen = [sights[look.address] for look in pages if look.address in sights]
    words = sentence(looks)
    if not seen:
        why = "None of its pages was seen to name the case while it was public"
    elif any(_is_another_page(look, sights) for look in silent):
        why = "A page has another title than when it was seen to name the case"
    else:
        last = f"{max(sight.at for sight in seen):%Y-%m-%dT%H:%M:%SZ}"
        return Outcome("verified_gone", f"{words}. It was seen there last at {last}.", tuple(looks))
    told = f"{words}. {why}: that they name nothing now proves nothing. Look, and report."
    return Outcome("names_nothing", told, tuple(looks))


def _is_another_page(look: Look, sights: Mapping[str, Sight]) -> bool:
    sight = sights.get(look.address)
    return sight is not None and sight.title_sha256 != look.title_sha256


def _by_hand(runtime: Runtime, plan: Plan) -> Outcome:
    """A post is gone when its address says so; without an address a person has to tell."""
    if plan.address is None or not plan.address.startswith(("https://", "http://")):
        return Outcome("pending", f"{channel_label(plan.surface)}: somebody has to take it down.")
    marks = (plan.address,) if plan.shown is None else (plan.address, *plan.shown.marks)
    looks = look_at_page(plan.address, marks, utc_now, _trusted(runtime))
    # A page that lives on could show the picture without naming it: only its absence is proof.
    return _judged(looks, is_gone=all(look.status in {404, 410} for look in looks))


def _judged(looks: list[Look], *, is_gone: bool) -> Outcome:
    if is_gone:
        return Outcome("verified_gone", sentence(looks), tuple(looks))
    there = [look for look in looks if look.verdict is not Verdict.GONE]
    first = f"; {there[0].words}" if there else ""
    return Outcome("pending", f"{sentence(looks)}{first}", tuple(looks))


def _note(uow: UnitOfWork, takedown_id: str, outcome: Outcome) -> None:
    task = uow.get_in_turn(Takedown, takedown_id, "takedown task")
    if task.state not in OPEN:
        return
    before = task.state
    task.attempts += 1
    task.updated_at = uow.now
    task.proof = outcome.words[:4000]
    if outcome.state in _FINISHED:
        task.state, task.finished_at, task.finished_by = outcome.state, uow.now, uow.actor.id
        task.next_look_at = None
        _record(uow, task, before, outcome)
        if task.state == "verified_gone":
            tell_verified(uow, task)
        return
    is_late, is_silent = uow.now >= task.deadline_at, outcome.state == "names_nothing"
    task.state = "failed" if is_late and not is_silent else _further(before, outcome.state)
    if task.state != before:
        _record(uow, task, before, outcome)
    _look_again(uow, task)


def _further(before: str, state: str) -> str:
    """Return the state that is further on: what was sent does not become pending again."""
    order = ("pending", "sent", "acknowledged")
    if before in order and state in order:
        return max(before, state, key=order.index)
    return state


def _look_again(uow: UnitOfWork, task: Takedown) -> None:
    if task.address is None and is_manual(task.surface):
        task.next_look_at = None
        return
    wait = _WAITS[min(task.attempts, len(_WAITS)) - 1]
    task.next_look_at = uow.now + wait
    uow.enqueue("clear_surface", {"takedown_id": task.id}, case_id=task.case_id, delay=wait)


def _record(uow: UnitOfWork, task: Takedown, before: str, outcome: Outcome) -> None:
    record_state(uow, task, before, looks=len(outcome.looks), proof=outcome.words[:500])


def _trusted(runtime: Runtime) -> frozenset[str]:
    settings = runtime.settings
    own = [settings.base_url, *([settings.cdn_url] if settings.cdn_url else [])]
    return frozenset({*settings.trusted_origins, *(origin_of(url) for url in own)})
