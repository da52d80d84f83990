"""Jobs: what is being done in the background, what failed, and trying it again."""

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gallery.actions.find_cases import jobs_of, load_case
from gallery.actions.retry_job import retry_job as retry
from gallery.errors import Conflict
from gallery.permissions import Permission
from gallery.web.access import current_actor, current_runtime, staff
from gallery.web.staff import progress, words
from gallery.web.staff.blueprint import blueprint
from gallery.web.staff.destinations import same_site_path
from gallery.web.staff.notices import tell, warn

LISTED = 200


@blueprint.get("/jobs")
@staff(Permission.VIEW_CASES)
def jobs() -> ResponseReturnValue:
    """List jobs, newest first."""
    asked = request.args.get("state", "")
    state = asked if asked in words.JOB_STATES else None
    with current_runtime().reading() as session:
        found = jobs_of(session, state=state, limit=LISTED)
        failed = len(jobs_of(session, state="failed", limit=LISTED))
        rows = tuple(progress.job_row(job) for job in found)
    return render_template("staff/jobs.html", rows=rows, state=state or "", failed=failed)


@blueprint.post("/jobs/<job_id>/retry")
@staff(Permission.MANAGE_JOBS)
def retry_job(job_id: str) -> ResponseReturnValue:
    """Try a failed job again."""
    try:
        with current_runtime().unit_of_work(current_actor()) as uow:
            retry(uow, job_id)
    except Conflict as error:
        warn(error.message)
    else:
        tell("The job is tried again.")
    return redirect(same_site_path(request.form.get("onward")) or url_for("staff.jobs"))


@blueprint.get("/cases/<case_id>/progress")
@staff(Permission.VIEW_CASES)
def case_progress(case_id: str) -> ResponseReturnValue:
    """Tell a script how far the work on a case is."""
    with current_runtime().reading() as session:
        case = load_case(session, case_id)
        work, photos = progress.of_case(session, case), progress.photo_states(case.photos)
    return jsonify(
        {
            "is_running": work.is_running,
            "photos_ready": work.photos_ready,
            "photos_total": work.photos_total,
            "summary": work.summary,
            "photos": photos,
        }
    )
