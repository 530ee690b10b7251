"""The kinds of value that the three files share, each checked where it stands."""

# ruff: noqa: SIM905  # codes read better in running lines

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from difflib import get_close_matches
from functools import lru_cache
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from cssselect import HTMLTranslator, SelectorError
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, WithJsonSchema

_COUNTRIES = frozenset(
    """AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR
    GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO
    JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR
    MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO
    RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV
    TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW""".split()
)
"""ISO 3166-1 alpha-2, as assigned in 2025."""
_STATES = frozenset(
    """AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR
    PA RI SC SD TN TX UT VT VA WA WV WI WY DC AS GU MP PR UM VI""".split()
)
"""The second halves of ISO 3166-2:US."""
_ALIASES = {"UK": "GB", "US-federal": "US", "US-FEDERAL": "US"}
_JURISDICTION = re.compile(r"([A-Z]{2})(?:-([A-Z0-9]{1,3}))?")
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_EVERY = re.compile(r"([1-9][0-9]{0,5})(m|h|d|w)")
_PAUSE = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)(ms|s|m|h)")
_UNIT_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_ISO_DURATION = re.compile(r"P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_WEEKDAY_NUMBERS = re.compile(r"(?:\*(?=/)|([0-7])(?:-([0-7]))?)(?:/([1-7]))?")
_WEEKDAY_WORDS = re.compile(rf"\*|({'|'.join(_WEEKDAYS)})(-({'|'.join(_WEEKDAYS)}))?")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_ADDRESS = re.compile(r"[^\s@<>\"(),:;\\\[\]]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")


class StrictModel(BaseModel):
    """A mapping of a configuration file: exact types, no unknown keys; its values stay out of reprs."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)

    def __repr_args__(self) -> list[tuple[str | None, object]]:
        """Give nothing: a repr would show secrets."""
        return []


def suggest(word: str, known: Callable[[], list[str]] | list[str] | frozenset[str]) -> str:
    """Give ``; did you mean 'x'?`` for the nearest known word, or an empty string."""
    words = sorted(known() if callable(known) else known)
    near = get_close_matches(word, words, n=1, cutoff=0.6)
    return f"; did you mean {near[0]!r}?" if near else ""


def check_jurisdiction(value: str) -> str:
    """Give an ISO 3166 code (``EU`` for the Union), aliases resolved; raises ValueError."""
    code = _ALIASES.get(value, value)
    match = _JURISDICTION.fullmatch(code)
    hint = "write an ISO 3166 code such as US, US-ME or FR, or EU for the Union"
    if match is None:
        upper = code.upper()
        more = f"; did you mean {upper!r}?" if _JURISDICTION.fullmatch(upper) and upper != code else ""
        raise ValueError(f"{value!r} is not a jurisdiction: {hint}{more}")
    country, part = match.groups()
    if country != "EU" and country not in _COUNTRIES:
        near = f"; did you mean 'US-{country}'?" if country in _STATES else ""
        raise ValueError(f"{value!r} is not a jurisdiction: {hint}{near}")
    if country == "US" and part is not None and part not in _STATES:
        raise ValueError(f"{value!r} is not a state or territory of the United States (ISO 3166-2:US)")
    return code


def every_seconds(value: str) -> int:
    """Give the seconds of an interval (``30m``, ``6h``, ``2d``, ``1w``); raises ValueError."""
    match = _EVERY.fullmatch(value)
    if match is None:
        raise ValueError(f"{value!r} is not an interval: write 30m, 6h, 2d or 1w")
    return int(int(match[1]) * _UNIT_SECONDS[match[2]])


def pause_seconds(value: object) -> float:
    """Give seconds from a number of seconds or from ``500ms``, ``2s``, ``1m``; raises ValueError."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 86400:
        return float(value)
    match = _PAUSE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("write a number of seconds, or 500ms, 2s, 1m")
    return float(match[1]) * _UNIT_SECONDS[match[2]]


def _check_identifier(value: str) -> str:
    if _IDENTIFIER.fullmatch(value):
        return value
    raise ValueError(f"{value!r} is not an id: letters, digits, '.', '_' and '-' only, at most 80")


def _check_period(value: str) -> str:
    if _ISO_DURATION.fullmatch(value) and not value.endswith("T"):
        return value
    raise ValueError(f"{value!r} is not an ISO 8601 duration such as P30D, P1Y or PT72H")


def _check_language(value: str) -> str:
    if _LANGUAGE.fullmatch(value):
        return value
    raise ValueError(f"{value!r} is not a language: write en, fr, de, …")


def _check_timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (OSError, ValueError, KeyError) as error:
        raise ValueError(f"{value!r} is not a time zone: write UTC, Europe/Paris, America/New_York, …") from error
    return value


def _check_web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError as error:
        raise ValueError(f"{value!r} is not a web address: {error}") from error
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or any(mark.isspace() for mark in value)
        or port == 0
    ):
        raise ValueError(f"{value!r} is not a web address: write https://host/path")
    if parts.username is not None:
        raise ValueError("an address must not carry a user name or password")
    return value


