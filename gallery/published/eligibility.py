"""The consent policy as SQL, so that pages can be cut from thousands of publications.

It mirrors ``gallery.consent.policy.decide``; the values handed out are checked once more by that
function, and a property test shows that the two agree. Every subquery correlates explicitly:
SQLAlchemy by itself looks only one level up, and would join a second copy of the table instead.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Text, and_, bindparam, cast, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from gallery.consent.record import EYES_MASKED, MET_HERE, SHOW_FACES, WATERMARK_REQUIRED
from gallery.models import (
    Case,
    CaseProcedure,
    ConsentCoverage,
    ConsentRecord,
    ConsentScope,
    Photo,
    Publication,
    PublishedPhoto,
)
from gallery.published.clearance import CLEAN

#: Stands in a statement for the instant asked for.
INSTANT = bindparam("instant", type_=Publication.published_at.type)


def at(now: datetime) -> Mapping[str, datetime]:
    """Return the parameters with which a statement made of ``may_show`` is asked about ``now``."""
    return {INSTANT.key: now}


def may_show(publication: type[Publication] = Publication) -> ColumnElement[bool]:
    """Return the condition under which a publication is shown: permitted, and its pictures there.

    Making it takes thousands of objects, far longer than answering it: statements with it are made
    once, and executed with ``at(now)`` as their parameters.
    """
    return and_(publication.media_ready_at.is_not(None), is_permitted(publication))


def is_permitted(publication: type[Publication] = Publication) -> ColumnElement[bool]:
    """Return the condition under which the policy permits it, be its pictures made or not."""
    shown = aliased(PublishedPhoto)
    photo = aliased(Photo)
    uncovered = (
        select(shown.id)
        .correlate_except(shown, photo)
        .join(photo, photo.id == shown.photo_id)
        .where(
            shown.publication_id == publication.id,
            or_(
                ~_consent_speaks("permit", publication, photo),
                _consent_speaks("deny", publication, photo),
            ),
        )
    )
    any_shown = aliased(PublishedPhoto)
    case = aliased(Case)
    return and_(
        publication.ended_at.is_(None),
        publication.published_at <= INSTANT,
        exists(
            select(any_shown.id)
            .correlate_except(any_shown)
            .where(any_shown.publication_id == publication.id)
        ),
        exists(
            select(case.id)
            .correlate_except(case)
            .where(case.id == publication.case_id, case.is_adult_at_capture.is_(True))
        ),
        ~exists(uncovered),
    )


def _consent_speaks(
    decision: str, publication: type[Publication], photo: type[Photo]
) -> ColumnElement[bool]:
    consent, scope = aliased(ConsentRecord), aliased(ConsentScope)
    conditions = [
        consent.case_id == publication.case_id,
        scope.channel == publication.channel,
        scope.decision == decision,
        *_in_force(consent, scope),
        _is_about(consent, photo, decision),
    ]
    if decision == "permit":
        conditions += [
            consent.recorded_at <= publication.stands_since,
            _asks_for_nothing_else(consent),
            _covers(consent, "identifiability", photo.identifiability),
            ~_has_uncovered_procedure(consent, publication),
            _covers_area(consent, publication),
            or_(publication.variant != CLEAN, ~_asks_for(WATERMARK_REQUIRED, consent)),
            or_(
                photo.identifiability.not_in(SHOW_FACES),
                cast(photo.masks, Text) != "[]",
                ~_asks_for(EYES_MASKED, consent),
            ),
        ]
    joined = select(consent.id).correlate_except(consent, scope)
    joined = joined.join(scope, scope.consent_id == consent.id)
    return exists(joined.where(*conditions))


def _is_about(
    consent: type[ConsentRecord], photo: type[Photo], decision: str
) -> ColumnElement[bool]:
    is_named, covers_later = _covers(consent, "photo", photo.id), consent.covers_future_photos
    if decision == "deny":
        return or_(covers_later.is_(True), is_named)
    is_later = and_(covers_later.is_(True), photo.created_at > consent.recorded_at)
    return and_(photo.case_id == consent.case_id, or_(is_later, is_named))


def _conditions(consent: type[ConsentRecord]) -> ColumnElement[str]:
    """Return the conditions as JSON text: within its texts quotes are escaped."""
    return func.coalesce(cast(consent.terms["conditions"], Text), "")


def _asks_for(condition: str, consent: type[ConsentRecord]) -> ColumnElement[bool]:
    return _conditions(consent).contains(f'"{condition}"')


def _asks_for_nothing_else(consent: type[ConsentRecord]) -> ColumnElement[bool]:
    """Take out what can be met here: then only what a list is written with may be left."""
    left = _conditions(consent)
    for name in MET_HERE:
        left = func.replace(left, f'"{name}"', "")
    return or_(func.ltrim(left, "[], ") == "", left == "null")


def _in_force(consent: type[ConsentRecord], scope: type[ConsentScope]) -> list[ColumnElement[bool]]:
    return [
        consent.effective_from <= INSTANT,
        consent.expires_at > INSTANT,
        or_(consent.withdrawn_at.is_(None), consent.withdrawn_at > INSTANT),
        or_(consent.ended_at.is_(None), consent.ended_at > INSTANT),
        or_(scope.starts_at.is_(None), scope.starts_at <= INSTANT),
        or_(scope.ends_at.is_(None), scope.ends_at > INSTANT),
        or_(scope.withdrawn_at.is_(None), scope.withdrawn_at > INSTANT),
    ]


def _covers(
    consent: type[ConsentRecord], kind: str, value: InstrumentedAttribute[str]
) -> ColumnElement[bool]:
    covered = aliased(ConsentCoverage)
    return exists(
        select(covered.value)
        .correlate_except(covered)
        .where(covered.consent_id == consent.id, covered.kind == kind, covered.value == value)
    )


def _has_uncovered_procedure(
    consent: type[ConsentRecord], publication: type[Publication]
) -> ColumnElement[bool]:
    procedure = aliased(CaseProcedure)
    return exists(
        select(procedure.procedure)
        .correlate_except(procedure)
        .where(
            procedure.case_id == publication.case_id,
            ~_covers(consent, "procedure", procedure.procedure),
        )
    )


def _covers_area(
    consent: type[ConsentRecord], publication: type[Publication]
) -> ColumnElement[bool]:
    any_area, case = aliased(ConsentCoverage), aliased(Case)
    names_no_area = ~exists(
        select(any_area.value)
        .correlate_except(any_area)
        .where(any_area.consent_id == consent.id, any_area.kind == "area")
    )
    names_this_area = exists(
        select(case.id)
        .correlate_except(case)
        .where(case.id == publication.case_id, _covers(consent, "area", case.area))
    )
    return or_(names_no_area, names_this_area)
