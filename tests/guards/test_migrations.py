"""The schema's history: one head, equal to the models, up and down, on both databases."""

from contextlib import nullcontext

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text, update
from sqlalchemy.exc import DBAPIError

from gallery import db
from gallery.errors import Conflict
from gallery.models import Base, ConsentRecord, Publication
from gallery.runtime import OPERATOR, Runtime
from tests.support.practice import Practice

BY_A_PUBLICATION = ["2 photos", "pictures with a recipe", "2 consents", "of the ledger"]


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory(str(db.MIGRATIONS)).get_heads()) == 1


def test_every_migration_says_what_a_downgrade_loses() -> None:
    for script in ScriptDirectory(str(db.MIGRATIONS)).walk_revisions():
        assert isinstance(getattr(script.module, "LOSES", None), dict), (
            f"{script.revision}: set LOSES, as words -> the rows that a downgrade would rob of"
            " evidence, or {} (see 20261126_authority)"
        )


def test_the_head_equals_the_models(database_url: str) -> None:
    engine = db.make_engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_commit_waits_for_the_disk(database_url: str) -> None:
    engine = db.make_engine(database_url)
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA synchronous")).scalar_one() == 2  # FULL
    engine.dispose()


def test_down_and_up_again(database_url: str) -> None:
    db.downgrade(database_url, "base")
    engine = db.make_engine(database_url)
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    db.upgrade(database_url)
    assert db.is_at_head(engine)
    engine.dispose()


@pytest.mark.parametrize(
    ("target", "lost"),
    [
        ("20261126_guard_inserts", ["1 representatives' authorities", "1 names of patients"]),
        ("base", BY_A_PUBLICATION),
    ],
)
def test_no_downgrade_loses_evidence(
    practice: Practice, database_url: str, target: str, lost: list[str]
) -> None:
    case_id = practice.published()
    by_another = {"grantor": "personal_representative", "authority_text": "Power of attorney, 2025"}
    by_another["subject_name"] = "Thea Winter"
    practice.consent(case_id, **by_another)
    with pytest.raises(Conflict, match=f"back to {target} without") as refused:
        db.downgrade(database_url, target)
    assert refused.value.code == "downgrade_loses"
    assert all(words in refused.value.message for words in lost)
    assert db.is_at_head(practice.runtime.engine), "nothing was changed on the way"


@pytest.mark.parametrize(
    "statement", ["UPDATE ledger_events SET actor = 'x'", "DELETE FROM ledger_events"]
)
def test_the_database_refuses_to_change_the_ledger(runtime: Runtime, statement: str) -> None:
    with runtime.unit_of_work(OPERATOR) as uow:
        uow.record("test.event")
    with (
        pytest.raises(DBAPIError, match="append-only"),
        runtime.engine.begin() as connection,
    ):
        connection.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM consents",
        "UPDATE consents SET expires_at = '2099-01-01 00:00:00+00'",
        "UPDATE consents SET terms = '{}'",
        "UPDATE consents SET withdrawn_at = NULL",
        "UPDATE consent_scopes SET channel = 'paid_ads'",
        "UPDATE consent_scopes SET withdrawn_at = NULL",
        "DELETE FROM consent_scopes",
        "UPDATE consent_coverage SET value = 'x'",
        "DELETE FROM consent_coverage",
    ],
)
def test_the_database_refuses_to_change_what_was_signed(practice: Practice, statement: str) -> None:
    case_id = practice.case()
    practice.photo(case_id, "before")
    practice.withdraw(practice.consent(case_id).id)
    with (
        pytest.raises(DBAPIError, match=r"is kept|is not edited|is not taken back"),
        practice.runtime.engine.begin() as connection,
    ):
        connection.execute(text(statement))


@pytest.mark.parametrize(
    ("change", "is_refused"),
    [("'2099-01-01 00:00:00'", True), ("NULL", True), ("'2021-01-01 00:00:00'", False)],
)
def test_an_end_moves_to_an_earlier_instant_only(
    practice: Practice, change: str, *, is_refused: bool
) -> None:
    case_id = practice.case()
    practice.photo(case_id, "before")
    practice.consent(case_id)
    move = text(f"UPDATE consents SET ended_at = {change}")  # noqa: S608 (a constant above)
    with practice.runtime.engine.begin() as connection:
        connection.execute(text("UPDATE consents SET ended_at = '2031-01-01 00:00:00'"))
    refusal = pytest.raises(DBAPIError, match="an ended consent stays ended")
    with refusal if is_refused else nullcontext(), practice.runtime.engine.begin() as connection:
        connection.execute(move)


@pytest.mark.parametrize("is_hidden", [False, True])
def test_what_was_public_before_the_upgrade_counts_as_shown(
    practice: Practice, database_url: str, *, is_hidden: bool
) -> None:
    practice.published()
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        row = uow.session.query(Publication).one()
        published_at, ready_at = row.published_at, row.media_ready_at
        if is_hidden:
            row.hide()
    with practice.runtime.unit_of_work(OPERATOR) as uow:  # no evidence that an older schema lacks
        uow.session.execute(update(ConsentRecord).values(parties_key_encrypted=None))
    db.downgrade(database_url, "20261126_end_sooner")
    db.upgrade(database_url)
    with practice.runtime.reading() as session:
        kept = session.query(Publication).one().first_shown_at
    assert kept == (published_at if is_hidden else ready_at)
