"""The channels: one file each, one shape, one line here.

A new channel is a file with ``send(alert, channel, surroundings) -> Result``, a line in ``SENDERS``, a type in
:mod:`regdrift.model.alert`, and an example test ``tests/notify/channels/test_<name>.py``.
"""

from __future__ import annotations

from regdrift.model.alert import Alert, AppriseChannel, Channel, EmailChannel, FileChannel, WebhookChannel
from regdrift.notify.channels import apprise, email, file, webhook
from regdrift.notify.result import Result, Surroundings

SENDERS = {"email": email, "webhook": webhook, "file": file, "apprise": apprise}
"""Name of each kind of channel, as in ``alerts.yaml``, → its module."""


def send(alert: Alert, channel: Channel, surroundings: Surroundings) -> Result:
    """Send one alert through its channel; what goes wrong is a result, not an exception."""
    match channel:
        case EmailChannel():
            return email.send(alert, channel, surroundings)
        case WebhookChannel():
            return webhook.send(alert, channel, surroundings)
        case FileChannel():
            return file.send(alert, channel, surroundings)
        case AppriseChannel():
            return apprise.send(alert, channel, surroundings)
