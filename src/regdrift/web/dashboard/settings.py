"""What a dashboard is told when it starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from regdrift.clock import Clock

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Settings:
    """One dashboard over one history."""

    database: Path
    users: Path
    """The file of local users; it need not exist."""
    clock: Clock
    hosts: frozenset[str] = LOOPBACK_NAMES
    """Names by which the dashboard may be asked for, without port: others are refused (DNS rebinding)."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Practice id → its name."""
    practices: Path | None = None
    """The file of practices, for their outlook."""
    read_only: bool = False
    """True for a copy: no page offers to write, and nothing can be written."""
    private: bool = False
    """True where reading needs a person who has signed in, too."""
    secure: bool = False
    """True where people come by https: cookies are for https only then."""
    proxy_header: str | None = None
    """Header in which a proxy names the person who has signed in there."""
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    """Peers whose header is believed; anyone else's is ignored."""
