"""What her page says of where her photos are: shown, being made anew, or put somewhere by hand."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from gallery.actions.keep_evidence import Evidence
from gallery.actions.place_case import place_case
from gallery.actions.report_takedown import report_takedown
from gallery.models import Publication, Takedown
from gallery.runtime import OPERATOR, Runtime
from tests.integration.staff.staff_page import Page
from tests.support.papers import PDF
from tests.support.patient import answers, invited, lay_before, my_token, sign
from tests.support.practice import Practice

Read = Callable[..., Page]
POST = "https://social.example/p/1"


def test_pictures_made_anew_and_copies_by_hand_are_not_nowhere(
    client: FlaskClient, practice: Practice, runtime: Runtime, read: Read
) -> None:
    case_id, token = invited(practice)
    hers = my_token(sign(client, token))
    practice.work()
    practice.publish(case_id)
    with runtime.unit_of_work(OPERATOR) as uow:
        place_case(uow, case_id, "social:instagram", POST, None)
        for row in uow.session.execute(select(Publication)).scalars():
            row.hide()
    page = read(f"/my/{hers}")
    assert "Not shown anywhere now" not in page.text
    assert page.text.count("Pictures are being made, not shown until then: Our website") == 2
    assert f"Social media: Instagram {POST} there since" in " ".join(page.text.split())
    assert "Agreed, pictures are being made" in page.text

    client.post(f"/my/{hers}/withdrawal")
    assert "the practice is to take it down" in read(f"/my/{hers}").text
    with runtime.unit_of_work(OPERATOR) as uow:
        for task in uow.session.execute(select(Takedown)).scalars():
            task.state = "verified_gone"
    assert read(f"/my/{hers}").text.count("Not shown anywhere now") == 2


def test_a_replaced_consent_marks_no_place_as_shown(
    client: FlaskClient, practice: Practice, read: Read
) -> None:
    case_id, token = invited(practice)
    first = read(sign(client, token).headers["Location"])
    practice.work()
    practice.publish(case_id)
    replaced = re.search(r"/consents/([^/]+)/copy", first.html)
    assert replaced is not None
    again = lay_before(practice, case_id, supersedes_id=replaced[1])
    hers = my_token(sign(client, again, **answers()))
    practice.work()
    page = read(f"/my/{hers}")
    _, _, old = page.html.partition("Replaced by a newer")
    places, _, _ = old.partition("</ul>")
    assert "Our website" in places
    assert "mark--shown" not in places
    assert page.html.count("Shown now: Our website") == 2


@pytest.mark.parametrize("proof", [None, Evidence(PDF)], ids=["words", "proof"])
def test_a_report_in_words_alone_is_not_told_as_a_proof(
    client: FlaskClient,
    practice: Practice,
    runtime: Runtime,
    read: Read,
    proof: Evidence | None,
) -> None:
    case_id, token = invited(practice)
    hers = my_token(sign(client, token))
    with runtime.unit_of_work(OPERATOR) as uow:
        place_case(uow, case_id, "social:instagram", POST, None)
    client.post(f"/my/{hers}/withdrawal")
    by_hand = select(Takedown.id).where(Takedown.surface == "social:instagram")
    with runtime.unit_of_work(OPERATOR) as uow:
        task_id = uow.session.execute(by_hand).scalar_one()
        report_takedown(uow, task_id, "Deleted the post.", proof)
    page = read(f"/my/{hers}")
    assert "The practice reports that it removed it by hand" in page.text
    assert ("keeps a picture or document" in page.text) is (proof is not None)
