"""Whose a row is, what was published under which name: the database refuses to change them."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from gallery.actions.unpublish_case import unpublish_case
from gallery.runtime import OPERATOR
from tests.support.practice import Practice

REFUSED = (
    "UPDATE cases SET subject_id = 'x'",
    "UPDATE photos SET case_id = 'x'",
    "UPDATE patient_links SET subject_id = 'x'",
    "UPDATE patient_links SET token_hash = 'x'",
    "DELETE FROM patient_links",
    "UPDATE signing_requests SET subject_id = 'x'",
    "UPDATE signing_requests SET offer = '{}'",
    "DELETE FROM signing_requests",
    "UPDATE publications SET channel = 'print'",
    "UPDATE publications SET ended_at = NULL",
    "DELETE FROM publications",
    "UPDATE published_photos SET photo_id = 'x'",
    "DELETE FROM published_photos",
    "UPDATE media_keys SET published_photo_id = 'x'",
    "DELETE FROM media_keys",
)


def test_each_change_of_whose_it_is_is_refused(practice: Practice) -> None:
    practice.introduce()
    case_id, _ = practice.published_on_consent()
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        unpublish_case(uow, case_id)
    other = practice.case(chart_ref="OTHER")
    practice.pair(other)
    practice.sign(practice.request(other), "website_gallery")
    for statement in REFUSED:
        with (
            pytest.raises(DBAPIError, match=r"stays|is kept"),
            practice.runtime.engine.begin() as connection,
        ):
            connection.execute(text(statement))


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("table", ["patient_links", "signing_requests", "media_keys", "cases"])
def test_nothing_takes_the_place_of_such_a_row(practice: Practice, table: str) -> None:
    practice.introduce()
    case_id = practice.published()
    practice.sign(practice.request(case_id), "website_gallery")
    with (
        pytest.raises(DBAPIError, match="is there"),
        practice.runtime.engine.begin() as connection,
    ):
        connection.execute(text(f"REPLACE INTO {table} SELECT * FROM {table}"))  # noqa: S608
