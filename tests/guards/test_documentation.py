"""What a reader may look up is written down: settings, permissions, error codes, commands."""

import ast
import re
from collections.abc import Iterator
from dataclasses import Field, fields
from pathlib import Path

import click
import pytest

from gallery import errors
from gallery.cli import main
from gallery.config import Settings
from gallery.jobs.handlers import HANDLERS
from gallery.permissions import Permission, Role

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def everything() -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted(DOCS.rglob("*.md")))


def raised_codes() -> Iterator[str]:
    """Yield every stable code that the product's own modules give to an error."""
    for kind in vars(errors).values():
        if isinstance(kind, type) and issubclass(kind, errors.GalleryError):
            yield kind.code
    for path in (ROOT / "gallery").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "code":
                yield from _text(node.value)


def _text(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def commands(group: click.Group, before: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}"


@pytest.mark.parametrize("setting", fields(Settings), ids=lambda setting: setting.name)
def test_every_setting_is_documented(setting: Field[object]) -> None:
    default = "" if setting.default in {"", ()} else str(setting.default)
    row = f"| `GALLERY_{setting.name.upper()}` | {default} | {setting.metadata['doc']} |"
    assert row in page("configuration.md")


@pytest.mark.parametrize("permission", list(Permission))
def test_every_permission_is_documented(permission: Permission) -> None:
    assert f"`{permission.value}`" in page("http-api.md")


@pytest.mark.parametrize("role", list(Role))
def test_every_role_is_documented(role: Role) -> None:
    assert role.value in page("staff-guide.md").lower()


@pytest.mark.parametrize("code", sorted(set(raised_codes())))
def test_every_error_code_is_documented(code: str) -> None:
    assert f"`{code}`" in everything()


@pytest.mark.parametrize("command", sorted(commands(main)))
def test_every_command_is_documented(command: str) -> None:
    assert f"`gallery {command}" in page("operations.md")


@pytest.mark.parametrize("kind", sorted(HANDLERS))
def test_every_kind_of_job_is_documented(kind: str) -> None:
    assert f"`{kind}`" in page("jobs.md")


def test_every_page_is_listed_and_every_link_leads_somewhere() -> None:
    index = page("README.md")
    for path in DOCS.glob("*.md"):
        assert path.name == "README.md" or f"({path.name})" in index, path.name
    for path in [*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "SECURITY.md"]:
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_tests_that_the_security_page_names_exist() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))
    for name in re.findall(r"`(test_[a-z0-9_]+?)_?\*?`", page("security.md") + page("consent.md")):
        assert f"def {name}" in source, name


def test_no_file_names_the_folder_that_it_was_written_in() -> None:
    suffixes = {".py", ".md", ".html", ".css", ".js", ".toml", ".txt", ".json"}
    skipped = {".venv", "node_modules", ".git", "instance"}
    for path in ROOT.rglob("*"):
        if path.suffix in suffixes and path.is_file() and not skipped & set(path.parts):
            assert str(ROOT) not in path.read_text(encoding="utf-8"), path


def test_no_file_names_where_packages_are_fetched_from() -> None:
    vendored = ROOT / "gallery" / "static" / "vendor" / "signature_pad"
    locks = [ROOT / "benchmarks" / "peers", ROOT / "tests" / "browser", vendored]
    for lock in (folder / "package-lock.json" for folder in locks):
        assert '"resolved"' not in lock.read_text(encoding="utf-8"), lock
    for requirements in [*ROOT.glob("requirements*.txt"), *ROOT.glob("*/requirements.txt")]:
        assert "://" not in requirements.read_text(encoding="utf-8"), requirements
