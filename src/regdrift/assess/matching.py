"""Changes × practices → impacts."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

from regdrift.assess.book import Rule, RuleBook, Settings
from regdrift.assess.evidence import Evidence, Reader, concept_numbers
from regdrift.assess.marking import Marker
from regdrift.assess.practice import Match, match_condition, read_practice
from regdrift.assess.reasons import LEXICAL, lexical_text, raising_reason, rank_reasons, rule_text
from regdrift.assess.scoring import fits, level_of, status_of, urgency_of
from regdrift.model.change import Change, ChangeKind
from regdrift.model.change_kind import WITHOUT_MEANING
from regdrift.model.impact import Impact, Reason, ScoreParts
from regdrift.model.jurisdiction import reach
from regdrift.model.law import LawContext
from regdrift.model.level import Level
from regdrift.model.practice import Practice, PracticeRegister
from regdrift.model.signal import SignalKind

_LEAST_EVIDENCE: Final = 0.05
"""Below this a concept was only brushed."""
_KEPT_MATCHERS: Final = 8
_NOTHING: Final = (0.0, 0, "")


@dataclass(frozen=True, slots=True)
class _Firing:
    """A rule that fired: how strongly, and on which concept."""

    rule: Rule
    evidence: float
    concept: int


@dataclass(frozen=True, slots=True)
class _Claim:
    """One reason with its share of the score."""

    severity: float
    overlap: float
    concept: int
    reason: Reason

    @property
    def weight(self) -> float:
        return self.severity * self.overlap


@dataclass(frozen=True, slots=True)
class _Scale:
    """What one change contributes to every score: its own weight, whom it binds, legal status, urgency."""

    change: float
    addressee: float
    status: float
    urgency: float


_Raised = tuple[tuple[Rule, Match], ...]
"""Modifiers that raise a practice's impact, with how well each matches."""
_Outcome = tuple[float, ScoreParts, Level, tuple[Reason, ...]]
"""What follows for every practice with the same claims."""


