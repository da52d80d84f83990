"""The triggers that keep what was signed: which there should be, and which the database lacks.

Migrations make them; a test compares this list with what the migrations made. Only the owner of
a database can take a trigger away: the database cannot refuse that, so it is looked for.
"""

import re
from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, text

from gallery.foreign import foreign

_SIGNED = (
    "id, receipt_id, case_id, subject_id, template, template_version, language, jurisdiction,"
    " text_sha256, terms, covers_future_photos, signature_method, signing_request_id,"
    " supersedes_id, signed_at, effective_from, expires_on, expires_at, recorded_at, recorded_by,"
    " evidence_key, evidence_sha256, evidence_media_type"
)
_EDITED, _KEPT = "a signed consent is not edited", "a consent is kept"
_WITHDRAWN, _ENDED = "a withdrawal is not taken back", "an ended consent stays ended"
_LATER_END = "OLD.ended_at IS NOT NULL AND (NEW.ended_at IS NULL OR NEW.ended_at > OLD.ended_at)"
_ADDED = "a signed consent is not added to"
_TASK = "id, event_id, case_id, surface, channels, placement_id, created_at"
_PROOF = "state, proof, proof_key, proof_sha256, proof_media_type, finished_by, finished_at"
_ASKED = (
    "id, case_id, subject_id, token_hash, text_id, text_version, language, text_sha256, offer,"
    " supersedes_id, created_at, created_by"
)
_HERS, _SHOWN = "whose it is stays", "what was published stays"
_ENDED_SHOWING = "an ended publication stays ended"
_TAKEN, _MOVED = "a row that is kept is there", "a row that is kept stays"
_IS_SIGNED = (
    "EXISTS (SELECT 1 FROM consents JOIN ledger_events ON ledger_events.case_id = consents.case_id"
    " AND ledger_events.subject_id = consents.id WHERE consents.id = NEW.consent_id"
    " AND ledger_events.action IN ('consent.given', 'consent.renewed'))"
)
_Guard = tuple[str, str, str, str | None, str]
#: Name, event, table, condition and words of those that both databases have.
_EVERYWHERE: tuple[_Guard, ...] = (
    ("consents_keep", "DELETE", "consents", None, _KEPT),
    ("consents_signed", f"UPDATE OF {_SIGNED}", "consents", None, _EDITED),
    (
        "consents_withdrawn",
        "UPDATE OF withdrawn_at",
        "consents",
        "OLD.withdrawn_at IS NOT NULL",
        _WITHDRAWN,
    ),
    ("consents_ended", "UPDATE OF ended_at", "consents", _LATER_END, _ENDED),
    ("scopes_keep", "DELETE", "consent_scopes", None, _KEPT),
    (
        "scopes_signed",
        "UPDATE OF id, consent_id, channel, decision, starts_at, ends_at",
        "consent_scopes",
        None,
        _EDITED,
    ),
    (
        "scopes_withdrawn",
        "UPDATE OF withdrawn_at",
        "consent_scopes",
        "OLD.withdrawn_at IS NOT NULL",
        _WITHDRAWN,
    ),
    ("coverage_keep", "DELETE", "consent_coverage", None, _KEPT),
    ("coverage_signed", "UPDATE", "consent_coverage", None, _EDITED),
    ("takedowns_keep", "DELETE", "takedowns", None, "a takedown is kept"),
    ("takedowns_task", f"UPDATE OF {_TASK}", "takedowns", None, "what is to be cleared stays"),
    (
        "takedowns_proof",
        f"UPDATE OF {_PROOF}",
        "takedowns",
        "OLD.finished_at IS NOT NULL",
        "the proof of a takedown stays",
    ),
    ("texts_keep", "DELETE", "consent_texts", None, "a version of a text is kept"),
    ("texts_fixed", "UPDATE", "consent_texts", None, "a version of a text is not edited"),
    ("checkpoints_keep", "DELETE", "ledger_checkpoints", None, "a checkpoint is kept"),
    ("checkpoints_fixed", "UPDATE", "ledger_checkpoints", None, "a checkpoint is not edited"),
    ("cases_hers", "UPDATE OF id, subject_id", "cases", None, _HERS),
    ("photos_hers", "UPDATE OF id, case_id", "photos", None, _HERS),
    ("patient_links_keep", "DELETE", "patient_links", None, "a link to her page is kept"),
    (
        "patient_links_hers",
        "UPDATE OF id, subject_id, token_hash, created_at, created_by",
        "patient_links",
        None,
        _HERS,
    ),
    ("signing_requests_keep", "DELETE", "signing_requests", None, "what she was asked is kept"),
    ("signing_requests_asked", f"UPDATE OF {_ASKED}", "signing_requests", None, _HERS),
    ("publications_keep", "DELETE", "publications", None, _SHOWN),
    (
        "publications_fixed",
        "UPDATE OF id, case_id, channel, published_at, published_by",
        "publications",
        None,
        _SHOWN,
    ),
    ("publications_ended", "UPDATE OF ended_at", "publications", _LATER_END, _ENDED_SHOWING),
    ("published_photos_keep", "DELETE", "published_photos", None, _SHOWN),
    ("published_photos_fixed", "UPDATE", "published_photos", None, _SHOWN),
    ("media_keys_keep", "DELETE", "media_keys", None, "a public name is kept"),
    ("media_keys_fixed", "UPDATE OF key, published_photo_id", "media_keys", None, _SHOWN),
)
_TABLES = tuple(dict.fromkeys(table for _, _, table, _, _ in _EVERYWHERE))
_PARTS = ("consent_scopes", "consent_coverage")
#: What must be new in a row; SQLite would put it in the place of one that is kept.
_KEYS = {
    "ledger_events": ("position", "id", "hash"),
    "consents": ("id", "receipt_id"),
    "consent_scopes": ("id",),
    "consent_coverage": ("consent_id, kind, value",),
    "takedowns": ("id",),
    "consent_texts": ("id", "text_id, version, language"),
    "ledger_checkpoints": ("position",),
    "cases": ("id",),
    "patient_links": ("id", "token_hash"),
    "signing_requests": ("id", "token_hash"),
    "publications": ("id",),
    "published_photos": ("id",),
    "media_keys": ("key",),
}
_STAY = ("consents", "consent_scopes", "takedowns", "patient_links", "media_keys")
_FUNCTIONS = {
    "refuse_ledger_change": "BEGIN RAISE EXCEPTION 'the ledger is append-only'; END",
    "refuse_change": "BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END",
    "refuse_addition": f"BEGIN IF {_IS_SIGNED} THEN RAISE EXCEPTION '%', TG_ARGV[0]; END IF;"
    " RETURN NEW; END",
}
#: What PostgreSQL sets as it likes when it tells a definition, and the usual that may go unsaid.
_LAYOUT = re.compile(r"[\s()]|for each row")
_ON_TABLE = re.compile(r" ON (\w+) ")


