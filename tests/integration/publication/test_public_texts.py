"""R13: whatever text the public can read is one that the linter reads."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import JSON, Column, String, select
from sqlalchemy.orm import Session

from gallery import published
from gallery.actions.find_cases import load_case
from gallery.actions.manage_sites import add_site
from gallery.actions.practice_mark import look_on
from gallery.actions.review_case import facts_for_review
from gallery.models import Base, PracticeProfile, Rendition, Site, WebhookDelivery
from gallery.publishing.leaks import KnownIdentifiers
from gallery.publishing.review import names_nobody
from gallery.runtime import OPERATOR, Runtime
from tests.support.practice import Practice, scopes

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

CHANNEL = "social:quillchannel"
#: Some that are known to be public: were one missing, the walk would not look where it should.
SHOWN = {
    "cases.title", "cases.story", "cases.slug", "cases.provider", "practice_profile.name",
    "practice_profile.disclosure", "practice_profile.website_url", "practice_profile.contact_url",
    "practice_profile.channel_marks", "practice_profile.watermark_text", "sites.name", "sites.key",
    "sites.origins", "sites.pages", "publications.channel",
}  # fmt: skip
#: Columns of closed vocabularies, of numbers as JSON, and of what the database never lets change.
CODES = re.compile(
    r"practice_profile\.(accent|locale|jurisdictions|consent_text|watermark_position)"
    r"|cases\.(state|area|laterality|age_band|gender|skin_type)|case_procedures\.procedure"
    r"|photos\.(role|view|interval|identifiability|state|media_type|capture|masks|treated_areas"
    r"|framing)|pairs\.(view|alignment|comparability|hand_checks)|media_keys\.(key|spec)"
    r"|renditions\.(spec|format|source_hash|recipe)|publications\.(variant|age_band|gender"
    r"|skin_type|end_reason|channel|published_by)|(consents|webhook_deliveries|consent_scopes|consent_coverage|ledger_events)\..*"
    r"|.*\.id|.*(_id|_key|_encrypted|_index|sha256|receipt_id)"
)


def free_columns() -> Iterator[tuple[Any, Column[Any]]]:
    """Yield the columns with free text of every table that the public side reads."""
    models: set[Any] = {
        value
        for module in pkgutil.iter_modules(published.__path__, "gallery.published.")
        for value in vars(importlib.import_module(module.name)).values()
        if isinstance(value, type) and issubclass(value, Base) and value is not Base
    }
    for model in sorted({*models, Rendition, WebhookDelivery}, key=lambda each: each.__name__):
        for column in model.__table__.columns:
            is_text = isinstance(column.type, String | JSON)
            if is_text and not CODES.fullmatch(f"{model.__tablename__}.{column.name}"):
                yield model, column


def canary(model: Any, column: Column[Any]) -> str:
    """Return a surname that stands for one column."""
    return re.sub(r"[^a-z]", "", f"quill{model.__name__}{column.name}".lower())


def value_of(name: str, column: Column[Any]) -> object:
    """Return a text with the canary, in the form that the column needs."""
    address = f"https://{name}.test"
    forms: dict[str, object] = {
        "slug": f"{name}-legs", "key": name, "website_url": address, "contact_url": address,
        "webhook_url": f"{address}/hook", "origins": [address], "pages": [address],
        "channels": [CHANNEL],
        "channel_marks": {"social:*": {"mark": "text", "text": name}},
    }  # fmt: skip
    return forms.get(column.name, name)


@pytest.fixture
def case_id(practice: Practice, runtime: Runtime) -> str:
    """Return a public case of a practice each of whose texts holds a canary of its own."""
    with runtime.unit_of_work(OPERATOR) as uow:
        site = add_site(uow, "Some site", ("https://some.test",), channels=(CHANNEL,))
        site.shows_adult, site.webhook_url = True, "https://some.test/hook"
    case_id = practice.case()
    practice.pair(case_id)
    names = {"website_gallery": "permit", CHANNEL.replace(":", "__"): "permit"}
    practice.consent(case_id, scopes=scopes(**names))
    practice.work()
    practice.publish(case_id, "website_gallery", CHANNEL)
    with runtime.unit_of_work(OPERATOR) as uow:
        for model, column in free_columns():
            for row in uow.session.execute(select(model)).scalars():
                if not isinstance(row, Site) or row.id == site.id:
                    setattr(row, column.name, value_of(canary(model, column), column))
        uow.record("practice.changed", fields=[])
    return case_id


def everything_public(client: FlaskClient, session: Session, slug: str, site: str) -> str:
    """Return all that visitors, sites and whoever opens a file can read, in small letters."""
    paths = [
        "/", f"/cases/{slug}", "/procedures/sclerotherapy", "/sitemap.xml", "/robots.txt",
        "/theme.css", f"/feeds/{site}/cases.json", f"/sites/{site}/age",
        "/feeds/website/cases.json",
    ]  # fmt: skip
    answers = [client.get(path) for path in paths]
    pages = "".join(f"{answer.headers}{answer.text}" for answer in answers)
    files = {client.get(path).data for path in re.findall(r"/media/\w+\.jpg", pages)}
    sent = session.execute(select(WebhookDelivery.data)).scalars()
    profile = session.get_one(PracticeProfile, 1)
    drawn = [look_on(profile, channel) for channel in ("website_gallery", CHANNEL)]
    return f"{pages}{[file.decode('latin-1') for file in files]}{[*sent]}{drawn}".lower()


def test_r13_every_text_that_the_public_reads_is_linted(
    practice: Practice, runtime: Runtime, client: FlaskClient, case_id: str
) -> None:
    with runtime.reading() as session:
        case = load_case(session, case_id)
        public = everything_public(client, session, case.slug, "quillsitekey")
        facts = replace(facts_for_review(session, runtime, case), providers=())
    columns = [*free_columns()]
    names = {"quillchannel": "publications.channel"} | {
        canary(model, column): f"{model.__tablename__}.{column.name}" for model, column in columns
    }
    shown = {name for name in names if name in public}
    assert {names[name] for name in shown} >= {
        "cases.provider",
        "sites.key",
        "publications.channel",
    }
    unread = [
        names[name]
        for name in shown
        if not any(
            names_nobody(replace(facts, known=KnownIdentifiers((f"Ada {name}",)), providers=()))
        )
    ]
    assert unread == []
