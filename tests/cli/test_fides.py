"""Practices from and to fides."""

from __future__ import annotations

import json

from ruamel.yaml import YAML
from terminal import Runner

FIDES = """
system:
  - fides_key: shop
    name: Online shop
    description: Sells things
    privacy_declarations:
      - name: Newsletter
        data_categories: [user.contact.email, user.unheard_of]
        data_use: marketing.communications.email
        data_subjects: [customer]
        legal_basis_for_processing: Consent
        retention_period: "730"
        third_parties: "MailCo, PrintCo"
      - name: Newsletter
        data_categories: [user.name]
        data_use: analytics
        data_subjects: [customer]
        retention_period: a while
"""


def test_fides_declarations_become_practices_that_can_be_loaded(fresh: Runner) -> None:
    file = fresh.write("fides.yml", FIDES)
    done = fresh("practices", "import", str(file), "-j", "FR", "-j", "US-CA")
    assert done.code == 0
    assert "user.unheard_of" in done.err
    assert "'a while'" in done.err
    fresh.write("practices.yaml", f"schema: regdrift/practices@1\norganization: {{name: Shop}}\n{done.out}")
    (row,) = json.loads(fresh("practices", "list", "--json").out)
    assert row["id"] == "shop-newsletter"
    assert row["data_uses"] == ["marketing.communications.email", "analytics"]
    assert row["retention"] == "P730D"
    assert row["jurisdictions"] == ["FR", "US-CA"]
    assert {"dpv:DirectMarketing", "pd:EmailAddress"} <= set(row["dpv"])


def test_practices_go_to_fides_and_come_back(run: Runner) -> None:
    done = run("practices", "export")
    assert done.code == 0
    systems = {system["fides_key"]: system for system in YAML(typ="safe").load(done.out)["system"]}
    assert "data-lake" in systems
    for system in systems.values():
        for declaration in system["privacy_declarations"]:
            keys = [declaration["data_use"], *declaration["data_categories"], *declaration["data_subjects"]]
            assert not [key for key in keys if key.startswith("x.")]


def test_a_file_that_is_no_fides_is_told(fresh: Runner) -> None:
    file = fresh.write("other.yml", "practices: []\n")
    done = fresh("practices", "import", str(file), "-j", "FR")
    assert done.code == 2
    assert "system:" in done.err
