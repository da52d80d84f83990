"""Compare the bucket with the rows, both ways."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import islice

from gallery.actions.reconciling.rows import (
    OWNERS,
    KeptObject,
    Owner,
    being_erased,
    count_objects,
    keep_hashes,
    kept_objects,
    named,
)
from gallery.actions.reconciling.scan import PAGE_ROWS, Discrepancy, Kind, Scan
from gallery.actions.reconciling.stored_bytes import Look, look_at
from gallery.runtime import SYSTEM
from gallery.storage import ObjectStore, is_own_key

#: Objects read side by side; each holds one piece of 256 KiB.
READERS = 4
_MADE_AGAIN = frozenset({"preview", "rendition"})
_ADVICE = {
    "original": "Restore it from a backup of the object store: nothing can make it again.",
    "evidence": "Restore it from a backup of the object store: it is the proof of a consent.",
    "proof": "Restore it from a backup of the object store: it is the proof of a takedown.",
    "logo": "Upload the logo again in the settings.",
    "preview": "A repair makes it again.",
    "rendition": "A repair makes it again.",
}
_HIDDEN = "A plain delete only hid it: the bucket keeps its old versions."


def faulty_objects(scan: Scan) -> Iterator[list[Discrepancy]]:
    """Yield, page by page, objects that rows name and that are missing or altered."""
    with scan.runtime.reading() as session:
        scan.objects_total = count_objects(session)
    look = partial(look_at, scan.runtime.store, is_quick=scan.is_quick)
    with ThreadPoolExecutor(READERS) as pool:
        for owner in OWNERS:
            for page in kept_objects(scan.runtime, owner):
                suspects = []
                unknown: dict[str, str] = {}
                for kept, seen in zip(page, pool.map(look, page), strict=True):
                    scan.count(1, seen.bytes_read)
                    if seen.kind is not None:
                        suspects.append((kept, seen))
                    elif kept.sha256 is None and seen.sha256 is not None:
                        unknown[kept.key] = seen.sha256
                _keep(scan, owner, unknown)
                yield _confirmed(scan, suspects)


def objects_without_row(scan: Scan) -> Iterator[list[Discrepancy]]:
    """Yield, page by page, objects older than the grace that no row names and no job erases.

    The whole bucket is looked at: it belongs to this installation alone. Where it keeps versions,
    so is what a delete by another program only hid.
    """
    store = scan.runtime.store
    listed = ((found.key, found.modified_at) for found in store.list())
    yield from _orphans(scan, listed, lambda key: store.head(key) is not None)
    for page in _orphans(scan, store.hidden(), partial(_is_hidden, store)):
        yield [replace(one, words=f"{_HIDDEN} {one.words}") for one in page]


def _orphans(
    scan: Scan, listed: Iterable[tuple[str, datetime]], is_there: Callable[[str], bool]
) -> Iterator[list[Discrepancy]]:
    oldest = scan.now - scan.grace
    keys = (key for key, modified_at in listed if modified_at < oldest)
    with ThreadPoolExecutor(READERS) as pool:
        while page := list(islice(keys, PAGE_ROWS)):
            left = _unnamed(scan, page)
            # Last: a job that ended a moment ago is no longer seen, but neither is its object.
            facts = zip(left, pool.map(is_there, left), strict=True)
            yield [_orphan(key) for key, is_left in facts if is_left]


def _is_hidden(store: ObjectStore, key: str) -> bool:
    return any(hidden == key for hidden, _ in store.hidden(key))


def _keep(scan: Scan, owner: Owner, unknown: Mapping[str, str]) -> None:
    """Keep the hash of what was stored before its row kept one: from now on it is compared."""
    if unknown:
        with scan.runtime.unit_of_work(SYSTEM) as uow:
            keep_hashes(uow, owner, unknown)


def _confirmed(scan: Scan, suspects: Sequence[tuple[KeptObject, Look]]) -> list[Discrepancy]:
    """Return what rows still name now.

    Keys are never used twice, rows come after their objects and go before them: if the row is
    there after the look, the object should have been.
    """
    if not suspects:
        return []
    what = suspects[0][0].what
    with scan.runtime.reading() as session:
        keys = named(session, [kept.key for kept, _ in suspects], what)
    return [_fault(kept, look) for kept, look in suspects if kept.key in keys]


def _fault(kept: KeptObject, look: Look) -> Discrepancy:
    return Discrepancy(
        kind=look.kind or Kind.ALTERED_BYTES,
        what=kept.what,
        identity=kept.key,
        words=f"{look.words} {_ADVICE[kept.what]}",
        is_repairable=kept.what in _MADE_AGAIN,
    )


def _unnamed(scan: Scan, keys: Sequence[str]) -> list[str]:
    with scan.runtime.reading() as session:
        left = set(keys) - named(session, keys)
        if left:
            left -= being_erased(session, left)
    return [key for key in keys if key in left]


def _orphan(key: str) -> Discrepancy:
    kind = Kind.OBJECT_WITHOUT_ROW
    if not is_own_key(key):
        # It may be the only copy of what somebody keeps there: that is for a person to judge.
        words = "This service gives no object such a key. Find out whose it is; erase it by hand."
        return Discrepancy(kind, "unknown", key, words)
    words = "No row names this object. A repair erases it."
    return Discrepancy(kind, key.partition("/")[0], key, words, is_repairable=True)
