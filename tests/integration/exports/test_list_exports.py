"""Lists for the practice's own work: how things stand, and nobody's name."""

import csv
import hashlib
import io
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from gallery.actions.export_lists import ListKind, export_lists
from gallery.clock import utc_now
from gallery.errors import InvalidInput
from gallery.models import LedgerEvent
from gallery.runtime import OPERATOR, Runtime
from tests.integration.exports.conftest import CHART_REF, SIGNER, Signed
from tests.support.practice import Practice, scopes

Sign = Callable[..., Signed]
Events = Callable[[str], list[LedgerEvent]]


def listed(runtime: Runtime, kind: str) -> list[dict[str, str]]:
    content = export_lists(runtime, OPERATOR, kind).content
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_lists_tell_how_things_stand(runtime: Runtime, practice: Practice, sign: Sign) -> None:
    withdrawn, active = sign(), sign("website_gallery", "social:instagram")
    practice.publish(withdrawn.case_id)
    practice.withdraw(withdrawn.consent_id)
    standing = {row["consent"]: row["standing"] for row in listed(runtime, "consents")}
    assert standing == {withdrawn.consent_id: "withdrawn", active.consent_id: "active"}
    permits = {row["consent"]: row["permits"] for row in listed(runtime, "consents")}
    assert permits[active.consent_id] == "social:instagram website_gallery"
    assert {row["case"] for row in listed(runtime, "cases")} == {withdrawn.case_id, active.case_id}
    (own,) = (row for row in listed(runtime, "takedowns") if row["surface"] == "origin")
    assert (own["case"], own["state"], own["is_late"]) == (withdrawn.case_id, "pending", "no")


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_withdrawn_channel_is_not_listed_as_permitted(
    runtime: Runtime, practice: Practice, sign: Sign
) -> None:
    signed = sign("website_gallery", "social:instagram")
    practice.withdraw(signed.consent_id, "social:instagram")
    (row,) = listed(runtime, "consents")
    assert (row["standing"], row["permits"]) == ("active", "website_gallery")
    assert row["withdrawn_channels"] == "social:instagram"
    assert datetime.fromisoformat(row["channels_withdrawn_at"]) <= utc_now()
    assert row["withdrawn_at"] == ""
    practice.withdraw(signed.consent_id, "website_gallery")
    (row,) = listed(runtime, "consents")
    assert (row["standing"], row["permits"]) == ("withdrawn", "")
    assert row["withdrawn_at"] == max(row["channels_withdrawn_at"].split())


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_what_is_not_in_force_is_listed_as_nothing(runtime: Runtime, practice: Practice) -> None:
    case_id = practice.case()
    practice.pair(case_id)
    practice.consent(case_id, effective_from=utc_now() + timedelta(days=3))
    practice.consent(case_id, scopes=scopes(print="deny"))
    told = {(row["permits"], row["denies"]) for row in listed(runtime, "consents")}
    assert told == {("", ""), ("", "print")}


def test_r13_lists_name_nobody_and_are_on_record(
    runtime: Runtime, practice: Practice, sign: Sign, events: Events
) -> None:
    practice.withdraw(sign().consent_id)
    for kind in ListKind:
        made = export_lists(runtime, OPERATOR, kind)
        text = made.content.decode("utf-8-sig")
        assert not [word for word in (*SIGNER.split(), CHART_REF) if word in text]
        event = events("list.exported")[-1]
        assert event.details["sha256"] == hashlib.sha256(made.content).hexdigest()
        assert made.file_name.startswith(kind.value)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_list_that_there_is_not_is_refused(runtime: Runtime, events: Events) -> None:
    with pytest.raises(InvalidInput) as refused:
        export_lists(runtime, OPERATOR, "patients")
    assert (refused.value.code, set(refused.value.fields)) == ("unknown_export", {"kind"})
    assert events("list.exported") == []
