"""Links by which a recipient leaves a route: one click, no login (RFC 8058), sealed so that nobody can make one up."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import quote

ONE_CLICK = "List-Unsubscribe=One-Click"
"""Value of ``List-Unsubscribe-Post`` and body of the POST that a mail program sends (RFC 8058 §3)."""
PATH = "/unsubscribe"


def unsubscribe_link(public_url: str, key: bytes, alert_id: str) -> str:
    """Give the address that takes the recipient of this alert off its route; it names neither of them."""
    return f"{public_url.rstrip('/')}{PATH}/{quote(alert_id, safe='')}/{seal(key, alert_id)}"


def seal(key: bytes, alert_id: str) -> str:
    """Give the HMAC-SHA256 of an alert's id, 64 hex digits."""
    return hmac.new(key, b"unsubscribe:" + alert_id.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def seal_fits(key: bytes, alert_id: str, given: str) -> bool:
    """Tell whether a seal is that of the alert, in constant time."""
    return hmac.compare_digest(seal(key, alert_id).encode(), given.encode("utf-8", "surrogatepass"))


def asks_one_click(body: bytes) -> bool:
    """Tell whether a POST asks for it (RFC 8058 §3.2), as a form of either encoding."""
    if ONE_CLICK.encode() in body:
        return True
    name, _, value = ONE_CLICK.partition("=")
    lines = [line.strip() for line in body.splitlines()]
    return value.encode() in lines and any(f'name="{name}"'.encode() in line for line in lines)
