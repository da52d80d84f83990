"""A row that was given to another patient keeps nothing public once she withdraws."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from gallery.actions.issue_patient_link import issue_patient_link
from gallery.models import Case, ConsentRecord, Publication
from gallery.runtime import OPERATOR
from tests.support.practice import Practice

PAST = {
    "consents": "consents_signed",
    "cases": "cases_hers",
}


def given_to(practice: Practice, table: str, case_id: str, other: str) -> str:
    """Give a case, or its consent, to the patient of another; return a token of that one's page."""
    with practice.runtime.engine.begin() as connection:
        connection.execute(text(f"DROP TRIGGER {PAST[table]}"))
        given = "(SELECT subject_id FROM cases WHERE id = :other)"
        where = f"{'id' if table == 'cases' else 'case_id'} = :case_id"
        change = text(f"UPDATE {table} SET subject_id = {given} WHERE {where}")  # noqa: S608
        connection.execute(change, {"other": other, "case_id": case_id})
    whose = select(Case.subject_id).where(Case.id == other)
    with practice.runtime.unit_of_work(OPERATOR) as uow:
        _, token = issue_patient_link(uow, uow.session.execute(whose).scalar_one())
    return token


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
    token = given_to(practice, table, case_id, other)
    copy = client.get(f"/my/{token}/consents/{signed.consent_id}/copy")
    assert copy.status_code == 404, "nor does it show the document to the other"
    assert client.post(f"/my/{signed.my_token}/withdrawal").status_code == 303
    with practice.runtime.reading() as session:
        assert session.execute(select(ConsentRecord.withdrawn_at)).scalar_one() is not None
        assert session.execute(select(Publication.ended_at)).scalar_one() is not None
