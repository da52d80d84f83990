"""What the signing page shows."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for

from gallery.actions.practice_words import PracticeLook
from gallery.actions.read_signing import Choice, SigningPage
from gallery.consent.text_blocks import Block, blocks
from gallery.web.access import current_runtime
from gallery.web.patient.languages import words_for
from gallery.web.patient.receipt_view import PRACTICES
from gallery.web.patient.signing_form import FIELDS, Entered
from gallery.web.patient.words import SigningWords, Words

#: Type sizes that the style sheet knows, in points.
_TYPE_PT = (14, 16, 18, 24)


@dataclass(frozen=True)
class PhotoView:
    """Hold one photo: the same address shows it small in the page and large by itself."""

    path: str
    caption: str


@dataclass(frozen=True)
class SectionView:
    """Hold one section of the text, in blocks."""

    id: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class ChoiceGroup:
    """Hold choices that are ticked one by one, and that none of is ticked beforehand."""

    name: str
    heading: str
    text: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Fault:
    """Hold one thing to look at again; ``anchor`` leads to its field."""

    anchor: str
    text: str


@dataclass(frozen=True)
class SigningView:
    """Hold everything that the signing page's template shows."""

    words: Words
    practice: PracticeLook
    path: str
    decline_path: str
    title: str
    lead: str
    until: str
    photos_text: str
    photos: tuple[PhotoView, ...]
    type_pt: int
    sections: tuple[SectionView, ...]
    groups: tuple[ChoiceGroup, ...]
    period: str
    remuneration: str | None
    declaration: tuple[Block, ...]
    entered: Entered
    faults: tuple[Fault, ...]

    def fault(self, name: str) -> str:
        """Return what is wrong with a field, empty where nothing is."""
        key = self.entered.faults.get(name)
        return self.words.signing.faults[key] if key else ""


def signing_view(page: SigningPage, token: str, entered: Entered, *, is_ours: bool) -> SigningView:
    """Prepare the page of one link, with what was entered so far; ``is_ours``: on our device."""
    words = words_for(page.language)
    its = words.signing
    until = words.moment(page.link_ends_at.astimezone(current_runtime().settings.zone))
    device = PRACTICES if is_ours else None
    action = url_for("patient.form", token=token, language=words.language, device=device)
    return SigningView(
        words=words,
        practice=page.practice,
        path=action,
        decline_path=url_for("patient.decline", token=token, language=words.language),
        title=page.text.title,
        lead=its.lead.format(practice=page.practice.name),
        until=its.until.format(moment=until),
        photos_text=_photos_text(page, its),
        photos=tuple(
            PhotoView(url_for("patient.photo", token=token, number=each.number), each.caption)
            for each in page.photos
        ),
        type_pt=next((pt for pt in _TYPE_PT if pt >= page.text.min_type_pt), _TYPE_PT[-1]),
        sections=tuple(
            SectionView(section.id, section.heading, blocks(section.body))
            for section in page.text.sections
        ),
        groups=tuple(_groups(page, words)),
        period=its.period_text.format(day=words.day(page.expires_on)),
        remuneration=page.remuneration,
        declaration=blocks(page.text.declaration),
        entered=entered,
        faults=tuple(_faults(words, entered)),
    )


def _photos_text(page: SigningPage, its: SigningWords) -> str:
    if not page.covers_future_photos:
        return its.photos_text
    return its.photos_also_later if page.photos else its.photos_later_alone


def _groups(page: SigningPage, words: Words) -> Iterator[ChoiceGroup]:
    its = words.signing
    for name, heading, text, choices in (
        ("channels", its.channels_heading, its.channels_text, page.channels),
        (
            "identifiability",
            its.identifiability_heading,
            its.identifiability_text,
            page.identifiability,
        ),
        ("demographics", its.demographics_heading, its.demographics_text, page.demographics),
    ):
        if choices:
            yield ChoiceGroup(name, heading, text, choices)


def _faults(words: Words, entered: Entered) -> Iterator[Fault]:
    for name in (*FIELDS, "other"):
        if name in entered.faults:
            yield Fault(f"f-{name}", words.signing.faults[entered.faults[name]])
