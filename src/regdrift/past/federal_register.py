"""Earlier states of a list of documents of the Federal Register: the list as it stood on each day of publication.

Checked against: recorded payloads (lists of documents of API v1); never run against the publisher.

The list is fetched once, as the connector fetches it; what it held on a day is what was published up to that day.
A document that was withdrawn from the list since then is in none of its states.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from regdrift.fetch.connectors.registry import find_connector
from regdrift.fetch.connectors.shape import PageGetter
from regdrift.model.capture import Validators
from regdrift.model.source import Source
from regdrift.past.dated import DatedVersion
from regdrift.past.online import settle, standing


def federal_register_versions(getter: PageGetter, source: Source, since: date, until: date) -> list[DatedVersion]:
    """Give the list as of each day of publication from ``since`` to ``until``, oldest first.

    Raises:
        UnavailableError: the list could not be had whole.
    """
    answer = settle(source, find_connector(source.connector).collect(getter, source, Validators()))
    # The connector checked the shape, and put the documents in the order of publication.
    documents: Sequence[Mapping[str, object]] = json.loads(answer.body)["results"]
    days = {day for one in documents if (day := date.fromisoformat(str(one["publication_date"]))) <= until}
    address = source.without_secrets(answer.final_url)
    return [
        DatedVersion(on, f"{address}#{day}", partial(_list_at, documents, day), "application/json")
        for on, day in standing(days, since)
    ]


def _list_at(documents: Sequence[Mapping[str, object]], day: date) -> bytes:
    held = [one for one in documents if str(one["publication_date"]) <= day.isoformat()]
    return json.dumps({"count": len(held), "results": held}, ensure_ascii=False, sort_keys=True, indent=1).encode()
