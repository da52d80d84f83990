"""Cards: one case each, before and after side by side."""

from collections.abc import Iterable
from dataclasses import dataclass

from gallery.published import PublicCase
from gallery.web.public import urls
from gallery.web.public.pictures import Picture, card_picture
from gallery.web.public.words import Words

EAGER_CARDS = 3  # about a first screen; the rest load as they come near


@dataclass(frozen=True)
class Card:
    """Hold what a card shows; ``loading`` is the attribute of its pictures."""

    path: str
    title: str
    subject: str
    detail: str
    before: Picture
    after: Picture
    before_label: str
    after_label: str
    loading: str
    is_first: bool


def cards_of(cases: Iterable[PublicCase], words: Words, *, eager: int) -> tuple[Card, ...]:
    """Prepare cards in the order given; the first ``eager`` load at once."""
    prefix = urls.media_prefix()
    return tuple(
        _card(case, words, prefix, position=position, eager=eager)
        for position, case in enumerate(cases)
    )


def procedure_names(case: PublicCase) -> str:
    """Name a case's procedures in one line."""
    return ", ".join(procedure.name for procedure in case.procedures)


def _card(case: PublicCase, words: Words, prefix: str, *, position: int, eager: int) -> Card:
    pair = case.pairs[0]
    details = [words.session_count(case.sessions), words.view_count(len(case.pairs)), case.provider]
    return Card(
        path=urls.case_path(case.slug),
        title=case.title,
        subject=f"{procedure_names(case)} · {case.area.name}",
        detail=" · ".join(detail for detail in details if detail),
        before=card_picture(pair.before, prefix),
        after=card_picture(pair.after, prefix),
        before_label=pair.before.label,
        after_label=pair.after.label,
        loading="eager" if position < eager else "lazy",
        is_first=position == 0 and eager > 0,
    )
