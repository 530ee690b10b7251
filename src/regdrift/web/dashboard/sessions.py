"""Who is looking: sessions, the tokens that forms carry, and the brake on guessing passwords.

A session lives in this process: a restart signs everybody out, and no copy of the history holds one.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address

from starlette.requests import Request
from starlette.responses import Response

from regdrift.web.dashboard.accounts import Accounts
from regdrift.web.dashboard.settings import Settings

SESSION_HOURS = 12
FAILURES = 5
"""Wrong passwords of one name from one address, after which further ones wait."""
NAME_FAILURES = 30
"""The same of one name from anywhere."""
PEER_FAILURES = 100
"""The same from one address, whatever the names: many people may sit behind it."""
WINDOW = timedelta(minutes=15)
_Counter = tuple[str | None, str | None]
"""(name, address); None for all of them."""
_MOST = 10_000
"""Sessions and counters kept at most; the oldest go first."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks for a page."""

    name: str | None
    """None for somebody who has not signed in."""
    key: str
    """The cookie's value: secret, new for each browser and again at each sign-in."""
    token: str
    """What forms of this browser must carry."""
    fresh: bool
    """True where the browser does not hold the cookie yet."""
    by_proxy: bool = False
    """True where a proxy names the person; signing out happens there."""


class Sessions:
    """The open sessions of one dashboard."""

    def __init__(self, settings: Settings, accounts: Accounts) -> None:
        self._settings = settings
        self._accounts = accounts
        self._secret = secrets.token_bytes(32)
        self._open: OrderedDict[bytes, tuple[str, str | None, datetime]] = OrderedDict()
        self._failures: OrderedDict[_Counter, list[datetime]] = OrderedDict()
        self._lock = threading.Lock()
        self.cookie = "__Host-regdrift" if settings.secure else "regdrift"

    def viewer(self, request: Request) -> Viewer:
        """Give who asks."""
        sent = request.cookies.get(self.cookie, "")
        key = sent if 32 <= len(sent) <= 64 and sent.isascii() else secrets.token_urlsafe(32)
        proxied = self._named_by_proxy(request)
        name = proxied or self._name_of(key)
        token = hmac.new(self._secret, f"{key}\0{name or ''}".encode(), hashlib.sha256).hexdigest()
        return Viewer(name, key, token, fresh=key != sent, by_proxy=proxied is not None)

    def _name_of(self, key: str) -> str | None:
        with self._lock:
            name, stamp, until = self._open.get(_digest(key), ("", None, None))
        if until is None or stamp is None or self._settings.clock() >= until:
            return None
        # A new password, or the end of the account, ends the sessions that the former one opened.
        return name if self._accounts.stamp(name) == stamp else None

    def _named_by_proxy(self, request: Request) -> str | None:
        header = self._settings.proxy_header
        if header is None or request.client is None or not self._trusted(request.client.host):
            return None
        values = request.headers.getlist(header)
        if len(values) != 1:
            return None
        name = values[0].strip()
        return name if name and len(name) <= 200 and name.isprintable() else None

    def _trusted(self, address: str) -> bool:
        try:
            peer = ip_address(address)
        except ValueError:
            return False
        return any(peer in network for network in self._settings.trusted_proxies)

    def peer(self, request: Request) -> str:
        """Give the address that asks: the last one in ``X-Forwarded-For`` that no trusted proxy has, where one asks."""
        address = request.client.host if request.client else ""
        hops = [hop.strip() for line in request.headers.getlist("x-forwarded-for") for hop in line.split(",")]
        while hops and self._trusted(address):
            address = hops.pop()[:64]
        return address

    def sign_in(self, viewer: Viewer, name: str, response: Response) -> None:
        """Open a session under a new key; the former one ends."""
        key, stamp = secrets.token_urlsafe(32), self._accounts.stamp(name)
        with self._lock:
            self._open.pop(_digest(viewer.key), None)
            self._open[_digest(key)] = (name, stamp, self._settings.clock() + timedelta(hours=SESSION_HOURS))
            while len(self._open) > _MOST:
                self._open.popitem(last=False)
        self.hand_over(key, response)

    def sign_out(self, viewer: Viewer, response: Response) -> None:
        """End a session."""
        with self._lock:
            self._open.pop(_digest(viewer.key), None)
        self.hand_over(secrets.token_urlsafe(32), response)

    def hand_over(self, key: str, response: Response) -> None:
        """Give the browser its key."""
        response.set_cookie(
            self.cookie,
            key,
            max_age=SESSION_HOURS * 3600,
            path="/",
            secure=self._settings.secure,
            httponly=True,
            samesite="lax",
        )

    def must_wait(self, name: str, peer: str) -> int:
        """Give for how many seconds no password of this name from this address is looked at; 0 for none."""
        now = self._settings.clock()
        with self._lock:
            waits = [
                (times[-most] + WINDOW - now).total_seconds()
                for key, most in _counters(name, peer)
                if len(times := self._recent(key, now)) >= most
            ]
        return max(0, round(max(waits, default=0)))

    def failed(self, name: str, peer: str) -> None:
        """Count a wrong password."""
        now = self._settings.clock()
        with self._lock:
            for key, most in _counters(name, peer):
                self._failures[key] = [*self._recent(key, now), now][-most:]
                self._failures.move_to_end(key)
            while len(self._failures) > _MOST:
                self._failures.popitem(last=False)

    def _recent(self, key: _Counter, now: datetime) -> list[datetime]:
        return [at for at in self._failures.get(key, []) if now - at < WINDOW]


def _counters(name: str, peer: str) -> tuple[tuple[_Counter, int], ...]:
    """Give what a wrong password counts for, and how many are let through.

    Loopback is where a proxy of this machine stands, in front of everybody: it has no counter of its own.
    """
    known = name.casefold()[:200]
    counters: list[tuple[_Counter, int]] = [((known, peer), FAILURES), ((known, None), NAME_FAILURES)]
    if not _loopback(peer):
        counters.append(((None, peer), PEER_FAILURES))
    return tuple(counters)


def _loopback(peer: str) -> bool:
    try:
        return ip_address(peer).is_loopback
    except ValueError:
        return False


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def token_fits(viewer: Viewer, sent: str) -> bool:
    """Tell whether a form carries the token of the browser that sends it."""
    return hmac.compare_digest(viewer.token.encode(), sent.encode())
