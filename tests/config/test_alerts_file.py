"""alerts.yaml and the three files together."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from regdrift.config import PACKS, check_practices, json_schema, load_alerts, load_all, starter_files
from regdrift.errors import ConfigurationError, UsageError
from regdrift.model.alert import AlertConfig, AppriseChannel, EmailChannel, FileChannel, WebhookChannel
from regdrift.model.level import Level

ROOT = Path(__file__).resolve().parents[2]
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # the example secret of the specification
GOOD = """\
schema: regdrift/alerts@1
people:
  - {id: crm, emails: [crm@example.com], language: fr, timezone: Europe/Paris}
channels:
  - {id: mail, kind: email, host: smtp.example.com, sender: r@example.com, to: [crm, dpo@example.com], username: u,
     password: "${PW}"}
  - {id: hook, kind: webhook, url: "https://example.com/h", secrets: ["${SECRET}"], timeout: 5s, headers: {X-Key: k}}
  - {id: box, kind: file, folder: var/alerts}
  - {id: chat, kind: apprise, urls: ["${SECRET}"]}
routes:
  - id: urgent
    channels: [mail, hook]
    min_level: high
    kinds: [amended, source.unreadable]
    owners: [crm]
  - id: digest
    channels: [mail]
    digest: {hour: 8, timezone: Europe/Paris, weekdays: [mon, Fri]}
