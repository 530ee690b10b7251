"""sources.yaml: what is read, and how mistakes are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from regdrift.config import load_sources
from regdrift.errors import ConfigurationError
from regdrift.model.source import Source, SourceKind

MINIMAL = """\
schema: regdrift/sources@1
sources:
  - id: a
    name: A law
    jurisdiction: FR
    url: https://law.example/a
"""


def load(tmp_path: Path, text: str, environ: dict[str, str] | None = None, **more: object) -> tuple[Source, ...]:
    path = tmp_path / "sources.yaml"
    path.write_text(text, encoding="utf-8")
    return load_sources(path, environ or {}, **more)  # type: ignore[arg-type]


def mistakes(tmp_path: Path, text: str, environ: dict[str, str] | None = None, **more: object) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, text, environ, **more)
    folder = f"{tmp_path}/sources.yaml:"
    assert all(str(mistake).startswith(folder) for mistake in caught.value.mistakes)
    return [str(mistake).removeprefix(folder) for mistake in caught.value.mistakes]


def test_a_minimal_source_gets_documented_defaults(tmp_path: Path) -> None:
    (source,) = load(tmp_path, MINIMAL)
    assert source.every_seconds == 86400
    assert source.cron is None
    assert source.kind is SourceKind.STATUTE
    assert source.connector == "page"
    assert source.dossier_id == "a"


def test_every_key_reaches_the_model(tmp_path: Path) -> None:
    text = MINIMAL + (
        "    kind: regulation\n    publisher: P\n    language: fr\n    topics: [health, breach]\n"
        "    every: 2d\n    select: main > p\n    remove: [nav, .menu]\n"
        "    expect: {min_provisions: 4, must_contain: [Article]}\n    enabled: false\n"
        "    allow_private_addresses: true\n    headers: {Accept: text/html}\n"
        "    auth: {username: u, password: '${PW}'}\n    delay: 500ms\n    timeout: 2m\n    dossier: d\n"
    )
    (source,) = load(tmp_path, text, {"PW": "s3cret"})
    assert (source.every_seconds, source.delay_seconds, source.timeout_seconds) == (172800, 0.5, 120.0)
    assert source.expect.must_contain == ("Article",)
    assert source.auth == ("u", "s3cret")
    assert source.headers == (("Accept", "text/html"),)
    assert source.remove == ("nav", ".menu")
    assert "s3cret" not in repr(source)


def test_defaults_apply_and_the_entry_wins(tmp_path: Path) -> None:
    text = MINIMAL.replace("sources:", "defaults: {every: 6h, language: fr, expect: {min_provisions: 3}}\nsources:")
    text += "    expect: {must_contain: [x]}\n"
    (source,) = load(tmp_path, text)
    assert source.every_seconds == 21600
    assert source.language == "fr"
    assert (source.expect.min_provisions, source.expect.must_contain) == (3, ("x",))


def test_an_entrys_cron_replaces_the_defaults_interval(tmp_path: Path) -> None:
    text = MINIMAL.replace("sources:", "defaults: {every: 6h}\nsources:") + "    cron: 0 6 * * mon-fri\n"
    (source,) = load(tmp_path, text)
    assert source.every_seconds is None
    assert source.cron == "0 6 * * mon-fri"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("0 6 * * 1-5", "0 6 * * mon,tue,wed,thu,fri"),
        ("0 6 * * 0", "0 6 * * sun"),
        ("0 6 * * 7", "0 6 * * sun"),
        ("0 6 * * 5-7", "0 6 * * fri,sat,sun"),
        ("0 6 * * */2", "0 6 * * sun,tue,thu,sat"),
        ("0 6 * * 1,wed", "0 6 * * mon,wed"),
        ("0 6 1 * *", "0 6 1 * *"),
    ],
)
def test_weekday_numbers_mean_what_crontab_means(tmp_path: Path, written: str, read: str) -> None:
    (source,) = load(tmp_path, MINIMAL + f'    cron: "{written}"\n')
    assert source.cron == read


@pytest.mark.parametrize("written", ["0 6 * * 5-1", "0 6 * * 8", "0 6 1 * 1", "0 6 * * mon/x"])
def test_crontabs_that_cannot_be_are_mistakes(tmp_path: Path, written: str) -> None:
    assert "sources.0.cron" in mistakes(tmp_path, MINIMAL + f'    cron: "{written}"\n')[0]


@pytest.mark.parametrize(("written", "read"), [("UK", "GB"), ("US-federal", "US"), ("US-ME", "US-ME"), ("EU", "EU")])
def test_jurisdictions_and_their_aliases(tmp_path: Path, written: str, read: str) -> None:
    (source,) = load(tmp_path, MINIMAL.replace("FR", written))
    assert source.jurisdiction == read


def test_every_mistake_of_a_file_is_told_at_once_with_its_place(tmp_path: Path) -> None:
    text = """\
schema: regdrift/sources@1
defaults: {every: 6x, langage: en}
sources:
  - id: a b
    name: 3
    jurisdicton: UK
    url: ftp://x
    url: http://y
    select: "div["
    cron: "* * * *"
    auth: {username: u, password: "${NOPE}"}
  - id: z
    name: Z
    jurisdiction: QQ
    kind: law
    expect: {min_provision: 3}
    language: english
    timezone: Europe/Lyon
    topics: privacy
  - id: z
    name: Z
    jurisdiction: UK
    every: 1h
    cron: 0 25 * * *
    timeout: soon
    enabled: "yes"
    url: https://user:pass@host/
