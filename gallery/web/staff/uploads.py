"""Uploaded files, from the request to a file that actions can read."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import request
from werkzeug.datastructures import FileStorage

from gallery.actions.add_photo import PhotoUpload
from gallery.clinical.intervals import interval_of
from gallery.clinical.views import VIEWS
from gallery.errors import InvalidInput
from gallery.web.staff import words
from gallery.web.staff.forms import Form, FormReader


def files_sent(name: str) -> list[FileStorage]:
    """Return the files of a field; browsers send an empty one where none was chosen.

    :raises InvalidInput: there is none.
    """
    files = [file for file in request.files.getlist(name) if file.filename]
    if not files:
        message = "Choose at least one file."
        raise InvalidInput(message, fields={name: message})
    return files


@contextmanager
def upload_of(file: FileStorage, form: Form) -> Iterator[PhotoUpload]:
    """Spool one file, and say what staff entered about it.

    :raises InvalidInput: role, view or interval is missing or unknown.
    """
    read = FormReader(form)
    role = read.choice("role", words.ROLES, label="Before or after", needed=True)
    view = read.choice("view", VIEWS, label="View", needed=True)
    identifiability = read.choice(
        "identifiability", words.IDENTIFIABILITY, label="Who can be recognised"
    )
    read.finish()
    interval = interval_of(form.get("interval")) if role == "after" else None
    with tempfile.NamedTemporaryFile(prefix="upload-") as spool:
        file.save(spool)
        spool.flush()
        yield PhotoUpload(Path(spool.name), role or "", view or "", interval, identifiability)
