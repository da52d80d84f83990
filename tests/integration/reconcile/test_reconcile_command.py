"""The command: one line a discrepancy, progress beside it, and an exit status to act on."""

import json

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from gallery.cli import main
from gallery.config import Settings
from gallery.jobs import run_job
from gallery.models import ReconcileRun
from gallery.runtime import OPERATOR
from tests.integration.reconcile.conftest import Installation

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def environment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("instance", "database_url", "queue_url", "secret_key", "data_key", "s3_bucket"):
        monkeypatch.setenv(f"GALLERY_{name.upper()}", str(getattr(settings, name)))
    for name in ("s3_endpoint_url", "s3_access_key_id", "s3_secret_access_key"):
        monkeypatch.setenv(f"GALLERY_{name.upper()}", str(getattr(settings, name)))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["reconcile", *arguments])


def test_a_healthy_installation_gives_status_0_and_says_so(installation: Installation) -> None:
    installation.practice.published()
    result = run()
    assert result.exit_code == 0, result.output
    assert result.stdout == "Bucket, database and ledger agree.\n"
    assert "objects checked in" in result.stderr
    assert "MB/s" in result.stderr


def test_what_is_found_is_a_line_each_and_status_1_until_it_is_repaired(
    installation: Installation,
) -> None:
    case_id = installation.practice.published()
    photo = installation.photos(case_id)[0]
    key = installation.renditions(photo.id)[0].object_key
    installation.runtime.store.delete([key])
    result = run("--quick")
    assert result.exit_code == 1
    assert result.stdout.startswith(f"row_without_object         rendition    {key}  ")
    assert run("--repair").exit_code == 0
    installation.practice.work()
    assert run().stdout == "Bucket, database and ledger agree.\n"


def test_json_is_an_object_a_line_and_the_last_sums_up(installation: Installation) -> None:
    case_id = installation.practice.published()
    photo = installation.photos(case_id)[0]
    installation.flip_a_byte(photo.original_key)
    result = run("--json", "--repair")
    assert result.exit_code == 1
    found, summary = map(json.loads, result.stdout.splitlines())
    assert (found["kind"], found["identity"]) == ("altered_bytes", photo.original_key)
    assert (found["is_repairable"], found["is_repaired"]) == (False, False)
    assert summary["counts"] == {"altered_bytes": 1}
    assert (summary["repaired"], summary["remaining"]) == (0, 1)


def test_the_nightly_job_compares_everything_and_repairs_nothing(
    installation: Installation,
) -> None:
    case_id = installation.practice.published()
    key = installation.photos(case_id)[0].preview_key
    installation.runtime.store.delete([key])
    with installation.runtime.unit_of_work(OPERATOR) as uow:
        job = uow.enqueue("reconcile", {})
    assert run_job(installation.runtime, job.id)
    with installation.runtime.reading() as session:
        report = session.execute(select(ReconcileRun)).scalar_one()
    assert (report.actor, report.is_repair) == ("system", False)
    assert [finding["id"] for finding in report.findings] == [key]
