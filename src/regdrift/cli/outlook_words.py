"""The words around an outlook on the terminal, English and French; columns of CSV and keys of JSON stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from regdrift.notify.typeset import typeset_french

_WORDS: Final = {
    "column.practice": ("practice", "pratique"),
    "column.measures": ("measures", "mesures"),
    "column.meets": ("meets", "respectées"),
    "column.lacks": ("lacks", "manquantes"),
    "column.undeclared": ("undeclared", "non déclarées"),
    "column.moves": ("moves", "évolution"),
    "column.first": ("first", "la première"),
    "column.first_asked": ("first asked", "exigée"),
    "column.measure": ("measure", "mesure"),
    "column.position": ("position", "situation"),
    "column.in_force": ("in force", "en vigueur"),
    "column.coming": ("coming", "à venir"),
    "column.elsewhere": ("elsewhere", "ailleurs"),
    "column.asked": ("asked", "exigée"),
    "column.priority": ("priority", "priorité"),
    "position.meets": ("meets", "respectée"),
    "position.lacks": ("lacks", "manquante"),
    "position.undeclared": ("undeclared", "non déclarée"),
    "standing.in_force": ("in force", "en vigueur"),
    "standing.signed": ("signed", "promulguée"),
    "standing.pending": ("pending", "en projet"),
    "asked.in_force": ("asked now", "dès maintenant"),
    "asked.signed": ("signed", "loi promulguée"),
    "asked.pending": ("pending", "loi en projet"),
    "asked.None": ("asked elsewhere", "ailleurs"),
    "work": ("Future-proofing work, most pressing first", "Travaux pour l'avenir, les plus pressants d'abord"),
    "more": (
        "{count} more; `regdrift outlook PRACTICE` shows those of one practice",
        "{count} de plus ; `regdrift outlook PRATIQUE` montre ceux d'une pratique",
    ),
    "declared": ("declared: {value}", "déclaré : {value}"),
    "not_declared": ("not declared", "non déclaré"),
    "not_told": ("cannot be told from the record", "ne se lit pas dans le registre"),
    "unverified": ("; unverified", " ; non vérifié"),
    "unverified.why": (
        "unverified: shipped with regdrift and not checked against the text of the law",
        "non vérifié : livré avec regdrift, sans avoir été comparé au texte de la loi",
    ),
    "from": (" from {day}", " dès le {day}"),
    "within": (", within {value}", ", sous {value}"),
    "watched": ("; watched in {source}: “{quote}”", " ; lu dans {source} : « {quote} »"),
    "tightened": ("{count} tightened", "{count} durcies"),
    "loosened": ("{count} loosened", "{count} assouplies"),
    "none": ("none", "aucune"),
}


def outlook_words(language: str) -> Mapping[str, str]:
    """Give the words of one language, ``en`` or ``fr``."""
    if language == "fr":
        return {name: typeset_french(french) for name, (_, french) in _WORDS.items()}
    return {name: english for name, (english, _) in _WORDS.items()}