"""
ENVIRON = {"PW": "topsecret", "SECRET": SECRET}


def load(tmp_path: Path, text: str) -> AlertConfig:
    path = tmp_path / "alerts.yaml"
    path.write_text(text, encoding="utf-8")
    return load_alerts(path, ENVIRON)


def mistakes(tmp_path: Path, text: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, text)
    return "\n".join(str(mistake).removeprefix(f"{tmp_path}/") for mistake in caught.value.mistakes)


def test_every_kind_of_channel_is_read(tmp_path: Path) -> None:
    config = load(tmp_path, GOOD)
    mail, hook, box, chat = config.channels
    assert isinstance(mail, EmailChannel)
    assert isinstance(hook, WebhookChannel)
    assert isinstance(box, FileChannel)
    assert isinstance(chat, AppriseChannel)
    assert (mail.port, mail.security, mail.password) == (587, "starttls", "topsecret")
    assert (hook.timeout_seconds, hook.headers, hook.secrets) == (5.0, (("X-Key", "k"),), (SECRET,))
    assert box.folder == str(tmp_path / "var/alerts")
    urgent, digest = config.routes
    assert (urgent.min_level, urgent.kinds, urgent.digest) == (Level.HIGH, ("amended", "source.unreadable"), None)
    assert digest.digest is not None
    assert digest.digest.weekdays == (0, 4)
    assert "topsecret" not in repr(config)
    assert SECRET not in repr(config)


def test_mistakes_of_alerts_are_told_all_at_once(tmp_path: Path) -> None:
    text = (
        GOOD.replace("to: [crm, ", "to: [cmr, no@@where, ")
        .replace("channels: [mail, hook]", "channels: [mial, hook]")
        .replace("owners: [crm]", "owners: [someone]")
        .replace("amended", "ammended")
        .replace("hour: 8", "hour: 24")
        .replace("kind: apprise", "kind: slack")
        .replace("timeout: 5s", "timeuot: 5s")
        .replace("[mon, Fri]", "[monday]")
        .replace('secrets: ["${SECRET}"]', "secrets: [plain]")
    )
    told = mistakes(tmp_path, text)
    for part in (
        "channels.0.to.0: 'cmr' is neither a mail address nor one of the people; did you mean 'crm'?",
        "channels.0.to.1: 'no@@where' is not a mail address",
        "channels.1.timeuot: unknown key 'timeuot'; did you mean 'timeout'?",
        "channels.1.secrets.0: a webhook secret is 'whsec_' and base64 of 24 to 64 random bytes",
        "channels.3: kind must be one of 'email', 'webhook', 'file', 'apprise'",
        "routes.0.channels.0: there is no channel 'mial'; did you mean 'mail'?",
        "routes.0.owners.0: there is no person or team 'someone'",
        "routes.0.kinds.0: 'ammended' is no kind of change or alert; did you mean 'amended'?",
        "routes.1.digest.hour: input should be less than or equal to 23",
        "routes.1.digest.weekdays.0: must be one of mon, tue, wed, thu, fri, sat, sun",
    ):
        assert part in told


def test_a_mail_channel_that_reaches_nobody_is_a_mistake(tmp_path: Path) -> None:
    silent = GOOD.replace("to: [crm, dpo@example.com]", "to_owners: false")
    assert "channels.0: nobody gets these mails" in mistakes(tmp_path, silent)


def test_immediate_and_digest_exclude_each_other(tmp_path: Path) -> None:
    assert "exclude each other" in mistakes(tmp_path, GOOD + "    immediate: true\n")
    assert "needs a 'digest'" in mistakes(tmp_path, GOOD.replace("owners: [crm]", "immediate: false"))


def test_a_folder_without_sources_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="regdrift init"):
        load_all(tmp_path, {})


def test_practices_and_alerts_may_be_absent(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text(starter_files("eu-privacy")["sources.yaml"], encoding="utf-8")
    configuration = load_all(tmp_path, {})
    assert configuration.register.practices == ()
    assert configuration.alerts == AlertConfig()


def test_mistakes_of_all_three_files_come_together_and_routes_are_checked_across(tmp_path: Path) -> None:
    for name, text in starter_files("france").items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    alerts = tmp_path / "alerts.yaml"
    text = alerts.read_text(encoding="utf-8").replace(
        "    min_level: medium", "    sources: [fr-cnil-actualite]\n    practices: [nobody]\n    min_level: medium"
    )
    alerts.write_text(text, encoding="utf-8")
    practices = tmp_path / "practices.yaml"
    practices.write_text(practices.read_text(encoding="utf-8").replace("P3Y", "3Y"), encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_all(tmp_path, {})
    told = str(caught.value)
    assert "there is no source 'fr-cnil-actualite'; did you mean 'fr-cnil-actualites'?" in told
    assert "there is no practice 'nobody'" in told
    assert "'3Y' is not an ISO 8601 duration" in told


@pytest.mark.parametrize("pack", PACKS)
def test_every_starter_pack_loads_without_a_mistake(tmp_path: Path, pack: str) -> None:
    for name, text in starter_files(pack).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    configuration = load_all(tmp_path, {})
    assert len(configuration.sources) >= 3
    assert configuration.findings == ()


def test_an_unknown_pack_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="us-privacy"):
        starter_files("mars")


def test_the_files_of_the_repository_load_and_their_owners_are_known() -> None:
    configuration = load_all(ROOT, {})
    assert {source.jurisdiction for source in configuration.sources} >= {"US", "US-CA", "EU", "FR"}
    assert len(configuration.register.practices) == 16
    assert configuration.findings == ()
    found = {item.rule for item in check_practices(configuration.register, ROOT / "practices.yaml")}
    assert {"leaving-harder", "opt-out-as-consent", "raw-lake-broad-access", "notice-late", "retention-open"} <= found


def test_the_repositorys_sources_are_the_starter_pack() -> None:
    assert (ROOT / "sources.yaml").read_text(encoding="utf-8") == starter_files("us-eu")["sources.yaml"]


@pytest.mark.parametrize("name", ["sources", "practices", "alerts"])
def test_the_json_schema_accepts_our_files_and_refuses_unknown_keys(name: str) -> None:
    schema = json_schema(name)  # type: ignore[arg-type]
    jsonschema.Draft202012Validator.check_schema(schema)
    data = YAML(typ="safe", pure=True).load((ROOT / f"{name}.yaml").read_text(encoding="utf-8"))
    jsonschema.validate(data, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**data, "nonsense": 1}, schema)
