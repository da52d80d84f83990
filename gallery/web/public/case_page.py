"""What one case's page shows."""

from dataclasses import dataclass

from flask import url_for
from markupsafe import Markup

from gallery.feeds import structured_data
from gallery.published import PublicCase, PublicPair
from gallery.web.public import age_gate, entries, gallery, urls
from gallery.web.public.cards import cards_of, procedure_names
from gallery.web.public.head import Head, Site, current_site, describe
from gallery.web.public.pictures import Picture, shape, stage_picture
from gallery.web.public.words import Words

SIMILAR_CASES = 3


@dataclass(frozen=True)
class Comparison:
    """Hold one pair as it is compared; ``anchor`` names it in the page's address."""

    anchor: str
    name: str
    shape: str
    before: Picture
    after: Picture
    before_label: str
    after_label: str
    loading: str
    is_first: bool
    is_one_of_many: bool


@dataclass(frozen=True)
class Fact:
    """Hold one row of the facts; ``path`` leads to more of the same."""

    term: str
    value: str
    path: str | None = None


@dataclass(frozen=True)
class CaseContext:
    """Hold what the case's template shows."""

    site: Site
    head: Head
    title: str
    subject: str
    comparisons: tuple[Comparison, ...]
    disclosure: str
    story: str | None
    facts: tuple[Fact, ...]
    similar: tuple[Markup, ...]
    age_path: str
    is_adult: bool
    is_veiled: bool
    is_shared: bool


def build(slug: str) -> CaseContext:
    """Prepare one case's page.

    :raises NotFound: if no case ever had this name in public.
    :raises Gone: if the case is no longer shown.
    """
    service = gallery.current()
    case = service.case(slug)
    similar = service.similar(case, SIMILAR_CASES)
    site = current_site()
    is_confirmed = age_gate.is_confirmed()
    is_veiled = case.is_adult and not is_confirmed
    return CaseContext(
        site=site,
        head=_head(case, site),
        title=case.title,
        subject=f"{procedure_names(case)} · {case.area.name}",
        comparisons=() if is_veiled else _comparisons(case.pairs),
        disclosure=case.disclosure,
        story=case.story,
        facts=_facts(case, site.words),
        similar=cards_of(similar, site.words, eager=0, level=3, is_confirmed=is_confirmed),
        age_path=url_for("public.answer_age", slug=slug),
        is_adult=case.is_adult,
        is_veiled=is_veiled,
        is_shared=not any(shown.is_adult for shown in (case, *similar)),
    )


def _head(case: PublicCase, site: Site) -> Head:
    entry = entries.entry_of(case)
    description = site.words.case_description.format(
        procedures=procedure_names(case),
        area=case.area.name,
        interval=case.pairs[0].interval_label,
        sessions=site.words.session_count(case.sessions),
    )
    return describe(
        f"{case.title} · {site.practice.name}",
        f"{description} {site.words.actual_patients}",
        urls.case_path(case.slug),
        image=None if case.is_adult else entry.cover,
        structured_data=structured_data.case(entry, entries.rights_of(site.practice)),
        is_adult=case.is_adult,
    )


def _comparisons(pairs: tuple[PublicPair, ...]) -> tuple[Comparison, ...]:
    prefix = urls.media_prefix()
    names = _names(pairs)
    return tuple(
        Comparison(
            anchor=f"pair-{position}",
            name=names[position - 1],
            shape=shape(pair.before),
            before=stage_picture(pair.before, prefix),
            after=stage_picture(pair.after, prefix),
            before_label=pair.before.label,
            after_label=pair.after.label,
            loading="eager" if position == 1 else "lazy",
            is_first=position == 1,
            is_one_of_many=len(pairs) > 1,
        )
        for position, pair in enumerate(pairs, start=1)
    )


def _names(pairs: tuple[PublicPair, ...]) -> tuple[str, ...]:
    """Name pairs by their view, and by their time where the view alone is not enough."""
    views = tuple(pair.view_label for pair in pairs)
    if len(set(views)) == len(views):
        return views
    return tuple(f"{pair.view_label} · {pair.interval_label}" for pair in pairs)


def _facts(case: PublicCase, words: Words) -> tuple[Fact, ...]:
    intervals = dict.fromkeys(pair.interval_label for pair in case.pairs)
    views = dict.fromkeys(pair.view_label for pair in case.pairs)
    rows = [
        *(
            Fact(words.procedure, procedure.name, urls.procedure_path(procedure.slug))
            for procedure in case.procedures
        ),
        Fact(words.area, case.area.name),
        Fact(words.side, words.of_code(case.laterality or "")),
        Fact(words.sessions, str(case.sessions)),
        Fact(words.time_after, ", ".join(intervals)),
        Fact(words.views, ", ".join(views)),
        Fact(words.provider, case.provider),
        Fact(words.age, case.age_band or ""),
        Fact(words.gender, words.of_code(case.gender or "")),
        Fact(words.skin, words.of_code(case.skin_type or "")),
    ]
    return tuple(row for row in rows if row.value)
