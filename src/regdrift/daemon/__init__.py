"""The service: checks what is due, delivers alerts, says how it fares."""

from regdrift.daemon.process import Daemon, DaemonSettings

__all__ = ["Daemon", "DaemonSettings"]
