"""Cards: one case each, before and after side by side."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from flask import current_app
from markupsafe import Markup

from gallery.published import PublicCase, PublicPair
from gallery.web.public import urls
from gallery.web.public.languages import words_for
from gallery.web.public.pictures import Picture, card_picture
from gallery.web.public.words import Words

EAGER_CARDS = 3  # about a first screen; the rest load as they come near


@dataclass(frozen=True)
class Card:
    """Hold what a card shows; ``loading`` is its pictures' attribute, ``level`` its heading's.

    One without ``pictures`` shows the ``veil``: words in their place (rule R19).
    """

    path: str
    title: str
    subject: str
    detail: str
    pictures: tuple[Picture, Picture] | None
    veil: tuple[str, str]
    before_label: str
    after_label: str
    loading: str
    is_first: bool
    level: int


@dataclass(frozen=True)
class _Place:
    """Say where a card stands: what is the same for each case that stands there."""

    language: str
    media_prefix: str
    loading: str
    is_first: bool
    level: int
    is_confirmed: bool


def cards_of(
    cases: Iterable[PublicCase], words: Words, *, eager: int, level: int = 2, is_confirmed: bool
) -> tuple[Markup, ...]:
    """Write cards in the order given; the first ``eager`` load at once.

    Only for a visitor who ``is_confirmed`` to be 18 or older do those with nudity have pictures.
    """
    return tuple(
        _html(case, _place(words, position, eager, level, is_confirmed=is_confirmed))
        for position, case in enumerate(cases)
    )


def procedure_names(case: PublicCase) -> str:
    """Name a case's procedures in one line."""
    return ", ".join(procedure.name for procedure in case.procedures)


def _place(words: Words, position: int, eager: int, level: int, *, is_confirmed: bool) -> _Place:
    return _Place(
        language=words.language,
        media_prefix=urls.media_prefix(),
        loading="eager" if position < eager else "lazy",
        is_first=position == 0 and eager > 0,
        level=level,
        is_confirmed=is_confirmed,
    )


# The key is the whole case as the policy cleared it for this request: a kept card cannot show a
# case that is no longer given to it, nor one that has changed.
@lru_cache(maxsize=2048)
def _html(case: PublicCase, place: _Place) -> Markup:
    components = current_app.jinja_env.get_template("components/public/card.html").module
    return Markup(components.card(_card(case, place)))  # type: ignore[attr-defined] # noqa: S704


def _card(case: PublicCase, place: _Place) -> Card:
    words, pair = words_for(place.language), case.pairs[0]
    details = [words.session_count(case.sessions), words.view_count(len(case.pairs)), case.provider]
    return Card(
        path=urls.case_path(case.slug),
        title=case.title,
        subject=f"{procedure_names(case)} · {case.area.name}",
        detail=" · ".join(detail for detail in details if detail),
        pictures=None if case.is_adult and not place.is_confirmed else _pictures(pair, place),
        veil=(words.adult_badge, words.adult_card),
        before_label=pair.before.label,
        after_label=pair.after.label,
        loading=place.loading,
        is_first=place.is_first,
        level=place.level,
    )


def _pictures(pair: PublicPair, place: _Place) -> tuple[Picture, Picture]:
    prefix = place.media_prefix
    return card_picture(pair.before, prefix), card_picture(pair.after, prefix)
