"""The house rules of docs/architecture.md, held by reading the source."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "gallery"
STATE = (
    "config", "db", "models", "queue", "runtime", "storage", "ledger", "checkpoint", "vault",
    "credentials", "outbound", "guards", "foreign",
)  # fmt: skip
PURE = ("errors", "clinical", "consent", "jurisdictions")

#: Part of the product -> the parts of it that it may import; its own part is always allowed.
ALLOWED: dict[str, tuple[str, ...]] = {
    "errors": (),
    "clock": (),
    "permissions": (),
    "config": ("errors",),
    "clinical": ("errors",),
    "jurisdictions": ("errors",),
    "consent": ("errors", "jurisdictions"),
    "publishing": ("errors", "jurisdictions"),
    "documents": ("errors", "consent"),
    "exports": ("errors", "consent"),
    "feeds": ("errors",),
    "imaging": ("errors",),
    "provenance": ("errors", "config"),
    "models": ("errors", "consent"),
    "db": ("errors", "config", "models"),
    "guards": ("foreign",),
    "foreign": ("models",),
    "ledger": ("errors", "db", "models", "checkpoint"),
    "checkpoint": ("errors",),
    "outbound": ("errors",),
    "vault": ("errors",),
    "credentials": ("errors", "config"),
    "storage": ("errors", "config"),
    "queue": ("errors", "config"),
    "runtime": ("clock", "errors", "permissions", *STATE),
    "published": ("clock", *PURE, "publishing", "models", "db", "storage"),
    "actions": (
        "clock",
        "permissions",
        *PURE,
        "publishing",
        "imaging",
        "documents",
        "exports",
        "provenance",
        "published",
        *STATE,
    ),
    "jobs": ("clock", *PURE, "imaging", "actions", *STATE),
    "embedded": ("errors", "config"),
    "demo": ("clock", *PURE, "publishing", "actions", "jobs", *STATE),
    "cli": (
        "clock",
        "permissions",
        *PURE,
        "imaging",
        "actions",
        "jobs",
        "embedded",
        "demo",
        "provenance",
        *STATE,
    ),
    "migrations": ("db", "models"),
    "__main__": ("cli",),
    "__init__": (),
    "web": ("clock", "permissions", *PURE, "publishing", "actions", "published", *STATE),
    "web.staff": ("clock", "permissions", *PURE, "publishing", "imaging", "actions", *STATE),
    "web.api": ("clock", "permissions", *PURE, "publishing", "imaging", "actions", *STATE),
    "web.patient": ("clock", *PURE, "actions", "config", "runtime"),
    "web.public": ("clock", "errors", "published", "feeds"),
}
#: Third-party package -> the only parts that may import it.
OWNERS: dict[str, tuple[str, ...]] = {
    "flask": ("web",),
    "flask_login": ("web",),
    "flask_wtf": ("web",),
    "itsdangerous": ("web",),
    "spectree": ("web",),
    "werkzeug": ("web",),
    "boto3": ("storage",),
    "botocore": ("storage",),
    "huey": ("queue",),
    "redis": ("queue",),
    "psycopg": ("queue",),
    "PIL": ("imaging", "demo", "cli"),
    "pillow_heif": ("imaging",),
    "cv2": ("imaging",),
    "simplejpeg": ("imaging",),
    "pyseccomp": ("imaging",),
    "pypdf": ("imaging",),
    "argon2": ("credentials",),
    "cryptography": ("vault", "checkpoint", "provenance"),
    "c2pa": ("provenance",),
    "phonenumbers": ("publishing",),
    "urllib3": ("outbound",),
    "standardwebhooks": ("outbound",),
    "typst": ("documents",),
    "segno": ("web",),
    "click": ("cli",),
    "alembic": ("db", "migrations"),
    "sqlalchemy": (
        "models", "db", "runtime", "ledger", "published", "actions", "jobs", "migrations", "cli",
        "demo", "web", "guards", "foreign",
    ),
}  # fmt: skip
FORBIDDEN_NAMES = {"utils", "util", "helpers", "common", "services", "constants", "types", "misc"}
LAZY = {PACKAGE / "__init__.py"}
MODULES = sorted(PACKAGE.rglob("*.py"))


def part_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    if parts[0] == "web" and len(parts) > 2:
        return f"web.{parts[1]}"
    return parts[0]


def imports_of(path: Path) -> Iterator[tuple[str, ast.AST]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            base = node.module or ""
            yield from ((f"{base}.{alias.name}" if base == "gallery" else base, node)
                        for alias in node.names)  # fmt: skip


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_one_way(path: Path) -> None:
    part = part_of(path)
    allowed = {part, part.partition(".")[0], *ALLOWED[part]}
    for name, _ in imports_of(path):
        first, _, rest = name.partition(".")
        if first == "gallery" and rest:
            target = rest.split(".")
            wanted = f"web.{target[1]}" if target[0] == "web" and len(target) > 1 else target[0]
            doors = {"web.staff", "web.api", "web.public", "web.patient"}
            if wanted in doors and path.name != "app.py":
                assert wanted == part, f"{part} imports the door {wanted}"
            assert wanted in allowed or wanted.partition(".")[0] in allowed, f"{part}: {name}"
        elif first in OWNERS:
            assert part.partition(".")[0] in OWNERS[first], f"{part} imports {first}"


def test_the_public_door_cannot_reach_a_table_or_an_object() -> None:
    for path in (PACKAGE / "web" / "public").rglob("*.py"):
        for name, _ in imports_of(path):
            assert not name.startswith(
                ("gallery.models", "gallery.storage", "gallery.db", "gallery.actions", "sqlalchemy")
            ), f"{path.name} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_is_small_named_for_its_subject_and_imports_at_the_top(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert path.stem not in FORBIDDEN_NAMES
    if "migrations" not in path.parts:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
    if path in LAZY:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inner = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
            assert not inner, f"{path}: {node.name} imports inside"


def test_broad_handlers_stand_at_the_boundaries_only() -> None:
    # Each case of ``settle_expiries`` is a piece of work of its own, as a job is.
    boundaries = {
        PACKAGE / "jobs" / "runner.py",
        PACKAGE / "runtime.py",
        PACKAGE / "actions" / "settle_expiries.py",
    }
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler) and path not in boundaries:
                name = ast.unparse(node.type) if node.type else "bare"
                assert name not in {"Exception", "BaseException", "bare"}, f"{path}: {name}"


def test_only_config_reads_the_environment_and_only_clock_the_clock() -> None:
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        if part_of(path) not in {"config", "embedded"}:
            assert "os.environ" not in text, path
        if part_of(path) not in {"clock", "migrations"}:
            assert "datetime.now(" not in text, path
            assert ".utcnow(" not in text, path


def test_the_core_can_be_imported_without_flask() -> None:
    parts = {*PURE, "publishing", "feeds", "imaging", "documents", "exports"}
    pure = [p for p in MODULES if part_of(p) in parts]
    assert len(pure) > 20
    for path in pure:
        names = {name.partition(".")[0] for name, _ in imports_of(path)}
        assert not names & {"flask", "sqlalchemy", "boto3"}, path
