"""Alerts → people and systems: events, routes, composed messages, delivery through the outbox."""

from regdrift.notify.compose import compose_mail, compose_webhook, sign
from regdrift.notify.digests import bundle_digest, digest_due, gather_digests
from regdrift.notify.dispatch import DeliveryReport, Outbox, SampleReport, deliver_due, send_sample
from regdrift.notify.events import AlertEvent, change_event, source_event, sources_event, work_event
from regdrift.notify.routing import route_alerts

__all__ = [
    "AlertEvent",
    "DeliveryReport",
    "Outbox",
    "SampleReport",
    "bundle_digest",
    "change_event",
    "compose_mail",
    "compose_webhook",
    "deliver_due",
    "digest_due",
    "gather_digests",
    "route_alerts",
    "send_sample",
    "sign",
    "source_event",
    "sources_event",
    "work_event",
]
