"""A folder that watches the demonstration's site: what several fault tests begin with."""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from regdrift.assess import RuleBook
from regdrift.demo.law import load_pages
from regdrift.demo.site import Site
from regdrift.model.alert import AlertConfig, FileChannel, Route
from regdrift.model.capture import Capture
from regdrift.model.level import Level
from regdrift.model.practice import Consent, ConsentModel, Organization, Practice, PracticeRegister
from regdrift.model.source import Source
from regdrift.pipeline import Checker
from regdrift.reading import Reader
from regdrift.store.history import History

EARLIER, LATER = date(2016, 6, 1), date(2026, 10, 1)


def lay_out(folder: Path, site: Site) -> None:
    """Turn the site to the earlier date and write three files that watch every page which stands then."""
    site.day = EARLIER
    lines = [
        "schema: regdrift/sources@1",
        "defaults: {every: 24h, delay: 0, allow_private_addresses: true}",
        "sources:",
    ]
    for page in load_pages():
        if page.at(EARLIER):
            place = "FR" if page.id.startswith("fr") else "EU" if page.id.startswith("eu") else "US"
            lines.append(
                f"  - {{id: {page.id}, name: {page.id}, jurisdiction: {place}, url: '{site.base}/{page.id}.html'}}"
            )
    (folder / "sources.yaml").write_text("\n".join(lines), encoding="utf-8")
    (folder / "practices.yaml").write_text(
        "schema: regdrift/practices@1\n"
        "organization: {name: Test}\n"
        "practices:\n"
        "  - {id: clinic, name: Patient records, jurisdictions: [US], data_categories: [user.health_and_medical],\n"
        "     data_uses: [essential.service], data_subjects: [patient], regimes: [hipaa], owner: clinics}\n",
        encoding="utf-8",
    )
    (folder / "alerts.yaml").write_text(
        "schema: regdrift/alerts@1\n"
        "people: [{id: clinics, emails: [clinics@example.com]}]\n"
        f"channels: [{{id: archive, kind: file, folder: '{folder / 'sent'}'}}]\n"
        "routes: [{id: all, channels: [archive], min_level: low}]\n",
        encoding="utf-8",
    )


def small_history(place: Path, book: RuleBook) -> None:
    """Fill a history by the real steps: two laws in three wordings each, a bad page, impacts, work and its steps."""
    practice = Practice("mail", "Promotional e-mail", ("US",), owner="crm", **_MAIL)  # type: ignore[arg-type]
    register = PracticeRegister(Organization("Test"), (practice,), "v1")
    alerts = AlertConfig(channels=(FileChannel("box", "x"),), routes=(Route("all", ("box",), min_level=Level.NONE),))
    at = datetime(2026, 1, 5, 8, tzinfo=UTC)
    sources = [Source(name, f"Act {name}", "US", url=f"https://law.example/{name}") for name in ("one", "two")]
    with History.open(place) as history, Reader() as reader:
        history.sync_sources(sources)
        checker = Checker(history, reader, register, alerts, book)
        for number, page in enumerate((*_WORDINGS, b"<html><body>Not found</body></html>", _WORDINGS[0])):
            for source in sources:
                begun = at + timedelta(days=number)
                due = begun + timedelta(days=1)
                checker.settle(source, captured(page + f"<!-- {source.id} -->".encode(), source, begun), begun, due)
        history.leave_route("ada@example.com", "all", at)
        history.rejoin_route("ada@example.com", "all", at, "Ada")
        for row in history.work_items():
            history.act_on_work(row["id"], "start", actor="Ada", at=at)
        assert history.verify().ok
        assert history.chain_head().seq > 40
    with sqlite3.connect(place) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()


def captured(body: bytes, source: Source, at: datetime) -> Capture:
    headers = {"content-type": "text/html; charset=utf-8"}
    digest = hashlib.sha256(body).hexdigest()
    return Capture(source.url or "", source.url or "", 200, headers, body, digest, at, 0.1)


_MAIL = {
    "data_categories": ("user.contact.email",),
    "data_uses": ("marketing.communications.email",),
    "channels": ("email",),
    "consent": Consent(ConsentModel.OPT_OUT),
}
_SECTIONS = (
    "A provider may send advertising e-mail to a consumer unless the consumer has opted out.",
    "A provider shall answer a request of a consumer within 30 days after receipt.",
    "A provider shall keep records of consent for two years. This section takes effect on June 1, 2027.",
    "A provider shall not sell contact data of a consumer to a third party.",
)


def page_of(*sections: str) -> bytes:
    """Give a page of law, an illustration, with a numbered section for each text."""
    body = "".join(f"<h2>§ {n}. Matter {n}</h2><p>{text}</p>" for n, text in enumerate(sections, start=1))
    page = f"<html lang='en'><head><title>Act</title></head><body><main><h1>Act</h1>{body}</main></body></html>"
    return page.encode()


_WORDINGS = (
    page_of(*_SECTIONS),
    page_of(_SECTIONS[0].replace("unless the consumer has opted out", "only if the consumer opted in"), *_SECTIONS[1:]),
    page_of(*(text.replace("30 days", "15 days").replace("June 1", "July 1") for text in _SECTIONS)),
)
