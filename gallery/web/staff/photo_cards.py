"""Photos and pairs as the staff pages show them."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from flask import url_for

from gallery.actions.judge_pair import score_of
from gallery.actions.pair_alignment import alignment_of
from gallery.actions.pair_photos import suggest_pairs
from gallery.clinical.intervals import CHOICES, interval_label
from gallery.clinical.terms import AREAS
from gallery.clinical.views import VIEWS, usual_views
from gallery.models import Case, Pair, Photo
from gallery.web.staff import words
from gallery.web.staff.words import Badge

INTERVAL_CHOICES = tuple((iso, interval_label(iso)) for iso in CHOICES)


@dataclass(frozen=True)
class PhotoCard:
    """One photo: what it shows, how far it is, and whether it is in a pair."""

    id: str
    path: str
    preview_path: str
    role: str
    view: str
    label: str
    interval: str
    identifiability: str
    state: Badge
    reject_reason: str
    is_busy: bool
    is_paired: bool
    masks: int


@dataclass(frozen=True)
class PairCard:
    """A before and an after side by side; ``id`` is None for a suggestion."""

    id: str | None
    view: str
    before: PhotoCard
    after: PhotoCard
    path: str = ""
    state: Badge | None = None
    score: str = ""


@dataclass(frozen=True)
class PairsPart:
    """The pairs of a case, those that suggest themselves, and the photos to pair by hand.

    ``needs_hand`` tells that an after is in no pair and in no suggestion.
    """

    pairs: tuple[PairCard, ...]
    suggested: tuple[PairCard, ...]
    befores: tuple[PhotoCard, ...]
    afters: tuple[PhotoCard, ...]
    needs_hand: bool


def preview_path(photo: Photo) -> str:
    """Return the private address of a photo's preview, which changes with the picture."""
    version = hashlib.sha256(photo.preview_key.encode()).hexdigest()[:8]
    return url_for("staff.preview", photo_id=photo.id, v=version)


def view_label(view: str) -> str:
    """Return words for a view."""
    return VIEWS.get(view, view)


def card(photo: Photo, paired: Collection[str] = ()) -> PhotoCard:
    """Return how a photo is shown; ``paired`` holds the ids that are in a pair."""
    label = f"{words.ROLES[photo.role]} \N{MIDDLE DOT} {view_label(photo.view)}"
    return PhotoCard(
        id=photo.id,
        path=url_for("staff.photo", photo_id=photo.id),
        preview_path=preview_path(photo),
        role=photo.role,
        view=photo.view,
        label=label,
        interval=interval_label(photo.interval) if photo.interval else "",
        identifiability=words.IDENTIFIABILITY.get(photo.identifiability, photo.identifiability),
        state=words.badge(words.PHOTO_STATES, photo.state),
        reject_reason=photo.reject_reason or "",
        is_busy=photo.state in {"uploaded", "processing"},
        is_paired=photo.id in paired,
        masks=len(photo.masks),
    )


def cards(case: Case) -> tuple[PhotoCard, ...]:
    """Return the photos of a case: befores first, then by view as the area's protocol has them."""
    paired = {pid for pair in case.pairs for pid in (pair.before_id, pair.after_id)}
    order = {code: place for place, (code, _) in enumerate(view_choices(case.area))}
    photos = sorted(
        case.photos, key=lambda p: (p.role != "before", order.get(p.view, 99), p.created_at)
    )
    return tuple(card(photo, paired) for photo in photos)


def pairs_part(case: Case) -> PairsPart:
    """Return the pairs of a case and what can still be paired."""
    by_id = {shown.id: shown for shown in cards(case)}
    suggested = suggest_pairs(case)
    offered = {after.id for _, after in suggested}
    afters = [shown for shown in by_id.values() if shown.role == "after"]
    return PairsPart(
        pairs=tuple(_pair(case, pair, by_id) for pair in case.pairs),
        suggested=tuple(
            PairCard(None, view_label(before.view), by_id[before.id], by_id[after.id])
            for before, after in suggested
        ),
        befores=tuple(shown for shown in by_id.values() if shown.role == "before"),
        afters=tuple(afters),
        needs_hand=any(not shown.is_paired and shown.id not in offered for shown in afters),
    )


def view_choices(area: str) -> tuple[tuple[str, str], ...]:
    """Return (code, label) of the views, those usual for ``area`` first."""
    return usual_views(AREAS[area]) if area in AREAS else tuple(VIEWS.items())


def usual_count(area: str) -> int:
    """Return how many of ``view_choices`` are usual for the area."""
    return len(AREAS[area].views) if area in AREAS else len(VIEWS)


def _pair(case: Case, pair: Pair, by_id: dict[str, PhotoCard]) -> PairCard:
    score = score_of(case, pair)
    return PairCard(
        id=pair.id,
        view=view_label(pair.view),
        before=by_id[pair.before_id],
        after=by_id[pair.after_id],
        path=url_for("staff.pair", pair_id=pair.id),
        state=words.badge(words.ALIGNMENT_STATES, alignment_of(pair).state.value),
        score=f"{score.passed} of {score.out_of}",
    )
