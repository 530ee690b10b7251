"""A code or text in force of Légifrance, through the API of DILA on the platform PISTE.

Checked against: documented payloads (DILA's examples of use: token, consult/legiPart); never run against the publisher.

Documentation: https://piste.gouv.fr. An account is needed; ``client_id`` and ``client_secret`` come from the
environment, are sent with POST, and the token that they give is used for one fetch and never kept. Rates are those of
the account. Licence Ouverte 2.0. The service gives no validators; the text is kept with the fields that are read, so
that equal texts are equal bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar
from urllib.parse import urlencode

from regdrift.errors import UsageError
from regdrift.fetch.connectors.answers import read_json_object, shape_changed
from regdrift.fetch.connectors.keys import read_text_key, require_key, require_secret, service_address
from regdrift.fetch.connectors.listing import as_json, pick, rows_of
from regdrift.fetch.connectors.shape import PageGetter, PageRequest
from regdrift.model.capture import Capture, FetchResult, Validators
from regdrift.model.source import Source

_SERVICE = "https://api.piste.gouv.fr"
_TOKENS = "https://oauth.piste.gouv.fr"
_PUBLISHER = "Légifrance"
_WHERE = "https://piste.gouv.fr"
_TEXT = re.compile(r"(?:LEGI|JORF)TEXT\d{12}")
_KEPT = ("cid", "content", "dateDebut", "dateFin", "etat", "id", "num")


class LegifranceConnector:
    """The text of the key ``text``; ``client_id``, ``client_secret``; ``tokens`` (where tokens come from)."""

    OPTION_KEYS: ClassVar[tuple[str, ...]] = ("text", "client_id", "client_secret", "tokens")

    def plan_requests(self, source: Source) -> tuple[PageRequest, ...]:
        """Give the request for a token; the text is asked for with it.

        Raises:
            UsageError: where a key is missing or wrong.
        """
        text = require_key(source, "text")
        if not _TEXT.fullmatch(text):
            message = f"source {source.id}: the key 'text' must be an id such as LEGITEXT000006070987, not {text!r}"
            raise UsageError(message)
        given = {
            "grant_type": "client_credentials",
            "client_id": require_secret(source, "client_id", _WHERE),
            "client_secret": require_secret(source, "client_secret", _WHERE),
            "scope": "openid",
        }
        kind = (("Content-Type", "application/x-www-form-urlencoded"),)
        address = f"{(read_text_key(source, 'tokens') or _TOKENS).rstrip('/')}/api/oauth/token"
        return (PageRequest(address, "application/json", kind, urlencode(given).encode()),)

    def collect(self, getter: PageGetter, source: Source, validators: Validators) -> FetchResult:
        """Fetch a token, then the text as it stands on the day of the fetch.

        Raises:
            UsageError: as :meth:`plan_requests`.
        """
        (request,) = self.plan_requests(source)
        granted = getter.get(source, request, Validators())
        if not isinstance(granted, Capture):
            return granted
        token = (read_json_object(granted) or {}).get("access_token")
        if not isinstance(token, str) or not token:
            return shape_changed(granted, _PUBLISHER, "an 'access_token'")
        asked = {"date": granted.fetched_at.date().isoformat(), "textId": require_key(source, "text")}
        headers = (("Authorization", f"Bearer {token}"), ("Content-Type", "application/json"))
        address = f"{service_address(source, _SERVICE)}/dila/legifrance/lf-engine-app/consult/legiPart"
        answer = getter.get(
            source, PageRequest(address, "application/json", headers, json.dumps(asked).encode()), Validators()
        )
        if not isinstance(answer, Capture):
            return answer
        found = read_json_object(answer) or {}
        if rows_of(found, "sections") is None or rows_of(found, "articles") is None or not found.get("title"):
            return shape_changed(answer, _PUBLISHER, "a text with 'title' and the lists 'sections' and 'articles'")
        body = as_json({"legifrance": _keep(found)})
        kept = {name: value for name, value in answer.headers.items() if name != "content-length"}
        return replace(
            answer, url=source.url or answer.url, headers=kept, body=body, sha256=hashlib.sha256(body).hexdigest(),
            validators=Validators(),
        )  # fmt: skip


def _keep(part: Mapping[str, object]) -> dict[str, object]:
    return {
        "articles": [pick(row, _KEPT) for row in rows_of(part, "articles") or []],
        "sections": [_keep(row) for row in rows_of(part, "sections") or []],
        "title": part.get("title"),
    }


CONNECTOR = LegifranceConnector()
