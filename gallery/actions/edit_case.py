"""Change the facts of a case."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace

from gallery.actions.end_publications import live_publications
from gallery.actions.find_cases import chart_ref_of, load_case
from gallery.actions.open_case import LONGEST, CaseFacts, apply_facts, check_facts
from gallery.actions.put_behind_gate import put_behind_gate
from gallery.actions.settle_case import keep_fit, settle_case
from gallery.actions.state_rights import restate_rights, rights_now
from gallery.actions.tell_news import tell_changed
from gallery.errors import Conflict, InvalidInput
from gallery.models import Case
from gallery.permissions import Permission
from gallery.publishing.lifecycle import CaseState
from gallery.runtime import UnitOfWork

_NAMES = frozenset(field.name for field in fields(CaseFacts))
#: What sites show of a case. Demographics are copied when it is published (rule R16).
_SEEN = frozenset(
    {
        "title",
        "story",
        "procedures",
        "area",
        "laterality",
        "sessions",
        "provider",
        "shows_nudity",
    }
)


def edit_case(uow: UnitOfWork, case_id: str, changes: Mapping[str, object]) -> Case:
    """Change the fields named in ``changes``; the rest stays.

    :raises NotFound: there is no case with this id.
    :raises InvalidInput: a field is unknown or its value cannot be used; ``chart_ref`` cannot
        change: open another case.
    :raises Conflict: ``case_is_published``: what visitors see is changed by those who may publish.
    :raises PublicationBlocked: the case is public and would no longer be fit to be.
    """
    uow.take_turn(case_id)
    case = load_case(uow.session, case_id)
    refuse_if_public(uow, case)
    unknown = sorted(set(changes) - _NAMES)
    if unknown:
        message = "There is no such field."
        raise InvalidInput(message, fields=dict.fromkeys(unknown, message))
    before, stated = facts_of(uow, case), rights_now(uow, case)
    facts = replace(before, **changes)  # type: ignore[arg-type] # doors give each field its type
    if case.subject.chart_ref_index not in uow.runtime.vault.indexes(facts.chart_ref):
        message = "A case keeps its chart reference; open another case instead."
        raise InvalidInput(message, fields={"chart_ref": message})
    check_facts(facts)
    apply_facts(case, facts)
    changed = sorted(name for name in _NAMES if getattr(before, name) != getattr(facts, name))
    uow.record(
        "case.edited",
        case_id=case.id,
        fields=changed,
        before=_told(before, changed),
        after=_told(facts, changed),
    )
    restate_rights(uow, case, stated)
    if facts.shows_nudity and not before.shows_nudity:
        put_behind_gate(uow, case.id)
    settled = settle_case(uow, case.id)
    keep_fit(uow, settled)
    if _SEEN & set(changed):
        tell_changed(uow, live_publications(uow, case.id), "facts_changed")
    return settled


def _told(facts: CaseFacts, names: Sequence[str]) -> dict[str, object]:
    """Return what the ledger may hold of facts: codes and numbers; of free text only that it is."""
    return {
        name: ("text" if name in LONGEST and value else value)
        for name in names
        for value in [getattr(facts, name)]
    }


def facts_of(uow: UnitOfWork, case: Case) -> CaseFacts:
    """Return the facts of a case as staff entered them."""
    return CaseFacts(
        chart_ref=chart_ref_of(uow.runtime.vault, case),
        title=case.title,
        procedures=tuple(case.procedure_slugs),
        area=case.area,
        is_adult_at_capture=case.is_adult_at_capture,
        laterality=case.laterality,
        sessions=case.sessions,
        provider=case.provider,
        story=case.story,
        age_band=case.age_band,
        gender=case.gender,
        skin_type=case.skin_type,
        is_actual_patient=case.is_actual_patient,
        shows_nudity=case.shows_nudity,
        is_testimonial=case.is_testimonial,
        registration_number=case.registration_number,
    )


def refuse_if_public(uow: UnitOfWork, case: Case) -> None:
    """Refuse a change of a live case by somebody who may not publish.

    :raises Conflict: ``case_is_published`` or ``case_is_purged``.
    """
    if case.state == CaseState.PURGED:
        raise Conflict("This case was deleted.", code="case_is_purged")
    if case.state == CaseState.PUBLISHED and Permission.PUBLISH not in uow.actor.permissions:
        raise Conflict(
            "This case is public: unpublish it first, or ask an administrator to change it.",
            code="case_is_published",
        )
