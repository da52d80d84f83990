"""Rows that put a picture of one patient where another's consents speak."""

import pytest
from sqlalchemy import text

from gallery.publishing.finding import PublicationBlocked
from tests.integration.reconcile.conftest import Installation

ONE_DATABASE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def two_cases(installation: Installation) -> tuple[str, str]:
    """Return two cases with a pair each; the first allows later photos, the second nothing."""
    practice = installation.practice
    practice.pair(mine := practice.case())
    practice.consent(mine, future_photos=True)
    practice.pair(hers := practice.case())
    practice.work()
    return mine, hers


def mix(installation: Installation, mine: str, hers: str) -> str:
    """Put the second case's before into the first one's pair; return the pair's id."""
    [photo] = [one for one in installation.photos(hers) if one.role == "before"]
    with installation.runtime.engine.begin() as connection:
        connection.execute(
            text("UPDATE pairs SET before_id = :photo WHERE case_id = :mine"),
            {"photo": photo.id, "mine": mine},
        )
        query = text("SELECT id FROM pairs WHERE case_id = :mine")
        return str(connection.execute(query, {"mine": mine}).scalar_one())


@ONE_DATABASE
def test_r1_a_pair_with_a_photo_of_another_case_is_named_and_not_published(
    installation: Installation,
) -> None:
    mine, hers = two_cases(installation)
    pair_id = mix(installation, mine, hers)
    [found] = installation.found()
    assert (found.kind, found.what, found.identity) == ("ledger_mismatch", "pair", pair_id)
    with pytest.raises(PublicationBlocked) as refused:
        installation.practice.publish(mine)
    findings = {(one.rule, one.code) for one in refused.value.findings}
    assert {("R1", "photo_of_another_case"), ("R8", "photo_of_another_case")} <= findings


def test_r4_a_row_that_names_a_withdrawn_patients_object_is_named_and_made_again(
    installation: Installation,
) -> None:
    mine, _ = installation.practice.published_on_consent()
    hers, consent = installation.practice.published_on_consent()
    kept, taken = (installation.renditions(installation.photos(c)[0].id)[0] for c in (mine, hers))
    count = len(installation.renditions(kept.photo_id))
    installation.practice.withdraw(consent.id)
    facts = (taken.object_key, taken.sha256, taken.size_bytes)
    point = "UPDATE renditions SET object_key = ?, sha256 = ?, size_bytes = ? WHERE id = ?"
    with installation.past_the_guards() as execute:
        execute("DELETE FROM renditions WHERE id = ?", taken.id)
        execute(point, *facts, kept.id)
    installation.practice.work()
    found = {(one.kind, one.what, one.identity) for one in installation.found()}
    assert found == {
        ("ledger_mismatch", "rendition row", kept.id),
        ("object_without_row", "renditions", kept.object_key),
    }
    assert installation.repaired() == []
    assert installation.runtime.store.head(taken.object_key) is None
    assert len(installation.renditions(kept.photo_id)) == count


@ONE_DATABASE
@pytest.mark.parametrize(
    ("change", "value"),
    [
        ("UPDATE renditions SET photo_id = ? WHERE id = ?", None),
        ("UPDATE renditions SET spec = ? WHERE id = ?", "clean-960"),
        ("UPDATE renditions SET source_hash = ? WHERE id = ?", "0"),
    ],
)
def test_a_rendition_that_is_not_as_it_was_made_is_named(
    installation: Installation, change: str, value: str | None
) -> None:
    case_id, _ = installation.practice.published_on_consent()
    one, other = (installation.renditions(photo.id)[0] for photo in installation.photos(case_id))
    with installation.past_the_guards() as execute:
        execute(change, value or other.photo_id, one.id)
    found = [(f.what, f.identity) for f in installation.found() if f.kind == "ledger_mismatch"]
    assert found == [("rendition row", one.id)]


def set_told(installation: Installation, details: str) -> None:
    """Let the events be as they were written before they told of files."""
    with installation.past_the_guards() as execute:
        execute("UPDATE ledger_events SET details = ? WHERE action = 'photo.rendered'", details)


@ONE_DATABASE
def test_what_was_made_before_the_ledger_told_of_it_is_compared_by_its_recipe(
    installation: Installation,
) -> None:
    case_id, _ = installation.practice.published_on_consent()
    one, other = (installation.renditions(photo.id)[0] for photo in installation.photos(case_id))
    set_told(installation, "{}")
    assert {found.what for found in installation.found()} == {"chain"}
    with installation.past_the_guards() as execute:
        execute(
            "UPDATE renditions SET recipe = (SELECT recipe FROM renditions WHERE id = ?)"
            " WHERE id = ?",
            other.id,
            one.id,
        )
    found = {(found.what, found.identity) for found in installation.found()}
    assert found == {("chain", "ledger"), ("rendition row", one.id)}
