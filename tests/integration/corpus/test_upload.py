"""Real and hostile files through the real upload, to what a visitor's browser receives."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gallery.clinical.views import VIEWS
from gallery.models import Job, Photo
from gallery.runtime import Runtime
from tests.support.pictures import CORPUS, corpus_files, expectations, needs_corpus
from tests.support.practice import Practice, picture_bytes, scopes

pytestmark = [pytest.mark.corpus, needs_corpus]

Upload = Callable[[str, Path], tuple[int, dict[str, str]]]
REFUSALS = {413, 415, 422}


@pytest.fixture
def database_kind() -> str:
    """Decode each file once: what is tested here happens before a row is written."""
    return "sqlite"


@pytest.fixture
def upload(client: FlaskClient, api_token: Callable[..., str]) -> Upload:
    """Return a function that uploads a file and gives the status and the error, if any."""
    bearer = {"Authorization": f"Bearer {api_token('cases:write')}"}

    def send(case_id: str, path: Path) -> tuple[int, dict[str, str]]:
        with path.open("rb") as file:
            answer = client.post(
                f"/api/v1/cases/{case_id}/photos",
                data={"role": "before", "view": "AP", "file": (file, path.name)},
                headers=bearer,
            )
        body = answer.get_json()
        forget(answer)
        return answer.status_code, body.get("error", {})

    return send


def forget(answer: TestResponse) -> None:
    """Close what the test client spooled to disk for a large request."""
    answer.request.input_stream.close()
    answer.request.environ["wsgi.input"].close()
    answer.request.close()


def stored(runtime: Runtime) -> tuple[int, int, int]:
    """Return how many objects, photos and jobs there are."""
    objects = sum(1 for _ in runtime.store.list())
    with Session(runtime.engine) as session:
        photos = session.execute(select(func.count(Photo.id))).scalar_one()
        jobs = session.execute(select(func.count(Job.id))).scalar_one()
    return objects, photos, jobs


def test_every_hostile_file_is_answered_by_name_and_leaves_nothing(
    practice: Practice, runtime: Runtime, upload: Upload
) -> None:
    expected = expectations()
    case_id, wrong, left = practice.case(), [], stored(runtime)
    for path in corpus_files("hostile"):
        before = left
        status, error = upload(case_id, path)
        left = stored(runtime)
        must_refuse = expected[f"hostile/{path.name}"].startswith(("reject 4", "reject 422"))
        if status == 202:
            if must_refuse:
                wrong.append((path.name, "was accepted"))
            continue
        if status not in REFUSALS or len(error["message"]) < 20 or left != before:
            wrong.append((path.name, f"{status} {error} {before} {left}"))
    assert wrong == []
    practice.work()
    with Session(runtime.engine) as session:
        assert set(session.execute(select(Job.state)).scalars()) == {"done"}


def test_hostile_names_are_kept_nowhere(
    practice: Practice, runtime: Runtime, client: FlaskClient, api_token: Callable[..., str]
) -> None:
    names = json.loads((CORPUS / "hostile" / "filenames.json").read_text(encoding="utf-8"))
    listed = names if isinstance(names, list) else [n for group in names.values() for n in group]
    plain = [name if isinstance(name, str) else str(name.get("name", name)) for name in listed]
    case_id, bearer = practice.case(), {"Authorization": f"Bearer {api_token()}"}
    for number, name in enumerate(plain):
        path = practice.picture_file(picture_bytes(5000 + number, 96, 96))
        with path.open("rb") as file:
            data = {"role": "before", "view": "AP", "file": (file, name)}
            answer = client.post(f"/api/v1/cases/{case_id}/photos", data=data, headers=bearer)
            forget(answer)
        assert answer.status_code in {202, 400, 422}, (name, answer.text)
    keys = [found.key for found in runtime.store.list()]
    assert len(keys) >= len(plain)
    assert not any(name in key for name in plain if len(name) > 4 for key in keys)


def published_bytes(practice: Practice, client: FlaskClient, paths: list[Path]) -> Iterator[bytes]:
    """Publish files as pairs, and yield every byte that a visitor can fetch of them."""
    case_id = practice.case()
    for view, path in zip(VIEWS, paths, strict=False):
        before = practice.photo(case_id, "before", view=view, content=path.read_bytes())
        after = practice.photo(case_id, "after", view=view)
        practice.pair_up(case_id, before.id, after.id)
    practice.consent(case_id, scopes=scopes(website_gallery="permit"))
    practice.work()
    practice.publish(case_id)
    item = client.get("/feeds/website/cases.json").get_json()["items"][0]
    yield client.get("/feeds/website/cases.json").data
    yield client.get(item["url"]).data
    published = client.application.extensions["published"]
    for pair in published.case(item["url"].rpartition("/")[2]).pairs:
        for media in pair.before.media:
            for extension in ("avif", "webp", "jpg"):
                answer = client.get(f"/media/{media.key}.{extension}")
                assert answer.status_code == 200
                yield answer.data


def test_r14_no_secret_and_no_place_is_in_any_published_byte(
    practice: Practice, client: FlaskClient, tmp_path: Path
) -> None:
    canaries = [p for p in corpus_files("canary") if p.suffix not in {".tif", ".gif"}]
    located = [path for path in corpus_files("photos") if "_gps" in path.name][:1]
    located += [path for path in corpus_files("heic") if "_gps" in path.name][:1]
    folder = tmp_path / "published"
    folder.mkdir()
    for number, content in enumerate(published_bytes(practice, client, [*canaries, *located])):
        assert b"CANARY" not in content.upper()
        (folder / str(number)).write_bytes(content)
    # Three formats of each, at least; sizes end at those of the smaller photo of a pair.
    assert len(list(folder.iterdir())) > 3 * len([*canaries, *located])
    if shutil.which("exiftool") is None:
        pytest.skip("exiftool is not installed: metadata was searched as bytes only")
    command = ["exiftool", "-a", "-u", "-g1", "-ee3", "-ext", "*", "-r", str(folder)]
    seen = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    assert "CANARY" not in seen.upper()
    assert "GPS" not in seen
    assert "48.858" not in seen
    assert "Credit" in seen
