"""Where a request comes from, as limits count it."""

import ipaddress

from django.conf import settings


def source_of(peer: str, forwarded: str) -> str:
    """The network address of the sender. Behind `TRUSTED_PROXIES` proxies, each of which adds its peer to
    X-Forwarded-For, it is that many places from the end of `forwarded`; what stands before was written by anybody. Of an
    IPv6 address the network (/64), which one sender has to itself.
    """
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    known = settings.TRUSTED_PROXIES
    text = hops[-known] if 0 < known <= len(hops) else peer
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return peer
    if isinstance(address, ipaddress.IPv6Address) and not address.ipv4_mapped:
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(getattr(address, "ipv4_mapped", None) or address)
