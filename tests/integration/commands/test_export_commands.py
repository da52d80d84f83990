"""``gallery export``: a file for its owner alone, whole or not there."""

import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from fhir.resources.consent import Consent as R5Consent

from gallery.runtime import Runtime
from tests.support.papers import PDF
from tests.support.practice import Practice

Run = Callable[..., Result]


@pytest.fixture
def consent_id(practice: Practice, runtime: Runtime) -> str:
    case_id = practice.case()
    practice.photo(case_id, "before")
    return practice.consent(case_id).id


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "out"
    made.mkdir()
    return made


def test_a_consent_is_written_in_the_form_that_is_asked_for(
    gallery: Run, consent_id: str, folder: Path
) -> None:
    fhir, copy = folder / "consent.json", folder / "signed.pdf"
    result = gallery("export", "consent", consent_id, "--as", "fhir-r5", "--out", fhir)
    assert result.exit_code == 0, result.output
    assert R5Consent.model_validate(json.loads(fhir.read_bytes())).id == consent_id
    assert gallery("export", "consent", consent_id, "--as", "copy", "--out", copy).exit_code == 0
    assert copy.read_bytes() == PDF


def test_a_subjects_file_is_for_its_owner_alone(
    gallery: Run, practice: Practice, consent_id: str, folder: Path
) -> None:
    case_id, out = practice.case(), folder / "her.zip"
    result = gallery("export", "subject", case_id, "--out", out)
    assert result.exit_code == 0, result.output
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    with zipfile.ZipFile(out) as archive:
        assert f"consents/{consent_id}/signed.pdf" in archive.namelist()
        assert archive.namelist()[-1] == "manifest.json"


def test_a_list_is_written_as_a_table(gallery: Run, consent_id: str, folder: Path) -> None:
    out = folder / "consents.csv"
    assert gallery("export", "list", "consents", "--out", out).exit_code == 0
    assert consent_id in out.read_text(encoding="utf-8-sig")


def test_a_file_that_is_there_is_not_written_over(
    gallery: Run, consent_id: str, folder: Path
) -> None:
    out = folder / "kept.json"
    out.write_text("mine")
    result = gallery("export", "consent", consent_id, "--as", "receipt", "--out", out)
    assert (result.exit_code, out.read_text()) == (1, "mine")
    assert "kept.json is there already" in result.output


def test_nothing_is_left_of_an_export_that_failed(
    gallery: Run, runtime: Runtime, folder: Path
) -> None:
    for words in (("consent", "0" * 20, "--as", "copy"), ("subject", "0" * 20)):
        result = gallery("export", *words, "--out", folder / "no")
        assert result.exit_code == 1
        assert "with this id" in result.output
    missing = gallery("export", "list", "cases", "--out", folder / "none" / "a.csv")
    assert (missing.exit_code, "cannot be written" in missing.output) == (1, True)
    assert list(folder.iterdir()) == []