class Matcher:
    """One rule book and one register, with everything computed that does not depend on the change."""

    def __init__(self, book: RuleBook, register: PracticeRegister) -> None:
        self.book = book
        self.register = register
        self.reader = Reader(book)
        self.marker = Marker(self.reader)
        self._numbers = concept_numbers(book.concepts)
        self.features = tuple(
            read_practice(practice, register.organization, book, self.reader) for practice in register.practices
        )
        self._by_rule = tuple(self._matches(rule) for rule in book.rules)
        self._reach_of: dict[str | None, dict[int, float]] = {}
        self._modifiers = tuple(at for at, rule in enumerate(book.rules) if rule.raises)
        self._raised: dict[tuple[int, ...], dict[int, _Raised]] = {}
        self._by_concept = self._about_index()
        self._rules_of: dict[int, list[int]] = {}
        for number, rule in enumerate(book.rules):
            for concept in () if rule.raises else rule.any_of or rule.all_of[:1]:
                self._rules_of.setdefault(self._numbers[concept], []).append(number)

    def assess(self, change: Change, law: LawContext) -> tuple[Impact, ...]:
        """Give the impacts of one change, highest first."""
        if change.kind in WITHOUT_MEANING:
            return ()
        reached = self._reached(law.jurisdiction)
        if not reached:
            return ()
        evidence = self.reader.read_change(change, law)
        claims: dict[int, list[_Claim]] = {}
        for firing, number in self._firings(change, law, evidence):
            self._claim_rule(firing, self._by_rule[number], reached, (change, evidence), claims)
        self._claim_lexical(reached, (change, evidence), claims)
        return self._impacts(claims, change, law, evidence)

    def _impacts(
        self, claims: dict[int, list[_Claim]], change: Change, law: LawContext, evidence: Evidence
    ) -> tuple[Impact, ...]:
        settings = self.book.settings
        scale = _Scale(
            _own_weight(change, settings),
            self._addressee(evidence),
            status_of(change, law, settings),
            urgency_of(change, law, settings),
        )
        raised_of = self._raised_by_practice(tuple(self._raising(change)))
        worked: dict[tuple[object, ...], _Outcome] = {}
        rows: list[tuple[float, str, Impact]] = []
        for number, found in claims.items():
            raised = raised_of.get(number, ())
            key = (id(raised), *map(id, found))
            outcome = worked.get(key)
            if outcome is None:
                outcome = worked[key] = self._outcome(found, raised, scale, change)
            score, parts, level, reasons = outcome
            if score > 0:
                practice = self.register.practices[number].id
                rows.append((-score, practice, Impact(practice, level, parts, reasons, self.register.version)))
        return tuple(impact for _, _, impact in sorted(rows, key=itemgetter(0, 1)))

    def _outcome(self, found: list[_Claim], raised: _Raised, scale: _Scale, change: Change) -> _Outcome:
        ranked = self._ranked(found, scale)
        parts = self._parts(ranked[0], raised, scale)
        modifiers = [raising_reason(rule, field, change) for rule, (_, field) in raised]
        reasons = rank_reasons([claim.reason for claim in ranked], modifiers)
        return parts.score, parts, level_of(parts.score, self.book.settings), reasons

    def _ranked(self, found: list[_Claim], scale: _Scale) -> list[_Claim]:
        if len(found) == 1:
            return found
        return sorted(
            found, key=lambda claim: (-claim.weight * self._damping(claim, scale.addressee), claim.reason.rule)
        )

    def _parts(self, best: _Claim, raised: _Raised, scale: _Scale) -> ScoreParts:
        factor = scale.change * (1 + sum(rule.raises * match[0] for rule, match in raised)) if raised else scale.change
        severity = min(1.0, best.severity * self._damping(best, scale.addressee) * factor)
        return ScoreParts(round(severity, 4), round(best.overlap, 4), scale.status, scale.urgency)

    def _damping(self, claim: _Claim, bound: float) -> float:
        return 1.0 if self.book.concepts[claim.concept].authority_matter else bound

    def _raising(self, change: Change) -> list[int]:
        return [at for at in self._modifiers if _signalled(self.book.rules[at], change)]

    def _raised_by_practice(self, raising: tuple[int, ...]) -> dict[int, _Raised]:
        """Give the modifiers that raise each practice; practices with the same ones share one tuple."""
        known = self._raised.get(raising)
        if known is None:
            shared: dict[tuple[object, ...], _Raised] = {}
            known = {}
            for number in range(len(self.features)):
                matches = [(at, self._by_rule[at][number]) for at in raising if number in self._by_rule[at]]
                raised = tuple((self.book.rules[at], match) for at, match in matches)
                known[number] = shared.setdefault(tuple(matches), raised)
            self._raised[raising] = known
        return known

    def _matches(self, rule: Rule) -> dict[int, Match]:
        found: dict[int, Match] = {}
        for number, features in enumerate(self.features):
            matches = (match_condition(features, condition, self.book) for condition in rule.practice)
            best = max((match for match in matches if match), default=None)
            if best is not None:
                found[number] = best
        return found

    def _about_index(self) -> dict[int, list[tuple[int, Match]]]:
        index: dict[int, list[tuple[int, Match]]] = {}
        for number, features in enumerate(self.features):
            for concept, match in features.about.items():
                index.setdefault(concept, []).append((number, match))
        return index

    def _reached(self, jurisdiction: str | None) -> dict[int, float]:
        known = self._reach_of.get(jurisdiction)
        if known is None:
            extents = ((at, practice_reach(jurisdiction, item)) for at, item in enumerate(self.register.practices))
            known = {at: extent for at, extent in extents if extent > 0}
            self._reach_of[jurisdiction] = known
        return known

    def _firings(self, change: Change, law: LawContext, evidence: Evidence) -> list[tuple[_Firing, int]]:
        seen: set[int] = set()
        fired: list[tuple[_Firing, int]] = []
        for concept, weight in evidence.total.items():
            if weight < _LEAST_EVIDENCE:
                continue
            for number in self._rules_of.get(concept, ()):
                if number in seen:
                    continue
                seen.add(number)
                firing = self._fire(self.book.rules[number], change, law, evidence)
                if firing is not None:
                    fired.append((firing, number))
        return fired

    def _fire(self, rule: Rule, change: Change, law: LawContext, evidence: Evidence) -> _Firing | None:
        if not _signalled(rule, change):
            return None
        if rule.jurisdictions and not any(_same_law(law.jurisdiction, place) for place in rule.jurisdictions):
            return None
        total = evidence.total
        any_of = [(total.get(self._numbers[name], 0.0), self._numbers[name]) for name in rule.any_of]
        all_of = [(total.get(self._numbers[name], 0.0), self._numbers[name]) for name in rule.all_of]
        strength, concept = max(any_of) if any_of else min(all_of)
        strength = min([strength, *(weight for weight, _ in all_of)])
        against = max((evidence.changed.get(self._numbers[name], 0.0) for name in rule.none_of), default=0.0)
        strength *= 1 - against
        if rule.citations and _cited(rule, change, law):
            strength += (1 - strength) * self.book.settings.citation_boost
        return _Firing(rule, strength, concept) if strength >= _LEAST_EVIDENCE else None

    def _claim_rule(
        self,
        firing: _Firing,
        matches: dict[int, Match],
        reached: dict[int, float],
        read: tuple[Change, Evidence],
        claims: dict[int, list[_Claim]],
    ) -> None:
        change, evidence = read
        rule = firing.rule
        made: dict[tuple[float, str], _Claim] = {}
        for number, (strength, field) in matches.items():
            if number not in reached:
                continue
            overlap = reached[number] * firing.evidence * strength
            claim = made.get((overlap, field))
            if claim is None:
                quote = evidence.quote(firing.concept, _words_of(change))
                reason = Reason(rule.id, rule_text(rule, change), quote, field)
                claim = made[overlap, field] = _Claim(rule.severity, overlap, firing.concept, reason)
            claims.setdefault(number, []).append(claim)

    def _claim_lexical(
        self, reached: dict[int, float], read: tuple[Change, Evidence], claims: dict[int, list[_Claim]]
    ) -> None:
        change, evidence = read
        best: dict[int, tuple[float, int, str]] = {}
        for concept, weight in evidence.total.items():
            telling = weight * self.book.concepts[concept].weight
            if telling < _LEAST_EVIDENCE:
                continue
            for number, (strength, field) in self._by_concept.get(concept, ()):
                if number in reached:
                    overlap = reached[number] * telling * strength
                    if overlap > best.get(number, _NOTHING)[0]:
                        best[number] = (overlap, concept, field)
        made: dict[tuple[float, int, str], _Claim] = {}
        for number, match in best.items():
            overlap, concept, field = match
            if overlap < _LEAST_EVIDENCE:
                continue
            claim = made.get(match)
            if claim is None:
                text = lexical_text(self.book.concepts[concept], change)
                reason = Reason(LEXICAL, text, evidence.quote(concept, _words_of(change)), field)
                claim = made[match] = _Claim(self.book.settings.lexical_severity, overlap, concept, reason)
            claims.setdefault(number, []).append(claim)

    def _addressee(self, evidence: Evidence) -> float:
        """Give the factor for whom the changed words bind: reduced where they speak of public authorities mostly."""
        authority = evidence.counts.get(self._numbers.get("public_authority", -1), 0)
        organisation = evidence.counts.get(self._numbers.get("organisation", -1), 0)
        if authority <= organisation:
            return 1.0
        lead = (authority - organisation) / (authority + organisation)
        return 1 - (1 - self.book.settings.authority_only) * lead


