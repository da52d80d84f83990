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
