"""Which IP addresses are public, so that a request made for somebody cannot reach inside.

The blocks are those of the IANA registries of special-purpose addresses (RFC 6890 and its
updates), written out: what ``ipaddress`` calls global differs between versions of Python.
"""

import ipaddress
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

_BLOCKS: dict[str, tuple[str, ...]] = {
    "a loopback address": ("127.0.0.0/8", "::1/128"),
    "a private address": ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"),
    "a link-local address": ("169.254.0.0/16", "fe80::/10"),
    "an address shared behind a carrier's NAT": ("100.64.0.0/10",),
    "a multicast address": ("224.0.0.0/4", "ff00::/8"),
    # Public by its number, answered by the host alone: a virtual machine's platform on Azure.
    # https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
    "a cloud platform's own address": ("168.63.129.16/32",),
    "an unspecified address": ("0.0.0.0/8", "::/128"),
    "an address for documentation": (
        "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20",
    ),
    "a reserved address": (
        "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4", "2001::/23",
    ),
}  # fmt: skip
_REFUSED: tuple[tuple[IPv4Network | IPv6Network, str], ...] = tuple(
    (ipaddress.ip_network(block), kind) for kind, blocks in _BLOCKS.items() for block in blocks
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")  # the only part of IPv6 given out so far (RFC 4291)
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052


def refusal_of(address: str) -> str | None:
    """Say what kind of address nothing may be sent to; None if it is public and unicast.

    :raises ValueError: ``address`` is no IP address.
    """
    found = ipaddress.ip_address(address)
    carried = _carried(found) if isinstance(found, IPv6Address) else None
    if carried is not None:
        return refusal_of(str(carried))
    for block, kind in _REFUSED:
        if found in block:
            return kind
    if isinstance(found, IPv6Address) and found not in _GLOBAL_UNICAST:
        return "a reserved address"
    return None


def _carried(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 address stands for: mapped, 6to4 or NAT64."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
