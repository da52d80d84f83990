"""The installation: the sites that embed feeds, and what the checks found."""

from datetime import datetime
from typing import Self

from flask import Response
from pydantic import BaseModel, ConfigDict, Field

from gallery.actions.manage_sites import list_sites
from gallery.actions.read_reconcile import last_runs
from gallery.models import Site
from gallery.permissions import Permission
from gallery.web.access import api, current_runtime
from gallery.web.api.blueprint import blueprint
from gallery.web.api.document import described
from gallery.web.api.incoming import Incoming, query_of
from gallery.web.api.once import reply

_TAG = "Installation"


class WebhookAnswer(BaseModel):
    """How a site is told of changes; its secrets are never told."""

    url: str
    has_secret: bool
    is_rotating: bool = Field(description="Messages are signed with two secrets")
    disabled_at: datetime | None = Field(description="When the site said 410 and was not told on")


class SiteAnswer(BaseModel):
    """A site that embeds the gallery."""

    key: str
    name: str
    origins: list[str]
    channels: list[str]
    pages: list[str] = Field(description="Looked at after a withdrawal")
    webhook: WebhookAnswer | None
    created_at: datetime

    @classmethod
    def of(cls, row: Site) -> Self:
        """Return a site as the API tells it."""
        return cls(
            key=row.key,
            name=row.name,
            origins=row.origins,
            channels=row.channels,
            pages=row.pages,
            webhook=_webhook(row),
            created_at=row.created_at,
        )


class SiteListAnswer(BaseModel):
    """Every site, by its key."""

    sites: list[SiteAnswer]


class RunAnswer(BaseModel):
    """One comparison of bucket, database and ledger."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    started_at: datetime
    finished_at: datetime
    actor: str
    is_repair: bool
    counts: dict[str, int] = Field(description="How many of each kind of fault")
    findings: list[dict[str, str]]


class RunListAnswer(BaseModel):
    """Comparisons, newest first."""

    reconcile_runs: list[RunAnswer]


class RunFilters(Incoming):
    """How many to list."""

    limit: int = Field(default=10, ge=1, le=100)


@blueprint.get("/sites")
@api(Permission.MANAGE_SETTINGS)
@described(tag=_TAG, scope=Permission.MANAGE_SETTINGS, answer=SiteListAnswer)
def list_embedding_sites() -> Response:
    """List the sites, and how each is told of changes."""
    with current_runtime().reading() as session:
        return reply(SiteListAnswer(sites=[SiteAnswer.of(row) for row in list_sites(session)]))


@blueprint.get("/reconcile-runs")
@api(Permission.VIEW_AUDIT)
@described(tag=_TAG, scope=Permission.VIEW_AUDIT, query=RunFilters, answer=RunListAnswer)
def list_reconcile_runs() -> Response:
    """List what comparisons of bucket, database and ledger found, newest first."""
    asked = query_of(RunFilters)
    with current_runtime().reading() as session:
        runs = [RunAnswer.model_validate(row) for row in last_runs(session, asked.limit)]
        return reply(RunListAnswer(reconcile_runs=runs))


def _webhook(row: Site) -> WebhookAnswer | None:
    if row.webhook_url is None:
        return None
    return WebhookAnswer(
        url=row.webhook_url,
        has_secret=row.webhook_secret_encrypted is not None,
        is_rotating=row.webhook_previous_secret_encrypted is not None,
        disabled_at=row.webhook_disabled_at,
    )
