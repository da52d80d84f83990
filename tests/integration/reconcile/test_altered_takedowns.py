"""Tasks of takedowns and their proofs: the database keeps them, the ledger vouches for them."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from gallery.actions.report_takedown import report_takedown
from gallery.models import Takedown
from gallery.runtime import OPERATOR
from tests.integration.reconcile.conftest import Installation
from tests.support.practice import scopes

ONE_DATABASE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
CHANNELS = ("website_gallery", "social:instagram")


@pytest.fixture
def tasks(installation: Installation) -> dict[str, str]:
    """Return the tasks of one withdrawal by surface: our own one is done, the others are open."""
    practice = installation.practice
    case_id = practice.case()
    practice.pair(case_id)
    asked = scopes(website_gallery="permit", social__instagram="permit")
    consent = practice.consent(case_id, scopes=asked)
    practice.work()
    practice.publish(case_id, *CHANNELS)
    practice.withdraw(consent.id)
    practice.work()
    with installation.runtime.reading() as session:
        rows = session.execute(select(Takedown)).scalars().all()
    return {row.surface: row.id for row in rows}


def named(installation: Installation) -> list[tuple[str, str]]:
    found = [one for one in installation.found() if one.kind == "ledger_mismatch"]
    assert {one.what for one in found} <= {"takedown"}
    return [(one.identity, one.words) for one in found]


def report(installation: Installation, task_id: str) -> None:
    with installation.runtime.unit_of_work(OPERATOR) as uow:
        report_takedown(uow, task_id, "Deleted the post by hand", None)


def test_what_is_as_the_ledger_tells_is_not_named(
    installation: Installation, tasks: dict[str, str]
) -> None:
    assert named(installation) == []
    report(installation, tasks["social:instagram"])
    assert named(installation) == []


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM takedowns",
        "UPDATE takedowns SET surface = 'print'",
        "UPDATE takedowns SET event_id = 'x'",
        "UPDATE takedowns SET state = 'pending' WHERE finished_at IS NOT NULL",
        "UPDATE takedowns SET proof = 'Gone' WHERE finished_at IS NOT NULL",
        "UPDATE takedowns SET finished_at = NULL WHERE finished_at IS NOT NULL",
    ],
)
def test_the_database_keeps_tasks_and_proofs(
    installation: Installation, tasks: dict[str, str], statement: str
) -> None:
    report(installation, tasks["social:instagram"])
    with (
        pytest.raises(DBAPIError, match=r"is kept|stays"),
        installation.runtime.engine.begin() as connection,
    ):
        connection.execute(text(statement))


def test_a_task_that_is_gone_or_called_done_is_named(
    installation: Installation, tasks: dict[str, str]
) -> None:
    post, site = tasks["social:instagram"], tasks["site:website"]
    with installation.past_the_guards() as execute:
        execute("DELETE FROM takedowns WHERE id = ?", post)
        execute("UPDATE takedowns SET state = 'verified_gone' WHERE id = ?", site)
    found = dict(named(installation))
    assert found.keys() == {post, site}
    assert "for social:instagram, and there is no such row" in found[post]
    assert "It is verified_gone" in found[site]


@ONE_DATABASE
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("proof = 'It was gone.'", ": proof."),
        ("finished_at = '2001-01-01 00:00:00.000000'", ": finished_at."),
        ("finished_by = 'somebody'", ": finished_by."),
        ("proof_sha256 = 'f'", ": proof_sha256."),
        ("channels = 'print'", "opened it: channels."),
        ("event_id = 'x'", "opened it: event_id."),
        ("case_id = 'x'", "opened it: case_id."),
        ("state = 'failed'", "says manual_done"),
    ],
)
def test_another_proof_or_task_is_named(
    installation: Installation, tasks: dict[str, str], change: str, said: str
) -> None:
    post = tasks["social:instagram"]
    report(installation, post)
    with installation.past_the_guards() as execute:
        execute(f"UPDATE takedowns SET {change} WHERE id = ?", post)  # noqa: S608
    assert said in dict(named(installation))[post]


@ONE_DATABASE
def test_a_task_that_was_put_in_later_is_named(
    installation: Installation, tasks: dict[str, str]
) -> None:
    columns = "event_id, case_id, surface, channels, state, deadline_at, attempts, created_at"
    columns += ", updated_at"
    with installation.past_the_guards() as execute:
        execute(
            f"INSERT INTO takedowns (id, {columns}) SELECT 'put-in', {columns} FROM takedowns"  # noqa: S608
            " WHERE id = ?",
            tasks["social:instagram"],
        )
    [(identity, words)] = named(installation)
    assert identity == "put-in"
    assert "and not this one" in words
