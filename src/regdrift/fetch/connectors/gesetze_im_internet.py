"""A federal law or ordinance of Germany from gesetze-im-internet.de, as the XML of its archive.

Checked against: constructed payloads (written from the publisher's gii-norm.dtd); never run against the publisher.

Documentation: https://www.gesetze-im-internet.de/hinweise.html. No key is needed; the texts are official works and free
(§ 5 UrhG); no rate is named, so the source's own delay is the pace. The archive ``xml.zip`` holds one XML file and
pictures; of an archive only the XML is kept. The publisher's validators make an unchanged text a 304.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from dataclasses import replace
from typing import ClassVar

from regdrift.errors import UsageError
from regdrift.fetch.connectors.answers import shape_changed
from regdrift.fetch.connectors.keys import require_key, service_address
from regdrift.fetch.connectors.shape import PageGetter, PageRequest
from regdrift.model.capture import Capture, FetchResult, Validators
from regdrift.model.source import Source

_SERVICE = "https://www.gesetze-im-internet.de"
_LAW = re.compile(r"[a-z0-9_.-]+")
_MOST_BYTES = 64 * 1024 * 1024


class GesetzeImInternetConnector:
    """The text of the key ``law``, the law's name in the site's addresses (``bdsg_2018``)."""

    OPTION_KEYS: ClassVar[tuple[str, ...]] = ("law",)

    def plan_requests(self, source: Source) -> tuple[PageRequest, ...]:
        """Give the one request.

        Raises:
            UsageError: where ``law`` is missing or no such name.
        """
        law = require_key(source, "law")
        if not _LAW.fullmatch(law):
            raise UsageError(f"source {source.id}: the key 'law' must be a name such as bdsg_2018, not {law!r}")
        return (PageRequest(f"{service_address(source, _SERVICE)}/{law}/xml.zip", "application/zip"),)

    def collect(self, getter: PageGetter, source: Source, validators: Validators) -> FetchResult:
        """Fetch the archive and give the XML in it.

        Raises:
            UsageError: as :meth:`plan_requests`.
        """
        (request,) = self.plan_requests(source)
        answer = getter.get(source, request, validators)
        if not isinstance(answer, Capture):
            return answer
        body = _only_xml(answer.body)
        if body is None or b"<dokumente" not in body[:4096]:
            return shape_changed(answer, "gesetze-im-internet.de", "a zip archive with one XML file of 'dokumente'")
        headers = {**answer.headers, "content-type": "application/xml"}
        headers.pop("content-length", None)
        return replace(
            answer, url=source.url or answer.url, headers=headers, body=body, sha256=hashlib.sha256(body).hexdigest()
        )


def _only_xml(body: bytes) -> bytes | None:
    """Give the one XML file of an archive; None where there is none, several, or one larger than 64 MiB."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = [item for item in archive.infolist() if item.filename.lower().endswith(".xml")]
            if len(names) != 1:
                return None
            with archive.open(names[0]) as file:
                found = file.read(_MOST_BYTES + 1)
    # zipfile raises NotImplementedError for a compression it does not know, RuntimeError for an encrypted file.
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        return None
    return found if len(found) <= _MOST_BYTES else None


CONNECTOR = GesetzeImInternetConnector()
