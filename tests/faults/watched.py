"""A folder that watches the demonstration's site: what several fault tests begin with."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from regdrift.demo.law import load_pages
from regdrift.demo.site import Site

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
