"""A trigger, rule or policy of somebody else is named: it can undo what the product writes."""

import pytest
from sqlalchemy import text

from gallery import guards
from gallery.actions.reconcile import reconcile
from gallery.cli.doctor import _guards
from gallery.errors import GalleryError
from gallery.runtime import OPERATOR, Runtime
from tests.guards.test_guards_of_the_database import own_environment
from tests.support.command_line import commands

UNDO = """CREATE FUNCTION undo() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN NEW.withdrawn_at := NULL; RETURN NEW; END $$"""
SQLITE = (
    """CREATE TRIGGER undo AFTER UPDATE OF ended_at ON publications BEGIN
    UPDATE publications SET ended_at = NULL WHERE id = NEW.id; END""",
)
POSTGRESQL = (
    UNDO,
    "CREATE TRIGGER zz_undo BEFORE UPDATE ON consents FOR EACH ROW EXECUTE FUNCTION undo()",
    # the name of a guard, on another table, and switched off for now
    "CREATE TRIGGER scopes_keep BEFORE UPDATE ON cases FOR EACH ROW EXECUTE FUNCTION undo()",
    "ALTER TABLE cases DISABLE TRIGGER scopes_keep",
    "CREATE RULE lose AS ON INSERT TO takedowns DO INSTEAD NOTHING",
    "CREATE POLICY hide ON publications USING (false)",
    "ALTER TABLE publications ENABLE ROW LEVEL SECURITY",
)
NAMED = {
    "sqlite": {"undo on publications": "DROP TRIGGER undo;"},
    "postgresql": {
        "zz_undo on consents": "DROP TRIGGER zz_undo ON consents;",
        "scopes_keep on cases": "DROP TRIGGER scopes_keep ON cases;",
        "lose on takedowns": "DROP RULE lose ON takedowns;",
        "hide on publications": "DROP POLICY hide ON publications;",
        "row level security on publications": "DISABLE ROW LEVEL SECURITY;",
    },
}


def test_what_acts_on_the_tables_and_is_no_guard_is_named_and_left_alone(runtime: Runtime) -> None:
    kind = runtime.engine.dialect.name
    with runtime.engine.begin() as connection:
        for statement in SQLITE if kind == "sqlite" else POSTGRESQL:
            connection.execute(text(statement))
    with commands(own_environment(runtime)) as run:
        guard = run("db", "guard")
    with pytest.raises(GalleryError) as doctor:
        _guards(runtime)
    answers = (guard.output, str(doctor.value), str(reconcile(runtime, OPERATOR).findings))
    with runtime.engine.connect() as connection:
        amiss = guards.guards_amiss(connection)
    assert len(amiss) == len(NAMED[kind])
    for place, remedy in NAMED[kind].items():
        assert any(words.startswith(place) and words.endswith(remedy) for words in amiss)
        assert all(place in answer for answer in answers)
    assert guard.exit_code == 1


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_what_others_keep_beside_the_products_tables_is_theirs(runtime: Runtime) -> None:
    with runtime.engine.begin() as connection:
        connection.execute(text("CREATE TABLE others (withdrawn_at text)"))
        connection.execute(text(UNDO))
        on = "CREATE TRIGGER own BEFORE UPDATE ON others FOR EACH ROW EXECUTE FUNCTION undo()"
        connection.execute(text(on))
        assert guards.guards_amiss(connection) == []
