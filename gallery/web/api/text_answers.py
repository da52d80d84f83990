"""What the API tells of consent texts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from gallery.actions.consent_texts import KnownText
from gallery.consent.lint import doubts, missing_elements
from gallery.jurisdictions.pack import Pack
from gallery.web.api.case_answers import Row


class SectionAnswer(Row):
    """One headed part of a text."""

    id: str
    heading: str
    body: str
    satisfies: list[str] = Field(description="The legal elements that its words hold")


class MissingElementAnswer(BaseModel):
    """Something that a legal order asks for and the text does not hold."""

    pack: str
    element: str
    words: str
    source: str
    why: str = Field(description="What is wrong with the section that claims it; empty: none does")


class DoubtAnswer(Row):
    """A place that is hard to read; it does not stand in the way."""

    part: str
    code: str
    message: str


class LintAnswer(BaseModel):
    """What the practice's packs miss in a text, and where it is hard to read."""

    packs: list[str]
    missing: list[MissingElementAnswer]
    doubts: list[DoubtAnswer]


class TextSummary(BaseModel):
    """One version of a text in one language."""

    id: str
    version: str
    language: str
    title: str
    jurisdictions: list[str]
    sha256: str = Field(description="Of everything that the person signing sees")
    added_at: datetime | None = Field(description="Null: it comes with the product")
    is_altered: bool = Field(description="Its stored words are not those that were added")

    @classmethod
    def of(cls, known: KnownText, **more: object) -> Self:
        """Return a text in short."""
        text = known.text
        return cls.model_validate(
            {
                "id": text.id,
                "version": text.version,
                "language": text.language,
                "title": text.title,
                "jurisdictions": list(text.jurisdictions),
                "sha256": text.sha256,
                "added_at": known.added_at,
                "is_altered": known.is_altered,
                **more,
            }
        )


class TextListAnswer(BaseModel):
    """Every text, by id, version and language."""

    consent_texts: list[TextSummary]


class TextAnswer(TextSummary):
    """A text with its words."""

    sections: list[SectionAnswer]
    declaration: str
    review_note: str
    min_type_pt: int
    source: str = Field(description="As it is written, in TOML")
    lint: LintAnswer

    @classmethod
    def about(cls, known: KnownText, packs: Sequence[Pack], source: str) -> Self:
        """Return a text as ``packs`` see it."""
        text = known.text
        return cls.of(
            known,
            sections=[SectionAnswer.model_validate(section) for section in text.sections],
            declaration=text.declaration,
            review_note=text.review_note,
            min_type_pt=text.min_type_pt,
            source=source,
            lint=LintAnswer(
                packs=[pack.id for pack in packs],
                missing=[
                    MissingElementAnswer(
                        pack=missing.pack_id,
                        element=missing.element.id,
                        words=missing.element.words,
                        source=missing.element.source,
                        why=missing.why,
                    )
                    for missing in missing_elements(text, packs)
                ],
                doubts=[DoubtAnswer.model_validate(doubt) for doubt in doubts(text)],
            ),
        )
