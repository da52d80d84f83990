"""``gallery texts``: list, show, lint and add consent texts."""

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import Result

from gallery.runtime import Runtime

Run = Callable[..., Result]
ENGLISH = files("gallery.consent").joinpath("texts", "photo-release", "1", "en.toml")


@pytest.fixture
def text_file(tmp_path: Path, runtime: Runtime) -> Path:
    """Return a new version of the product's own text."""
    source = ENGLISH.read_text(encoding="utf-8").replace('version = "1"', 'version = "2"', 1)
    path = tmp_path / "release.toml"
    path.write_text(source, encoding="utf-8")
    return path


def test_a_text_is_added_listed_and_shown_as_it_was_written(gallery: Run, text_file: Path) -> None:
    added = gallery("texts", "add", text_file)
    assert added.exit_code == 0, added.output
    assert "Added photo-release 2 en." in added.output
    assert "photo-release 2 en" in gallery("texts", "list").output
    shown = gallery("texts", "show", "photo-release", "2", "en")
    assert shown.output == text_file.read_text(encoding="utf-8")
    again = gallery("texts", "add", text_file)
    assert (again.exit_code, "cannot be changed" in again.output) == (1, True)


def test_a_text_that_holds_all_that_is_asked_lints_with_status_0(
    gallery: Run, text_file: Path
) -> None:
    result = gallery("texts", "lint", text_file, "--pack", "US-HIPAA", "--pack", "US-CA")
    assert result.exit_code == 0, result.output
    assert "0 element(s) missing of US-HIPAA, US-CA." in result.output


def test_a_missing_element_is_named_with_status_1(gallery: Run, text_file: Path) -> None:
    source = text_file.read_text(encoding="utf-8").replace('"hipaa.information", ', "")
    text_file.write_text(source, encoding="utf-8")
    by_choice = gallery("texts", "lint", text_file)
    named = gallery("texts", "lint", text_file, "--pack", "US-HIPAA")
    for result in (by_choice, named):
        assert result.exit_code == 1, result.output
        assert "missing  US-HIPAA  hipaa.information: " in result.output
    assert gallery("texts", "lint", text_file, "--pack", "US-CA").exit_code == 0


def test_what_is_no_text_is_refused_in_words(gallery: Run, text_file: Path) -> None:
    unknown = gallery("texts", "lint", text_file, "--pack", "XX")
    assert (unknown.exit_code, "'XX' is not known" in unknown.output) == (1, True)
    text_file.write_bytes(b"\xff\xfe")
    for command in ("lint", "add"):
        result = gallery("texts", command, text_file)
        assert (result.exit_code, "UTF-8" in result.output) == (1, True)
    absent = gallery("texts", "show", "photo-release", "9", "en")
    assert (absent.exit_code, "no consent text" in absent.output) == (1, True)
