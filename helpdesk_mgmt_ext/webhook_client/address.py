# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which addresses a webhook may reach: it must not become a door into the network."""

import ipaddress
from urllib.parse import urlsplit

#: Services of cloud providers that hand out credentials and are not link-local.
METADATA = {
    ipaddress.ip_address(text)
    for text in ("fd00:ec2::254", "100.100.100.200", "168.63.129.16", "192.0.0.192")
}
NAT64 = ipaddress.ip_network("64:ff9b::/96")
COMPATIBLE = ipaddress.ip_network("::/96")  # ::a.b.c.d, long obsolete
SITE_LOCAL = ipaddress.ip_network("fec0::/10")
THIS_NETWORK = ipaddress.ip_network("0.0.0.0/8")


def refusal(address, allow_private=False):
    """Return why ``address`` must not be connected to, or None if it may.

    :param address: an IP address, as text
    :param allow_private: whether loopback and private networks may be reached
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    for candidate in _meant(ip):
        reason = _refusal(candidate, allow_private)
        if reason:
            return reason
    return None


def _meant(ip):
    """Return the addresses that ``ip`` may lead to: IPv6 can hide one of IPv4."""
    if ip.version == 4:
        return [ip]
    if ip.ipv4_mapped:
        return [ip.ipv4_mapped]
    if ip in NAT64 or (ip in COMPATIBLE and int(ip) > 1):
        return [ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)]
    return [ip, *filter(None, [ip.sixtofour, *(ip.teredo or ())])]


def _refusal(ip, allow_private):
    if ip in METADATA:
        return "metadata"
    if ip.is_unspecified or (ip.version == 4 and ip in THIS_NETWORK):
        return "unspecified"
    if ip.is_link_local or (ip.version == 6 and ip in SITE_LOCAL):
        return "link-local"
    if ip.is_multicast:
        return "multicast"
    if ip.is_global or (allow_private and not _is_reserved(ip)):
        return None
    if _is_reserved(ip):
        return "reserved"
    return "loopback" if ip.is_loopback else "private"


def _is_reserved(ip):
    return ip.is_reserved and not ip.is_loopback


def url_refusal(url, allow_private=False):
    """Return (host, why ``url`` must not be called), as far as can be told offline.

    The reason is None if it may, ``malformed``, ``password``, or one of
    :func:`refusal`. A name's addresses are checked whenever it is called.
    """
    try:
        parts = urlsplit((url or "").strip())
        host, _port = parts.hostname, parts.port
    except ValueError:
        return None, "malformed"
    if not host or parts.scheme not in ("http", "https"):
        return host, "malformed"
    if parts.username or parts.password or parts.fragment:
        return host, "password"
    if host == "localhost" and not allow_private:
        return host, "loopback"
    try:
        return host, refusal(str(ipaddress.ip_address(host)), allow_private)
    except ValueError:
        return host, None
