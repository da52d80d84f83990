"""Addresses of public things, relative for pages and absolute for other sites."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from flask import current_app, request, url_for


def site_root() -> str:
    """Return the address of this installation, without a final slash.

    The configured address is preferred: the Host header is the visitor's claim.
    """
    configured = current_app.config.get("PUBLIC_BASE_URL")
    return str(configured or request.url_root).rstrip("/")


def absolute(path: str) -> str:
    """Return the absolute address of a path of this installation."""
    return site_root() + path


def case_path(slug: str) -> str:
    """Return the path of a case's page; built by hand, as a page of the gallery has many."""
    return f"{request.root_path}/cases/{quote(slug, safe='')}"


def media_prefix() -> str:
    """Return what stands before a media key; built by hand, as every size has one."""
    return f"{request.root_path}/media/"


def with_query(path: str, parameters: Mapping[str, str | int | None]) -> str:
    """Return the path with the parameters that have a value, in the order given."""
    present = {name: value for name, value in parameters.items() if value not in {None, ""}}
    return f"{path}?{urlencode(present)}" if present else path


def procedure_path(slug: str) -> str:
    """Return the path of a procedure's page."""
    return url_for("public.procedure", slug=slug)
