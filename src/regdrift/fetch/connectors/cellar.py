"""An act of the Union by its CELEX number and language, through CELLAR, the repository of the Publications Office.

Checked against: constructed payloads (written from the service's documentation); never run against the publisher.

Documentation: https://op.europa.eu/en/web/cellar/cellar-data/content-negotiation. No key is needed; EUR-Lex itself
turns programs away. Reuse with attribution under Commission Decision 2011/833/EU; no rate is named, so the source's own
delay is the pace. The text is asked for as XHTML by content negotiation; a consolidated text has a CELEX number of its
own (``02016R0679-20160504``). The publisher's validators make an unchanged text a 304.
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

_SERVICE = "https://publications.europa.eu"
_CELEX = re.compile(r"[0-9CE]\d{4}[A-Z]{1,2}\d{4}(?:R\(\d{2}\))?(?:-\d{8})?")
_LANGUAGES = {
    "bg": "bul", "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "es": "spa", "et": "est",
    "fi": "fin", "fr": "fra", "ga": "gle", "hr": "hrv", "hu": "hun", "it": "ita", "lt": "lit", "lv": "lav",
    "mt": "mlt", "nl": "nld", "pl": "pol", "pt": "por", "ro": "ron", "sk": "slk", "sl": "slv", "sv": "swe",
}  # fmt: skip
_PAGE = re.compile(rb"<(?:\w+:)?html\b", re.IGNORECASE)


class CellarConnector:
    """The text of key ``celex`` in the source's ``language`` (English where none is declared)."""

    OPTION_KEYS: ClassVar[tuple[str, ...]] = ("celex",)

    def plan_requests(self, source: Source) -> tuple[PageRequest, ...]:
        """Give the one request.

        Raises:
            UsageError: where ``celex`` is missing or no CELEX number, or the language none of the Union's.
        """
        celex = require_key(source, "celex")
        language = _LANGUAGES.get(source.language or "en")
        if not _CELEX.fullmatch(celex):
            raise UsageError(f"source {source.id}: the key 'celex' must be a number such as 32016R0679, not {celex!r}")
        if language is None:
            raise UsageError(f"source {source.id}: {source.language!r} is no official language of the Union")
        address = f"{service_address(source, _SERVICE)}/resource/celex/{celex}"
        return (PageRequest(address, "application/xhtml+xml", (("Accept-Language", language),)),)

    def collect(self, getter: PageGetter, source: Source, validators: Validators) -> FetchResult:
        """Fetch the text.

        Raises:
            UsageError: as :meth:`plan_requests`.
        """
        (request,) = self.plan_requests(source)
        said = ("CELLAR", "a text in XHTML (a list of files came instead, or nothing)")
        return accept_text(getter.get(source, request, validators), source, _PAGE, said)


CONNECTOR = CellarConnector()