"""
    told = mistakes(tmp_path, text)
    assert told[:12] == [
        "2:19: defaults.every: '6x' is not an interval: write 30m, 6h, 2d or 1w",
        "2:23: defaults.langage: unknown key 'langage'; did you mean 'language'?",
        "4:5: sources.0: 'jurisdiction' is required",
        "4:9: sources.0.id: 'a b' is not an id: letters, digits, '.', '_' and '-' only, at most 80",
        "5:11: sources.0.name: must be text, not a number (quote it to make it text)",
        "6:5: sources.0.jurisdicton: unknown key 'jurisdicton'; did you mean 'jurisdiction'?",
        "7:10: sources.0.url: 'ftp://x' is not a web address: write https://host/path",
        "8:5: sources.0.url: the key 'url' stands twice (first in line 7)",
        "9:13: sources.0.select: 'div[' is not a CSS selector: Malformed attribute selector at position 3",
        "10:11: sources.0.cron: '* * * *' is not a crontab expression: five fields, such as '0 6 * * mon-fri'",
        "11:35: sources.0.auth.password: the environment variable NOPE is not set",
        "12:5: sources.1: 'url' is required for the connector 'page'",
    ]
    later = "\n".join(told[12:])
    for part in (
        "14:19: sources.1.jurisdiction: 'QQ' is not a jurisdiction",
        "15:11: sources.1.kind: must be 'statute', 'regulation', 'bill', 'guidance', 'enforcement' or 'news'",
        "16:14: sources.1.expect.min_provision: unknown key 'min_provision'; did you mean 'min_provisions'?",
        "17:15: sources.1.language: 'english' is not a language",
        "18:15: sources.1.timezone: 'Europe/Lyon' is not a time zone",
        "19:13: sources.1.topics: must be a list, such as [a, b], not text",
        "20:9: sources.2.id: 'z' is already the id of the entry in line 12",
        "24:5: sources.2.cron: 'every' and 'cron' exclude each other; keep one",
        "24:11: sources.2.cron: '0 25 * * *' is not a crontab expression",
        "25:14: sources.2.timeout: write a number of seconds, or 500ms, 2s, 1m",
        "26:14: sources.2.enabled: must be true or false, not text",
        "27:10: sources.2.url: an address must not carry a user name or password",
    ):
        assert part in later


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "1:1: (file): the file is empty"),
        ("- a\n", "1:1: (file): the top of the file must be a mapping of keys and values"),
        ("sources: []\n", "1:1: (file): 'schema' is required: write 'schema: regdrift/sources@1' as the first line"),
        ("schema: regdrift/sources@9\nsources: []\n", "1:9: schema: 'regdrift/sources@9' is not a schema that this"),
        ("schema: [\n", "2:1: (file): not valid YAML"),
        ("a: b: c\n", "1:5: (file): not valid YAML"),
        ("schema: regdrift/sources@1\nsources: !!python/object/apply:os.system [x]\n", "2:10: sources: the YAML tag"),
        ("a: *nobody\n", "1:4: (file): not valid YAML"),
    ],
)
def test_what_is_not_our_yaml_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    assert mistakes(tmp_path, text)[0].startswith(told)


def test_a_file_that_cannot_be_read_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_sources(tmp_path / "absent.yaml", {})
    (tmp_path / "latin.yaml").write_bytes(b"name: caf\xe9")
    with pytest.raises(ConfigurationError, match="not UTF-8"):
        load_sources(tmp_path / "latin.yaml", {})


def test_aliases_and_merge_keys_work(tmp_path: Path) -> None:
    text = """\
schema: regdrift/sources@1
sources:
  - &first {id: a, name: A, jurisdiction: FR, url: https://law.example/a, topics: &topics [x, y]}
  - {<<: *first, id: b, topics: *topics}
"""
    first, second = load(tmp_path, text)
    assert (second.id, second.name, second.topics) == ("b", "A", first.topics)


def test_an_alias_bomb_ends_in_a_mistake(tmp_path: Path) -> None:
    lines = ["schema: regdrift/sources@1", "a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    assert "unfolds to more than" in mistakes(tmp_path, "\n".join(lines))[0]


def test_an_endless_alias_and_deep_nesting_end_in_a_mistake(tmp_path: Path) -> None:
    assert "nested deeper" in mistakes(tmp_path, "schema: &a [*a]\n")[0]
    assert "nesting" in mistakes(tmp_path, "a: " + "[" * 5000)[0]


def test_a_secret_never_shows_in_a_mistake(tmp_path: Path) -> None:
    text = MINIMAL.replace("https://law.example/a", "${ADDRESS}").replace("id: a", "id: ${ID}")
    told = mistakes(tmp_path, text, {"ADDRESS": "hush hush", "ID": "hush hush"})
    assert "hush" not in "".join(told)
    assert "${ADDRESS}" in "".join(told)


def test_variables_are_replaced_in_values_only_and_can_be_escaped(tmp_path: Path) -> None:
    text = MINIMAL.replace("A law", "costs $${PRICE} and ${WHAT}: # {more}").replace("name: ", "name: '", 1)
    text = text.replace("{more}", "{more}'")
    (source,) = load(tmp_path, text, {"WHAT": 'a "b" # {c}'})
    assert source.name == 'costs ${PRICE} and a "b" # {c}: # {more}'


def test_a_connectors_own_keys_become_options_and_are_checked_where_known(tmp_path: Path) -> None:
    text = MINIMAL.replace("url: https://law.example/a", "connector: ecfr\n    title: 45\n    part: '164'")
    (source,) = load(tmp_path, text)
    assert source.options == {"title": 45, "part": "164"}
    known = {"ecfr": ["title"], "page": []}
    assert mistakes(tmp_path, text, connectors=known)[0].startswith("8:5: sources.0.part: unknown key 'part'")
    assert "unknown connector" in mistakes(tmp_path, text, connectors={"page": []})[0]
    assert "did you mean 'language'" in mistakes(tmp_path, text + "    languge: fr\n")[0]
