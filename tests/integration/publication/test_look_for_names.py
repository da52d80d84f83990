"""R13: what went public before anybody could tell that it names her is found at night."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from gallery.actions.look_for_names import look_for_names
from gallery.actions.settle_case import names_her
from gallery.errors import PartlyDone
from gallery.models import Case, LedgerEvent, Notice, Publication
from gallery.runtime import OPERATOR, Runtime
from tests.support.practice import Practice

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def retitle(practice: Practice, case_id: str, title: str) -> None:
    """Write past the linter, as a version that found less did."""
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        uow.session.execute(update(Case).where(Case.id == case_id).values(title=title))


def endings(practice: Practice) -> dict[str, str | None]:
    with practice.runtime.reading() as session:
        rows = session.execute(select(Publication.case_id, Publication.end_reason))
        return {row.case_id: row.end_reason for row in rows}


def test_a_case_that_names_her_is_taken_down_and_another_is_left_alone(practice: Practice) -> None:
    named, clean = practice.published(), practice.published(chart_ref="MRN-2")
    retitle(practice, named, "The legs of Jane Example")
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        uow.enqueue("look_for_names", {})
    practice.work()
    assert endings(practice) == {named: "unfit", clean: None}
    with practice.runtime.reading() as session:
        [notice] = session.execute(select(Notice).where(Notice.kind == "case_unfit")).scalars()
    assert notice.case_id == named


def test_where_nobody_is_named_nothing_is_written(practice: Practice) -> None:
    practice.published()
    with practice.runtime.reading() as session:
        before = session.execute(select(LedgerEvent.id)).scalars().all()
    assert look_for_names(practice.runtime) == []
    with practice.runtime.reading() as session:
        assert session.execute(select(LedgerEvent.id)).scalars().all() == before


def test_a_case_that_cannot_be_read_keeps_no_other_from_its_turn(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = sorted((practice.published(), practice.published(chart_ref="MRN-2")))
    retitle(practice, second, "The legs of Jane Example")

    def damaged(session: Session, runtime: Runtime, case: Case) -> frozenset[str]:
        if case.id == first:
            raise ValueError("no such area")
        return names_her(session, runtime, case)

    monkeypatch.setattr("gallery.actions.look_for_names.names_her", damaged)
    with pytest.raises(PartlyDone, match="1 of 2") as caught:
        look_for_names(practice.runtime)
    assert caught.value.code == "cases_unread"
    practice.work()
    assert endings(practice)[second] == "unfit"