def guards_amiss(connection: Connection) -> list[str]:
    """Return a sentence for each guard that is missing, switched off or not as it should be.

    So for each trigger, rule or policy on the product's tables that is none of the guards.
    """
    is_postgresql = connection.dialect.name == "postgresql"
    wanted, there = _wanted_and_there(connection)
    found = list(_differences(wanted, there))
    role = "SHOW session_replication_role"
    if is_postgresql and connection.execute(text(role)).scalar_one() != "origin":
        found.append("session_replication_role is not origin: no guard is asked.")
    return [*found, *foreign(connection, _places(wanted))]


def put_back(connection: Connection) -> list[str]:
    """Make each guard anew that is missing, switched off or altered; return their names in order.

    What was changed while it was missing stays changed.

    :raises ProgrammingError: SQLAlchemy's; on PostgreSQL only the owner of the tables may.
    """
    is_postgresql = connection.dialect.name == "postgresql"
    wanted, there = _wanted_and_there(connection)
    amiss = [name for name, text in wanted.items() if _plain(there.get(name, "")) != _plain(text)]
    for name in amiss:  # functions stand before the triggers that call them
        if name in _FUNCTIONS:
            made = f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
            connection.execute(text(f"{made} $$ {wanted[name]} $$"))
            continue
        table = _ON_TABLE.search(wanted[name])
        where = f" ON {table[1]}" if is_postgresql and table else ""
        connection.execute(text(f"DROP TRIGGER IF EXISTS {name}{where}"))
        connection.execute(text(wanted[name]))
    return amiss


