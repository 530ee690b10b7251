"""Clauses of commencement: what each of them speaks of, and from which day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum

from regdrift.model.document import LegalDate
from regdrift.text.legal_dates import find_dates
from regdrift.text.searchable import searchable
from regdrift.understand.frame import word_pattern


class Extent(Enum):
    """How far a clause reaches from where it stands."""

    TEXT = 0
    DIVISION = 1
    SECTION = 2
    UNIT = 3
    NAMED = 4


@dataclass(frozen=True, slots=True)
class Reach:
    """What a clause speaks of: the text round it, or a provision that it names."""

    extent: Extent
    word: str = ""
    """Of a division, what it is called (``part``, ``chapitre``)."""
    section: str | None = None
    """Of a named provision, its section as :func:`section_key` gives it; None for the clause's own section."""
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One day, and all that it holds for; without a day, what an exception leaves out."""

    reaches: tuple[Reach, ...]
    date: LegalDate | None


@dataclass(slots=True)
class _Group:
    """What was read of one statement so far."""

    excepted: bool = False
    reaches: list[Reach] = field(default_factory=list)
    dates: list[LegalDate] = field(default_factory=list)
    start: int = 0


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    what: Reach | LegalDate | None
    """None for words that begin an exception."""


_NUMBER = r"(?:[a-z]{1,3}\.? ?\*?(?=\d))?\d[\w.:-]*(?:\([a-z0-9]{1,5}\))*"
_JOINED = r"(?:, (?:and |or )?| (?:and|or|et|ou|und|oder|y|o) (?:de l'|l')?)"
_RANGE = r" (?:to|through|bis|a) "
_SECTIONS = re.compile(
    rf"(?<![^\W_])(?:§+|sections?|secs?\.|articles?|art\.|artikels?|articulos?) ?"
    rf"(?P<list>{_NUMBER}(?:(?:{_JOINED}|{_RANGE}){_NUMBER})*)"
)
_UNITS = re.compile(
    r"(?<![^\W_])(?:(?:paragraphs?|subsections?|subparagraphs?|clauses?|points?|absatz(?:es|e|en)?|abs\.|nummern?|nr\."
    r"|buchstaben?|alineas?|apartados?|letras?) ?(?P<list>(?:\([a-z0-9]{1,5}\))+|\d{1,3}[a-z]?\b|[a-z](?=\)))"
    r"|(?:le|du|au) (?P<roman>[ivx]{1,5}|\d{1,2}°)(?= de l'article))"
)
_BELONGS = re.compile(r" ?(?:of|de|du|des|der|von|del|de l'|l')? ?(?:the )?")
_FOREIGN = re.compile(
    r" (?:of (?!this|section|article)|de (?:la (?!present|meme)|l'(?!article))|du (?!present|meme)|des (?!article)"
    r"|der (?!dies)|d'|del (?!present))"
)
_LABEL = re.compile(r"[a-z0-9]+")
_MOST = 300
"""Sections that a range may count at most."""


def section_key(words: str) -> str:
    """Give the number of a section in the form in which numbers are compared: ``L. 801-1`` → ``l801-1``."""
    plain = re.sub(
        r"^(?:sections?|sec|articles?|artikel|articulo|art|§+)[. -]*(?=[a-z.]{0,3}[ -]?\d)", "", words.lower()
    )
    return re.sub(r"(?<=[a-z])\.?[ -]*\*?(?=\d)", "", plain).strip(" .,;:")


def read_clause(words: str, dates: Sequence[LegalDate], language: str) -> tuple[Statement, ...]:
    """Give what one sentence says about commencement; empty where that cannot be told for sure.

    ``dates`` are the days of the sentence that were read as commencement or application. A sentence that holds for
    some cases only ("for providers with more than 500 customers") gives nothing.
    """
    readable = searchable(words)
    tokens = _tokens(readable.plain, dates, language)
    groups = _grouped(tokens, readable.plain, language)
    statements: list[Statement] = []
    for group, end in groups:
        if not group.reaches:
            continue
        unsure = _is_partial(readable.plain[group.start : end], language) or not _agree(group.dates)
        if unsure and not group.excepted:
            return ()
        days: Sequence[LegalDate | None] = group.dates if group.dates and not unsure else [None] * group.excepted
        statements += [Statement(tuple(group.reaches), day) for day in days]
    return tuple(statements)


def _agree(dates: Sequence[LegalDate]) -> bool:
    return len({item.kind for item in dates}) == len({(item.kind, item.on) for item in dates})


def _is_partial(span: str, language: str) -> bool:
    return word_pattern("partly", language).search(span) is not None


def _grouped(tokens: Sequence[_Token], plain: str, language: str) -> list[tuple[_Group, int]]:
    """Give the statements with the end of each; an exception stands apart from what it is taken out of."""
    main = _Group()
    current = main
    groups = [main]
    ends: dict[int, int] = {}
    for index, token in enumerate(tokens):
        ends[id(current)] = token.start
        match token.what:
            case None:
                current = _Group(excepted=True, start=token.start)
                groups.append(current)
            case Reach() as reach:
                if current.reaches and not main.reaches and _turns_to_rule(tokens, index, plain):
                    current = main
                current, main = _place(reach, token, current, main, groups)
            case LegalDate() as date:
                owner = _owner(current, main, plain[: token.start], language)
                owner.dates.append(date)
                current = owner
                ends[id(owner)] = token.end
    ends[id(current)] = len(plain)
    return [(group, ends.get(id(group), len(plain))) for group in groups]


def _turns_to_rule(tokens: Sequence[_Token], index: int, plain: str) -> bool:
    """Tell where a rule begins after its exception: "Except as provided in section 3, section 5 takes effect"."""
    between = plain[tokens[index - 1].end : tokens[index].start]
    if _GERMAN_VERB.search(between):
        return True
    dated = index + 1 < len(tokens) and isinstance(tokens[index + 1].what, LegalDate)
    return dated and "," in between


_GERMAN_VERB = re.compile(r"\b(?:tritt|treten|gilt|gelten)\b")


def _place(reach: Reach, token: _Token, current: _Group, main: _Group, groups: list[_Group]) -> tuple[_Group, _Group]:
    """Put what a clause speaks of into its statement; give the statement being read and the main one."""
    ends_exception = current.excepted and bool(current.reaches) and reach.extent is not Extent.NAMED
    if (ends_exception and not main.dates) and not main.reaches:
        main.start = token.start
        main.reaches.append(reach)
        return main, main
    if current.dates or (ends_exception and main.dates):
        fresh = _Group(start=token.start, reaches=[reach])
        groups.append(fresh)
        return fresh, fresh
    if not current.reaches and not current.excepted:
        current.start = token.start
    current.reaches.append(reach)
    return current, main


def _owner(current: _Group, main: _Group, before: str, language: str) -> _Group:
    """Tell whose day it is after an exception: its own where a pronoun says so or the rule has its day already."""
    if not current.excepted or main.dates:
        return current
    said = word_pattern("relative", language).search(before[current.start :])
    return current if said and not current.dates else main


def _tokens(plain: str, dates: Sequence[LegalDate], language: str) -> list[_Token]:
    reaches = [*_this(plain, language), *_named(plain)]
    tokens = [token for token in reaches if not _belongs(token, reaches, plain)]
    tokens += [_Token(match.start(), match.end(), None) for match in word_pattern("excepted", language).finditer(plain)]
    for mention in find_dates(searchable(plain), language):
        tokens += [_Token(mention.start, mention.end, item) for item in dates if item.on == mention.on]
    return sorted(tokens, key=lambda token: (token.start, token.end))


def _this(plain: str, language: str) -> Iterable[_Token]:
    for name, extent in (
        ("this_text", Extent.TEXT),
        ("this_division", Extent.DIVISION),
        ("this_section", Extent.SECTION),
        ("this_unit", Extent.UNIT),
    ):
        for match in word_pattern(name, language).finditer(plain):
            word = match.group().rpartition(" ")[2] if extent is Extent.DIVISION else ""
            yield _Token(match.start(), match.end(), Reach(extent, word))


def _belongs(token: _Token, others: Sequence[_Token], plain: str) -> bool:
    """Tell whether "this Act" only says where a named section stands: "section 5 of this Act"."""
    if not isinstance(token.what, Reach) or token.what.extent is Extent.NAMED:
        return False
    return any(
        isinstance(other.what, Reach)
        and other.what.extent is Extent.NAMED
        and other.end <= token.start
        and _BELONGS.fullmatch(plain, other.end, token.start) is not None
        for other in others
    )


def _named(plain: str) -> Iterable[_Token]:
    """Give the provisions that a sentence names; those of other laws are left out."""
    taken: list[tuple[int, int]] = []
    units = [(match.start(), match.end(), _labels(match)) for match in _UNITS.finditer(plain)]
    for match in _SECTIONS.finditer(plain):
        ahead = next((unit for unit in units if _BELONGS.fullmatch(plain, unit[1], match.start())), None)
        behind = [unit for unit in units if 0 <= unit[0] - match.end() <= 1]
        end = behind[0][1] if behind else match.end()
        taken += [(unit[0], unit[1]) for unit in (ahead, *behind) if unit]
        if _FOREIGN.match(plain, end):
            continue
        below = (*(ahead[2] if ahead else ()), *(label for unit in behind for label in unit[2]))
        start = ahead[0] if ahead else match.start()
        for number, labels in _numbers(match.group("list")):
            yield _Token(start, end, Reach(Extent.NAMED, "", number, (*labels, *below)))
    for start, end, labels in units:
        if (start, end) not in taken and not _FOREIGN.match(plain, end):
            yield _Token(start, end, Reach(Extent.NAMED, "", None, labels))


def _labels(match: re.Match[str]) -> tuple[str, ...]:
    return tuple(_LABEL.findall(match.group("list") or match.group("roman")))


def _numbers(words: str) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Give the sections of a list, ranges counted out; a range that cannot be counted gives its ends only."""
    last = ""
    for piece in re.split(rf"({_RANGE}|{_JOINED})", words):
        number, _, labels = piece.partition("(")
        if re.fullmatch(_RANGE, piece):
            last = f"-{last}"
        elif number.strip()[-1:].isalnum() and any(map(str.isdigit, number)):
            key = section_key(number)
            if last.startswith("-"):
                yield from ((between, ()) for between in _between(last[1:], key))
            yield key, tuple(_LABEL.findall(labels))
            last = key


def _between(first: str, last: str) -> list[str]:
    head, low = _split_number(first)
    other, high = _split_number(last)
    if head != other or low is None or high is None or not low < high <= low + _MOST:
        return []
    return [f"{head}{number}" for number in range(low + 1, high)]


def _split_number(key: str) -> tuple[str, int | None]:
    match = re.fullmatch(r"(.*?)(\d+)", key)
    return (match.group(1), int(match.group(2))) if match else (key, None)
