"""A value that cannot be read is named by table, id and column, and stops no comparison."""

import pytest

from tests.integration.reconcile.conftest import Installation

ONE_DATABASE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
DAMAGE: dict[tuple[str, str], object] = {
    ("consents", "terms"): '{"cut',
    ("consents", "expires_at"): "next year",
    ("consents", "signer_name_encrypted"): "gAAAAA",
    ("consent_scopes", "withdrawn_at"): "soon",
    ("photos", "captured_on"): "yesterday",
    ("photos", "masks"): "",
    ("publications", "published_at"): "1",
    ("jobs", "payload"): "{",
    ("ledger_events", "details"): "{",
    ("practice_profile", "watermark_logo_key"): b"\xff",
    ("cases", "sessions"): "many",
}


@pytest.fixture
def altered(installation: Installation) -> str:
    """Damage a file of a public case: it has to be found whatever else is amiss."""
    case_id = installation.practice.published()
    key = installation.renditions(installation.photos(case_id)[0].id)[0].object_key
    installation.flip_a_byte(key)
    return key


def named(installation: Installation, altered: str) -> set[tuple[str, str]]:
    """Return the table and column of each value that a run names; repairs go on past it."""
    found = installation.found(is_repair=True)
    assert ("altered_bytes", altered) in {(one.kind, one.identity) for one in found}
    unread = [one for one in found if one.kind == "unreadable_value"]
    assert not any(one.is_repairable for one in unread)
    return {(one.what, one.words.split()[1]) for one in unread if one.words.startswith("Its ")}


@ONE_DATABASE
def test_every_such_value_is_named_and_the_rest_is_compared(
    installation: Installation, altered: str
) -> None:
    with installation.past_the_guards() as execute:
        for (table, column), value in DAMAGE.items():
            execute(f"UPDATE {table} SET {column} = ?", value)  # noqa: S608 (constants above)
    assert named(installation, altered) == DAMAGE.keys()


@ONE_DATABASE
def test_a_value_of_another_form_is_named_by_its_row(
    installation: Installation, altered: str
) -> None:
    with installation.past_the_guards() as execute:
        execute("UPDATE consents SET terms = '[]'")
    assert named(installation, altered) == set()
    found = [one for one in installation.found() if one.kind == "unreadable_value"]
    assert {one.what for one in found} == {"consents", "publications"}, "what stands on it, too"


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_an_instant_beyond_every_year_is_named(installation: Installation, altered: str) -> None:
    with installation.past_the_guards() as execute:
        execute("UPDATE subjects SET created_at = 'infinity'")
        execute("UPDATE consents SET expires_at = 'infinity'")
    known = {("subjects", "created_at"), ("consents", "expires_at")}
    assert named(installation, altered) == known
