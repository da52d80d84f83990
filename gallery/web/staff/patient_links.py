"""Links to a patient's own page: made, shown once, and taken back."""

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from gallery.actions.find_cases import load_case
from gallery.actions.issue_patient_link import issue_patient_link, revoke_patient_links
from gallery.permissions import Permission
from gallery.web.access import current_actor, current_runtime, staff
from gallery.web.staff import case_answer, handover, words
from gallery.web.staff.blueprint import blueprint
from gallery.web.staff.notices import tell


@blueprint.post("/cases/<case_id>/patient-links")
@staff(Permission.RECORD_CONSENTS)
def add_patient_link(case_id: str) -> ResponseReturnValue:
    """Make a link to the patient's page, and show it this once."""
    with current_runtime().unit_of_work(current_actor()) as uow:
        case = load_case(uow.session, case_id)
        _, token = issue_patient_link(uow, case.subject_id)
        title = case.title
    link = handover.patient_link(token)
    return render_template("staff/link_made.html", case_id=case_id, case_title=title, link=link)


@blueprint.post("/cases/<case_id>/patient-links/revocation")
@staff(Permission.RECORD_CONSENTS)
def revoke_links(case_id: str) -> ResponseReturnValue:
    """Take back every link to the patient's page, of whatever case it was given out for."""
    with current_runtime().unit_of_work(current_actor()) as uow:
        count = revoke_patient_links(uow, load_case(uow.session, case_id).subject_id)
    tell(f"{words.count(count, 'link')} taken back. Give the patient a new one.")
    return redirect(case_answer.place(case_id, "consents"))
