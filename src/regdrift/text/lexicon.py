"""What each language brings to the reading of law: its words and patterns, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Force(StrEnum):
    """What a phrase does to the one it is addressed to."""

    DUTY = "duty"
    PROHIBITION = "prohibition"
    PERMISSION = "permission"
    EXCEPTION = "exception"
    """Takes something out of a rule: except, unless, sauf, es sei denn."""
    EXEMPTION = "exemption"
    """Takes someone out of a rule: shall not apply, is not required to, n'est pas tenu."""
    REACH = "reach"
    """Says to whom or what rules apply: applies to, est applicable aux, gilt für."""
    NONE = "none"
    """Reads like a duty and is none: shall be deemed, bleibt unberührt."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words and patterns of one language.

    Patterns are regular expressions for :func:`regdrift.text.searchable.pattern`: written in lower case, accents
    allowed. Earlier cues win over later ones at the same place.
    """

    language: str
    months: Mapping[str, int]
    numbers: Mapping[str, int]
    """Number words, without compounds."""
    units: Mapping[str, str]
    """Pattern of a unit of time → its ISO 8601 letter, hours and minutes as ``TH`` and ``TM``."""
    business_days: str
    """Qualifiers that make days count only when people work."""
    calendar_days: str
    decimal_mark: str
    cues: tuple[tuple[Force, str], ...]
    opt_in: str
    opt_out: str
    lacking: str
    """Without: before consent, it tells that none is needed where the rest allows."""
    approval: str
    """Any word for agreement beforehand; tells what took the place of a way out."""
    withdrawal: str
    """A right of the person: taking consent back, objecting."""
    not_consent: str
    """Phrases with "consent" in them that are something else: consent decree."""
    deadline: str
    """Stands before a period of time that somebody must keep to."""
    due: str
    """Stands before a calendar date by which something must be done."""
    due_weak: str
    """At the end of such words, those that also tell when something happened: before, prior to."""
    deadline_after: str
    """Stands after such a period: after, prior to, following."""
    retention: str
    must_keep: str
    """Orders to keep something for a time that is then the least."""
    penalty: str
    enforcement: str
    """What authorities do to those who break rules."""
    age: str
    """Round a number of years that is an age or a term of office."""
    definition_heading: str
    definition_lead: str
    definition_excludes: str
    definition_negates: str
    """Makes a whole sentence say what a term does not cover."""
    in_force: str
    applicable: str
    sunset: str
    comment: str
    published: str
    relative_effect: str
    """A commencement counted from another event."""
    this_text: str
    """The whole law that a clause stands in: this Act, la présente loi."""
    this_division: str
    """The chapter or part that a clause stands in; its last word is the division's."""
    this_section: str
    this_unit: str
    """The paragraph or point that a clause stands in."""
    excepted: str
    """Before what a clause of commencement leaves out."""
    relative: str
    """A relative pronoun, by which an exception gets a date of its own."""
    partly: str
    """In a clause of commencement: it holds for some cases or addressees only, or speaks of the past."""
    proviso: str
    """Before what a permission or an exemption depends on: provided that, if, under the condition that."""
    condition: str
    """Begins words that narrow the rule they are put into."""
    authority: str
    organisation: str
    individual: str
    """Those whose rights a rule protects."""
    pronoun: str
    """Stands for whom the sentence before speaks of."""
    data: str
    """Words that tell that a rule is about information on people."""
    repealed: str
    reference: str
    """A reference to another provision, as a whole."""
    struck: str
    """Before quoted words that an amendment takes out."""
    inserted: str
    """Before quoted words that an amendment puts in."""
    money: Mapping[str, str]
    """Pattern of a currency's name → its ISO 4217 code."""
    counted: str
    """Nouns whose number is a threshold of scope."""
    percent: str
    stopwords: frozenset[str]
    """Frequent words by which the language is told."""
    abbreviations: frozenset[str]
    """Words whose full stop does not end a sentence."""


def word_set(words: str) -> frozenset[str]:
    """Give the words of a text as a set."""
    return frozenset(words.split())
