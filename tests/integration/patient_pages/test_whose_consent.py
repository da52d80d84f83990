"""A row that was given to another patient keeps nothing public once she withdraws."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from gallery.models import ConsentRecord, Publication
from tests.support.practice import Practice

PAST = {
    "consents": "consents_signed",
    "cases": "cases_hers",
}


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("table", PAST)
def test_one_changed_row_hides_no_consent_from_her_withdrawal(
    practice: Practice, client: FlaskClient, table: str
) -> None:
    practice.introduce()
    case_id, other = practice.case(chart_ref="HERS"), practice.case(chart_ref="OTHER")
    practice.pair(case_id)
    signed = practice.sign(practice.request(case_id), "website_gallery")
    practice.work()
    practice.publish(case_id)
    with practice.runtime.engine.begin() as connection:
        connection.execute(text(f"DROP TRIGGER {PAST[table]}"))
        given = "(SELECT subject_id FROM cases WHERE id = :other)"
        where = f"{'id' if table == 'cases' else 'case_id'} = :case_id"
        change = text(f"UPDATE {table} SET subject_id = {given} WHERE {where}")  # noqa: S608
        connection.execute(change, {"other": other, "case_id": case_id})
    assert client.post(f"/my/{signed.my_token}/withdrawal").status_code == 303
    with practice.runtime.reading() as session:
        assert session.execute(select(ConsentRecord.withdrawn_at)).scalar_one() is not None
        assert session.execute(select(Publication.ended_at)).scalar_one() is not None