def practice_reach(law: str | None, practice: Practice) -> float:
    """Give how far law of a jurisdiction reaches a practice: its best fitting place counts."""
    return max((reach(law, place) for place in practice.jurisdictions), default=0.0)


def matcher_for(book: RuleBook, register: PracticeRegister) -> Matcher:
    """Give the matcher of a book and a register, kept while both objects are in use."""
    key = (id(book), id(register))
    known = _MATCHERS.get(key)
    if known is not None and known.book is book and known.register is register:
        _MATCHERS.move_to_end(key)
        return known
    matcher = Matcher(book, register)
    _MATCHERS[key] = matcher
    while len(_MATCHERS) > _KEPT_MATCHERS:
        _MATCHERS.popitem(last=False)
    return matcher


_MATCHERS: OrderedDict[tuple[int, int], Matcher] = OrderedDict()


def _signalled(rule: Rule, change: Change) -> bool:
    if rule.directions and change.direction not in rule.directions:
        return False
    return not rule.signals or any(fits(signal, rule.signals) for signal in change.signals)


def _cited(rule: Rule, change: Change, law: LawContext) -> bool:
    named = f"{law.title or ''}\n{change.citation or ''}"
    return any(re.search(pattern, named) for pattern in rule.citations)


def _same_law(law: str | None, place: str) -> bool:
    return law is None or reach(place, law) == 1.0


def _own_weight(change: Change, settings: Settings) -> float:
    """Give the weight of a change by its severity; less where words were exchanged in which no rule was read.

    So a reference that points elsewhere, or the new name of a court, asks for a look and not for work.
    """
    unread = all(signal.kind is SignalKind.CROSS_REFERENCE for signal in change.signals)
    if unread and change.kind is ChangeKind.AMENDED and change.severity is Level.LOW:
        return settings.unread
    return settings.severity_of_level[str(change.severity)]


def _words_of(change: Change) -> str:
    sides = change.found.afters or change.found.befores
    return sides[0].text if sides else ""