def _check_mail_address(value: str) -> str:
    if _ADDRESS.fullmatch(value) and value.isascii():
        return value
    raise ValueError(f"{value!r} is not a mail address")


@lru_cache(maxsize=256)
def _check_selector(value: str) -> str:
    with suppress(SelectorError):
        HTMLTranslator().css_to_xpath(value)
        return value
    import soupsieve  # noqa: PLC0415  # slow to import, and few selectors need it

    try:
        soupsieve.compile(value)
    except (soupsieve.SelectorSyntaxError, ValueError, TypeError) as error:
        raise ValueError(f"{value!r} is not a CSS selector: {str(error).splitlines()[0]}") from error
    return value


def _check_text(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return value


def check_cron(value: str) -> str:
    """Give a five-field crontab expression with weekdays by name; raises ValueError with what is wrong in it.

    Numbers of weekdays are read as crontab(5) does, 0 and 7 for Sunday; APScheduler alone would take 0 for Monday.
    """
    from apscheduler.triggers.cron import CronTrigger  # noqa: PLC0415  # slow to import, and few files need it

    if len(value.split()) != 5:
        raise ValueError(f"{value!r} is not a crontab expression: five fields, such as '0 6 * * mon-fri'")
    *rest, weekday = value.split()
    if weekday != "*" and rest[2] != "*":
        raise ValueError("give the day of the month or the weekday: cron programs disagree on what both together mean")
    try:
        named = " ".join((*rest, ",".join(_name_weekdays(part) for part in weekday.split(","))))
        CronTrigger.from_crontab(named, timezone="UTC")
    except (ValueError, TypeError) as error:
        raise ValueError(f"{value!r} is not a crontab expression: {error}") from error
    return named


def _name_weekdays(part: str) -> str:
    match = _WEEKDAY_NUMBERS.fullmatch(part)
    if match is None:
        if not _WEEKDAY_WORDS.fullmatch(part.lower()):  # APScheduler ignores what stands behind a name
            raise ValueError(f"{part!r} is no weekday: write mon, mon-fri or 1-5")
        return part.lower()
    first, last, step = match.groups()
    if first is None:
        low, high = 0, 6
    else:
        low, high = int(first), int(last or (7 if step else first))
    days = range(low, high + 1, int(step or 1))
    if not days:
        raise ValueError(f"the weekdays {part!r} run backwards")
    return ",".join(dict.fromkeys(_WEEKDAYS[day % 7] for day in days))


Text = Annotated[str, AfterValidator(_check_text)]
Identifier = Annotated[str, AfterValidator(_check_identifier)]
Jurisdiction = Annotated[str, AfterValidator(check_jurisdiction)]
Interval = Annotated[str, AfterValidator(lambda value: (every_seconds(value), value)[1])]
Pause = Annotated[
    float, BeforeValidator(pause_seconds), WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string"}]})
]
Period = Annotated[str, AfterValidator(_check_period)]
Language = Annotated[str, AfterValidator(_check_language)]
TimeZone = Annotated[str, AfterValidator(_check_timezone)]
WebAddress = Annotated[str, AfterValidator(_check_web_address)]
MailAddress = Annotated[str, AfterValidator(_check_mail_address)]
Selector = Annotated[str, AfterValidator(_check_selector)]
Cron = Annotated[str, AfterValidator(check_cron)]
