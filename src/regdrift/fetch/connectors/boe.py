"""A consolidated norm of the Boletín Oficial del Estado, through its open data service.

Checked against: constructed payloads (written from the service's documentation); never run against the publisher.

Documentation: https://www.boe.es/datosabiertos/documentos/APIconsolidada.pdf. No key is needed. Reuse is free with the
source named (https://www.boe.es/informacion/aviso_legal/); no rate is named, so the source's own delay is the pace. The
publisher's validators make an unchanged text a 304.
"""

from __future__ import annotations

import re
from typing import ClassVar

from regdrift.errors import UsageError
from regdrift.fetch.connectors.answers import accept_text
from regdrift.fetch.connectors.keys import require_key, service_address
from regdrift.fetch.connectors.shape import PageGetter, PageRequest
from regdrift.model.capture import FetchResult, Validators
from regdrift.model.source import Source

_SERVICE = "https://www.boe.es"
_NORM = re.compile(r"[A-Z]{2,6}-[A-Za-z]-\d{4}-\d+")
_TEXT = re.compile(rb"<response\b.*?<bloque\b", re.DOTALL)


class BoeConnector:
    """The consolidated text of the key ``norm`` (``BOE-A-2018-16673``)."""

    OPTION_KEYS: ClassVar[tuple[str, ...]] = ("norm",)

    def plan_requests(self, source: Source) -> tuple[PageRequest, ...]:
        """Give the one request.

        Raises:
            UsageError: where ``norm`` is missing or no identifier of the gazette.
        """
        norm = require_key(source, "norm")
        if not _NORM.fullmatch(norm):
            raise UsageError(f"source {source.id}: the key 'norm' must be an id such as BOE-A-2018-16673, not {norm!r}")
        address = f"{service_address(source, _SERVICE)}/datosabiertos/api/legislacion-consolidada/id/{norm}/texto"
        return (PageRequest(address, "application/xml"),)

    def collect(self, getter: PageGetter, source: Source, validators: Validators) -> FetchResult:
        """Fetch the text.

        Raises:
            UsageError: as :meth:`plan_requests`.
        """
        (request,) = self.plan_requests(source)
        said = ("The BOE", "a 'response' in XML with blocks ('bloque')")
        return accept_text(getter.get(source, request, validators), source, _TEXT, said, within=65536)


CONNECTOR = BoeConnector()
