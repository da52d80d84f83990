"""What one test did to the PostgreSQL database is not there for the next."""

import psycopg
import pytest
from sqlalchemy import func, select

from gallery.models import LedgerEvent, Site
from gallery.runtime import OPERATOR, Runtime
from tests.support.postgres import ReusedDatabase

pytestmark = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)


def test_rows_are_taken_back_past_the_triggers(
    runtime: Runtime, reused_database: ReusedDatabase
) -> None:
    with runtime.unit_of_work(OPERATOR) as uow:
        site = uow.session.execute(select(Site)).scalars().one()
        name, site.name = site.name, "changed"
        uow.record("test.event")
    assert reused_database.cleared() == runtime.settings.database_url
    with runtime.reading() as session:
        assert session.execute(select(Site.name)).scalars().all() == [name]
        assert session.execute(select(func.count(LedgerEvent.id))).scalar_one() == 0


def test_a_database_whose_schema_was_changed_is_given_up(
    database_url: str, reused_database: ReusedDatabase
) -> None:
    assert reused_database.cleared() == database_url
    with psycopg.connect(database_url) as connection:
        found = "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
        name, table = connection.execute(found).fetchone() or ("", "")
        connection.execute(f"DROP TRIGGER {name} ON {table}".encode())
    assert reused_database.cleared() != database_url
