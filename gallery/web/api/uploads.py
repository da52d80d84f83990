"""Files that arrive with a request: on disk while they are used, never longer."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from flask import request
from werkzeug.datastructures import FileStorage

from gallery.errors import EvidenceTooLarge, PictureTooLarge
from gallery.web.api.incoming import refuse_field

_CHUNK_BYTES = 1024 * 1024


def file_parts(names: set[str]) -> dict[str, FileStorage]:
    """Return the files that the request carries by name; none has to be there.

    :raises InvalidInput: a file is repeated, or has a name that is not among ``names``.
    """
    for name in request.files:
        if name not in names:
            refuse_field(name[:60], "There is no such file part.")
        if len(request.files.getlist(name)) > 1:
            refuse_field(name, "Send one file in a request.")
    return dict(request.files.items())


def file_part(name: str) -> FileStorage:
    """Return the one file that the request carries.

    :raises InvalidInput: it is missing, repeated, or there is another file.
    """
    file = file_parts({name}).get(name)
    if file is None:
        refuse_field(name, "Send the file as a part of this name, with a file name.")
    return file


@contextmanager
def spooled(file: FileStorage, limit_bytes: int) -> Iterator[Path]:
    """Keep ``file`` on disk, readable by this process's user alone, for as long as it is used.

    :raises PictureTooLarge: it is over the limit; names the limit.
    :raises InvalidInput: it is empty.
    """
    with tempfile.NamedTemporaryFile(prefix="gallery-upload-") as spool:
        _copy(file, spool, limit_bytes)
        spool.flush()
        yield Path(spool.name)


def content_of(file: FileStorage, name: str, limit_bytes: int) -> bytes:
    """Return the bytes of the document that came as ``name``.

    :raises EvidenceTooLarge: it is over the limit; names the limit.
    :raises InvalidInput: it is empty.
    """
    content = file.stream.read(limit_bytes + 1)
    if len(content) > limit_bytes:
        message = f"The document is over the limit of {limit_bytes} bytes; send a smaller one."
        raise EvidenceTooLarge(message, fields={name: message})
    if not content:
        refuse_field(name, "The file is empty.")
    return content


def _copy(file: FileStorage, target: IO[bytes], limit_bytes: int) -> None:
    length = 0
    while chunk := file.stream.read(_CHUNK_BYTES):
        length += len(chunk)
        if length > limit_bytes:
            break
        target.write(chunk)
    if length > limit_bytes:
        message = f"The file is over the limit of {limit_bytes} bytes; send a smaller one."
        raise PictureTooLarge(message, fields={"file": message})
    if length == 0:
        refuse_field("file", "The file is empty.")
