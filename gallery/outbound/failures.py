"""What can go wrong with a request to somebody else's server."""

from gallery.errors import GalleryError


class OutboundFailed(GalleryError):
    """Report a request that got no answer: ``unreachable``, ``timed_out`` or ``tls_failed``."""

    code = "outbound_failed"


def unreachable(host: str, why: str) -> OutboundFailed:
    """Return the error for a host that is unknown, closed or speaks no HTTP."""
    return OutboundFailed(
        f"{host} {why}. Check the address, or try again later.", code="unreachable"
    )


def timed_out(host: str, seconds: float) -> OutboundFailed:
    """Return the error for a host that was too slow in connecting or answering."""
    return OutboundFailed(
        f"{host} did not finish answering within {seconds:g} seconds. Try again later.",
        code="timed_out",
    )


def tls_failed(host: str) -> OutboundFailed:
    """Return the error for a certificate that does not prove the host, or no TLS at all."""
    return OutboundFailed(
        f"{host} has no valid TLS certificate for its name. Renew or correct the certificate.",
        code="tls_failed",
    )
