"""The one-time code of the first run: proof that who sets up can read the server's console."""

from __future__ import annotations

import secrets
from functools import cache
from ipaddress import ip_address
from urllib.parse import urlsplit

SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
FORWARDED = ("x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via")


@cache
def first_code() -> str:
    """Ten random signs in two groups, the same as long as this process runs."""
    signs = "".join(secrets.choice(SIGNS) for _ in range(10))
    return f"{signs[:5]}-{signs[5:]}"


def fits(typed: str) -> bool:
    """Whether it is the code; case, blanks and the hyphen do not matter."""
    plain = "".join(sign for sign in typed.upper() if sign.isalnum())
    return secrets.compare_digest(plain.encode(), first_code().replace("-", "").encode())


def is_same_machine(address: str | None, headers: dict[str, str]) -> bool:
    """Whether the browser runs on this machine: a loopback address, and no proxy in between.

    `headers` have lower-case names. A page reached under another host name came through a proxy
    or a rebound name, whatever the address says.
    """
    if address is not None and not _is_loopback(address):
        return False
    if any(name in headers for name in FORWARDED):
        return False
    hosts = [f"//{headers.get('host', 'localhost')}", headers.get("origin", "//localhost")]
    return all(_is_loopback(urlsplit(host).hostname or "") for host in hosts)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
