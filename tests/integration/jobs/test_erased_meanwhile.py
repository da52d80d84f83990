"""A job whose photo was erased is done; one whose original is missing has failed."""

from pathlib import Path

import pytest
from sqlalchemy import select

from gallery.actions.compare_pair import compare_again
from gallery.actions.delete_case import delete_case
from gallery.actions.erase_objects import erase_case
from gallery.actions.request_renditions import request_renditions
from gallery.imaging.specs import Variant
from gallery.jobs import run_job
from gallery.models import Job, Pair
from gallery.runtime import OPERATOR, Runtime
from gallery.storage import ObjectStore
from tests.support.practice import Practice


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
def pair(practice: Practice) -> Pair:
    pair_id = practice.pair(practice.case())
    practice.work()
    with practice.runtime.reading() as session:
        found = session.get_one(Pair, pair_id)
        assert {found.before.state, found.after.state} == {"ready"}
        return found


def asked(runtime: Runtime, kind: str, pair: Pair) -> str:
    """Ask for work on the pair's before or on both; return the job's id."""
    with runtime.unit_of_work(OPERATOR) as uow:
        row = uow.get(Pair, pair.id, "pair")
        if kind == "compare_pair":
            compare_again(uow, pair.id)
        else:
            request_renditions(uow, row.before, Variant.CLEAN)
        queued = select(Job.id).where(Job.kind == kind, Job.state == "queued")
        return uow.session.execute(queued).scalars().one()


def erase(runtime: Runtime, pair: Pair) -> None:
    with runtime.unit_of_work(OPERATOR) as uow:
        delete_case(uow, pair.case_id)
        erase_case(uow, pair.case_id)
    runtime.store.delete([pair.before.original_key, pair.after.original_key])


@pytest.mark.parametrize("kind", ["render_photo", "compare_pair"])
def test_a_case_deleted_while_a_job_begins_leaves_it_nothing_to_do(
    runtime: Runtime, pair: Pair, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    job_id = asked(runtime, kind, pair)
    download = ObjectStore.download

    def late(store: ObjectStore, key: str, path: Path) -> object:
        erase(runtime, pair)
        return download(store, key, path)

    monkeypatch.setattr(ObjectStore, "download", late)
    assert run_job(runtime, job_id)
    with runtime.reading() as session:
        job = session.get_one(Job, job_id)
        assert (job.state, job.error_code) == ("done", None)


@pytest.mark.parametrize("kind", ["render_photo", "compare_pair"])
def test_an_original_that_nobody_erased_is_missed(runtime: Runtime, pair: Pair, kind: str) -> None:
    job_id = asked(runtime, kind, pair)
    runtime.store.delete([pair.before.original_key])
    assert not run_job(runtime, job_id)
    with runtime.reading() as session:
        job = session.get_one(Job, job_id)
        assert (job.state, job.error_code) == ("queued", "original_missing")
