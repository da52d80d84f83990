from collections import Counter
from itertools import islice

import pytest
from sqlalchemy import func, select

from gallery.actions import rotate_keys
from gallery.actions.find_cases import CaseQuery, find_cases
from gallery.actions.open_case import CaseFacts, open_case
from gallery.actions.rotate_keys import ENCRYPTED, count_generations
from gallery.models import Base, IdempotencyRecord, LedgerEvent, Subject
from gallery.runtime import OPERATOR, Runtime
from gallery.vault import Vault
from tests.integration.keys.stored import NEW, OLD, add_one_of_each, add_subjects, with_keys


@pytest.fixture
def old(runtime: Runtime) -> Runtime:
    return with_keys(runtime, OLD)


@pytest.fixture
def both(runtime: Runtime) -> Runtime:
    return with_keys(runtime, NEW, OLD)


def generations(runtime: Runtime) -> Counter[int | None]:
    with runtime.reading() as session:
        return sum(count_generations(session, runtime.vault).values(), Counter())


def facts(chart_ref: str) -> CaseFacts:
    return CaseFacts(
        chart_ref=chart_ref,
        title="A case",
        procedures=("sclerotherapy",),
        area="thighs",
        is_adult_at_capture=True,
    )


def test_every_encrypted_column_is_in_the_register() -> None:
    named = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name.endswith("_encrypted")
    }
    assert named <= {place.name for place in ENCRYPTED}
    for place in ENCRYPTED:
        assert [column.name for column in place.table.primary_key] == ["id"]


def test_afterwards_everything_stands_under_the_current_key(old: Runtime, both: Runtime) -> None:
    add_one_of_each(old)
    assert generations(both) == {1: 7}
    last = list(rotate_keys.rotate_keys(both))[-1]
    assert (last.name, last.rotated) == ("idempotency_records.body", 1)
    assert generations(with_keys(both, NEW)) == {0: 7}
    with both.reading() as session:
        subject = session.execute(select(Subject)).scalar_one()
        assert Vault(NEW).decrypt(subject.chart_ref_encrypted) == "A 1"
        assert subject.chart_ref_index == Vault(NEW).index("A 1")
        record = session.execute(select(IdempotencyRecord)).scalar_one()
        assert Vault(NEW).decrypt(str(record.body["sealed"])) == "{}"


def test_the_ledger_tells_how_many_values_were_encrypted_anew(old: Runtime, both: Runtime) -> None:
    add_one_of_each(old)
    list(rotate_keys.rotate_keys(both))
    with both.reading() as session:
        event = session.execute(
            select(LedgerEvent).where(LedgerEvent.action == "keys.rotated")
        ).scalar_one()
    assert event.details["rotated"] == {
        "subjects.chart_ref_encrypted": 1,
        "consents.signer_name_encrypted": 1,
        "consents.witness_encrypted": 1,
        "consents.authority_encrypted": 1,
        "consents.parties_key_encrypted": 1,
        "sites.webhook_secret_encrypted": 1,
        "idempotency_records.body": 1,
    }


def test_a_run_ended_between_batches_is_taken_up_where_it_stopped(
    old: Runtime, both: Runtime
) -> None:
    add_subjects(old, 450)
    first = next(iter(rotate_keys.rotate_keys(both)))
    assert (first.done, first.total, first.rotated) == (200, 450, 200)
    assert generations(both) == {0: 200, 1: 250}
    rest = [step for step in rotate_keys.rotate_keys(both) if step.name.startswith("subjects")]
    assert [step.rotated for step in rest] == [0, 200, 250]
    assert generations(both) == {0: 450}


def test_a_second_run_changes_nothing(old: Runtime, both: Runtime) -> None:
    add_subjects(old, 10)
    list(rotate_keys.rotate_keys(both))
    before = tokens(both)
    list(rotate_keys.rotate_keys(both))
    assert tokens(both) == before


def tokens(runtime: Runtime) -> list[str]:
    with runtime.reading() as session:
        return list(
            session.execute(select(Subject.chart_ref_encrypted).order_by(Subject.id)).scalars()
        )


def test_while_it_is_under_way_subjects_are_found_by_any_key(old: Runtime, both: Runtime) -> None:
    with old.unit_of_work(OPERATOR) as uow:
        case_id = open_case(uow, facts("Chart 7")).id
    for runtime in (both, old, both):
        with runtime.reading() as session:
            found = find_cases(session, runtime.vault, CaseQuery(q="chart 7", by_chart_ref=True))
        assert [case.id for case in found.cases] == [case_id]
    with both.unit_of_work(OPERATOR) as uow:
        open_case(uow, facts("CHART  7"))
    list(rotate_keys.rotate_keys(both))
    with both.unit_of_work(OPERATOR) as uow:
        open_case(uow, facts("Chart 7"))
        assert uow.session.execute(select(func.count(Subject.id))).scalar_one() == 1


def test_the_index_of_signers_names_is_made_anew_with_the_key(old: Runtime, both: Runtime) -> None:
    add_one_of_each(old)
    for runtime in (old, both):
        assert found_by_name(runtime, "signer") == 1
    assert found_by_name(with_keys(both, NEW), "signer") == 0
    list(rotate_keys.rotate_keys(both))
    assert found_by_name(with_keys(both, NEW), "signer") == 1
    assert found_by_name(old, "signer") == 0


def found_by_name(runtime: Runtime, name: str) -> int:
    with runtime.reading() as session:
        return find_cases(session, runtime.vault, CaseQuery(q=name, by_signer=True)).total


def test_what_somebody_changes_meanwhile_is_left_alone(
    old: Runtime, both: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_subjects(old, 3)
    written = rotate_keys._written

    def after_a_change(*given: object) -> object:
        with both.unit_of_work(OPERATOR) as uow:
            for subject in islice(uow.session.execute(select(Subject)).scalars(), 1):
                subject.chart_ref_encrypted = both.vault.encrypt("changed meanwhile")
        return written(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(rotate_keys, "_written", after_a_change)
    first = next(iter(rotate_keys.rotate_keys(both)))
    assert first.rotated == 2
    assert "changed meanwhile" in [both.vault.decrypt(token) for token in tokens(both)]


def test_values_of_a_lost_key_are_counted_and_kept(old: Runtime, both: Runtime) -> None:
    add_subjects(with_keys(old, "lost-key-" * 5), 2, "Lost")
    add_subjects(old, 3)
    step = next(iter(rotate_keys.rotate_keys(both)))
    assert (step.rotated, step.unknown) == (3, 2)
    assert generations(both) == {0: 3, None: 2}


def test_two_rows_for_one_reference_are_told_and_the_others_go_on(
    old: Runtime, both: Runtime
) -> None:
    add_subjects(old, 4)
    add_subjects(with_keys(both, NEW), 1)
    step = next(iter(rotate_keys.rotate_keys(both)))
    assert (step.done, step.rotated, step.clashes) == (5, 3, 1)
    assert all(both.vault.decrypt(token) for token in tokens(both))
