"""Every failure of the product, with a name and a stable code.

Messages are safe for anyone to read: no patient data, no paths, no library text. An error never
carries an HTTP status; the web boundary maps kinds to statuses.
"""

from collections.abc import Mapping


class GalleryError(Exception):
    """Report a failure that the product expects and can explain."""

    code = "gallery_error"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        """Keep ``message`` for the reader; ``code`` narrows the class's own code."""
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code


class InvalidInput(GalleryError):
    """Report input that cannot be used; ``fields`` maps each field to what to do about it."""

    code = "invalid_input"

    def __init__(
        self, message: str, *, fields: Mapping[str, str] | None = None, code: str | None = None
    ) -> None:
        """Keep ``fields`` as field name to message."""
        super().__init__(message, code=code)
        self.fields = dict(fields or {})


class PictureRejected(InvalidInput):
    """Report a picture that was readable as a file but must not be used."""

    code = "picture_rejected"


class PictureTooLarge(PictureRejected):
    """Report a picture over a limit of bytes, pixels, scans, time or memory."""

    code = "picture_too_large"


class PictureTypeUnsupported(PictureRejected):
    """Report content that is none of the accepted picture formats."""

    code = "picture_type_unsupported"


class PictureDamaged(PictureRejected):
    """Report a picture whose data is truncated or broken."""

    code = "picture_damaged"


class EvidenceTooLarge(InvalidInput):
    """Report a document over the limit of bytes."""

    code = "evidence_too_large"


class ImagingUnavailable(GalleryError):
    """Report a picture that could not be processed now, through no fault of its own."""

    code = "imaging_unavailable"


class NotFound(GalleryError):
    """Report an id that names nothing."""

    code = "not_found"


class Gone(GalleryError):
    """Report something that was public and no longer is."""

    code = "gone"


class Conflict(GalleryError):
    """Report an action that the present state does not allow."""

    code = "conflict"


class Overtaken(GalleryError):
    """Report work whose subject was erased meanwhile: nothing is left to do, and nothing failed."""

    code = "overtaken"


class PartlyDone(GalleryError):
    """Report work on many things that failed for some of them and is done for the rest."""

    code = "partly_done"


class NotAuthenticated(GalleryError):
    """Report a missing, wrong or expired proof of identity."""

    code = "not_authenticated"


class NotPermitted(GalleryError):
    """Report an identity without the permission needed."""

    code = "not_permitted"


class TooManyAttempts(GalleryError):
    """Report a throttled action; ``retry_after_seconds`` tells when to try again."""

    code = "too_many_attempts"

    def __init__(self, message: str, *, retry_after_seconds: int) -> None:
        """Keep the delay in whole seconds."""
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class StorageUnavailable(GalleryError):
    """Report an object store that did not answer or refused."""

    code = "storage_unavailable"


class ConfigurationError(GalleryError):
    """Report a setting that is missing or wrong, by its name."""

    code = "configuration_error"
