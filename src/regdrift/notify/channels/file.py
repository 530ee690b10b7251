"""Archive: each alert as ``.eml`` and ``.json`` in a folder."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from regdrift.model.alert import Alert, EmailChannel, FileChannel
from regdrift.notify.compose import compose_mail, compose_webhook
from regdrift.notify.result import Delivered, Result, Surroundings, TryAgain

_AS_MAIL = EmailChannel(id="archive", host="localhost", port=25, sender="regdrift@localhost", security="none")


def send(alert: Alert, channel: FileChannel, surroundings: Surroundings) -> Result:
    """Write both files, named by the alert's id; a second delivery replaces the first."""
    folder = Path(channel.folder)
    name = f"{alert.kind}-{alert.id}"
    mail = compose_mail(alert, _AS_MAIL, surroundings.now, surroundings.public_url)
    body = json.loads(compose_webhook(alert, surroundings.now))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / f"{name}.json", json.dumps(body, indent=1, ensure_ascii=False).encode("utf-8", "replace"))
        _write(folder / f"{name}.eml", mail.as_bytes())
    except OSError as error:
        return TryAgain(f"{folder}: {error.strerror or error}", channel_down=True)
    return Delivered(str(folder / f"{name}.eml"))


def _write(path: Path, content: bytes) -> None:
    """Write whole or not at all: a reader never sees half a file."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as target:
        half = Path(target.name)
        try:
            target.write(content)
        except OSError:
            half.unlink(missing_ok=True)
            raise
    half.chmod(0o644)
    half.replace(path)