def _wanted_and_there(connection: Connection) -> tuple[dict[str, str], dict[str, str]]:
    if connection.dialect.name == "postgresql":
        return _wanted_on_postgresql(), _on_postgresql(connection)
    return _wanted_on_sqlite(), _on_sqlite(connection)


def _places(wanted: Mapping[str, str]) -> set[tuple[str, str]]:
    """Return name and table of each trigger: elsewhere the same name is another's."""
    tables = ((name, _ON_TABLE.search(definition)) for name, definition in wanted.items())
    return {(name, table[1]) for name, table in tables if table and name not in _FUNCTIONS}


def _differences(wanted: Mapping[str, str], there: Mapping[str, str]) -> Iterator[str]:
    for name, definition in sorted(wanted.items()):
        if name not in there:
            yield f"{name} is missing or switched off."
        elif _plain(there[name]) != _plain(definition):
            yield f"{name} is another than it should be."


def _plain(definition: str) -> str:
    return _LAYOUT.sub("", definition.lower())


def _on_sqlite(connection: Connection) -> dict[str, str]:
    listed = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    return {row.name: row.sql for row in connection.execute(listed)}


def _on_postgresql(connection: Connection) -> dict[str, str]:
    triggers = text(
        "SELECT tgname AS name, relname AS place, pg_get_triggerdef(pg_trigger.oid, true) AS sql"
        " FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal"
        " AND tgenabled IN ('O', 'A') AND pg_table_is_visible(tgrelid)"
    )
    functions = text(
        "SELECT proname AS name, prosrc AS sql FROM pg_proc WHERE pg_function_is_visible(oid)"
        " AND proname = ANY(:names)"
    )
    places = _places(_wanted_on_postgresql())
    there = connection.execute(triggers)
    found = {row.name: row.sql for row in there if (row.name, row.place) in places}
    made = connection.execute(functions, {"names": list(_FUNCTIONS)})
    return found | {row.name: row.sql for row in made}


def _wanted_on_sqlite() -> dict[str, str]:
    guards = [*_EVERYWHERE, *_inserts_on_sqlite()]
    for verb in ("UPDATE", "DELETE"):
        name, words = f"ledger_refuses_{verb.lower()}", "the ledger is append-only"
        guards.append((name, verb, "ledger_events", None, words))
    return {
        name: f"CREATE TRIGGER {name} BEFORE {event} ON {table}{_when(condition)}"
        f" BEGIN SELECT RAISE(ABORT, '{words}'); END"
        for name, event, table, condition, words in guards
    }


def _inserts_on_sqlite() -> Iterator[_Guard]:
    for table, keys in _KEYS.items():
        taken = " OR ".join((*map(_is_taken, keys), "(rowid = NEW.rowid AND NEW.rowid > 0)"))
        condition = f"EXISTS (SELECT 1 FROM {table} WHERE {taken})"  # noqa: S608 - never executed
        yield f"{table}_taken", "INSERT", table, condition, _TAKEN
    for table in _STAY:
        yield f"{table}_moved", "UPDATE", table, "NEW.rowid IS NOT OLD.rowid", _MOVED
    for table in _PARTS:
        yield f"{table}_added", "INSERT", table, _IS_SIGNED, _ADDED


def _is_taken(key: str) -> str:
    return "(" + " AND ".join(f"{name} = NEW.{name}" for name in key.split(", ")) + ")"


def _wanted_on_postgresql() -> dict[str, str]:
    then = "EXECUTE FUNCTION refuse_change"
    triggers = {
        name: f"BEFORE {event} ON {table} FOR EACH ROW{_when(condition)} {then}('{words}')"
        for name, event, table, condition, words in _EVERYWHERE
    }
    for table in _TABLES:
        words = "this table is not emptied"
        triggers[f"{table}_fill"] = (
            f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {then}('{words}')"
        )
    for table in _PARTS:
        triggers[f"{table}_added"] = (
            f"BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_addition('{_ADDED}')"
        )
    triggers["ledger_append_only"] = (
        "BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger_events FOR EACH STATEMENT"
        " EXECUTE FUNCTION refuse_ledger_change()"
    )
    return _FUNCTIONS | {name: f"CREATE TRIGGER {name} {rest}" for name, rest in triggers.items()}


def _when(condition: str | None) -> str:
    return f" WHEN ({condition})" if condition else ""
