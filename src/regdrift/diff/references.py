"""Cross-reference style: when two texts differ only in how they refer, and not in what they refer to.

The line between style and law: a reference is *unit + number + frame* ("section 6502(b)" + "of this title"). Two
references at the same place, with the same words around them, say the same where

1. unit and number are the same, however the unit is written ("section 5", "sec. 5", "§ 5"; "Absatz", "Abs."), and
   the frames are both missing or of the own text ("of this section", "du présent code", "dieses Gesetzes"). A
   frame that names other law ("of title 5", "TKG") belongs to the words around and must be the same; or
2. a codifier translated the numbers of the act into those of the code: the older number cannot be one of this code
   (its shape is foreign to the labels of this document, which are compound such as "41-154.02"), the newer one has
   the code's shape or is "this section"; or an act's "Part 14" became "subchapter XIV of this chapter", where the
   number is the same in Roman figures; or "of this Act" became "of this title".

One foreign number must always become the same new one within a document: a number translated in two ways is an
amendment. "§ 115 Absatz 4 TKG" → "§ 27 TTDSG" is one too: both name their law.

Apart from references, what counts are the words: punctuation, quotation marks, brackets and blanks do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from regdrift.model.document import LegalDocument, ProvisionKind
from regdrift.text.normalise import fold
from regdrift.text.tokens import tokenise

_UNITS = {
    "section": r"sections?|secs?\.|§§?|sección|seccion(?:es)?",
    "subsection": r"subsections?|subsecs?\.",
    "paragraph": r"paragraphs?|paras?\.|pars?\.|paragraphes?|Absatz(?:es)?|Absätze[n]?|Abs\.|apartados?",
    "subparagraph": r"subparagraphs?|subpars?\.|alinéas?|al\.|Unterabsatz(?:es)?|Unterabs\.",
    "clause": r"clauses?|subclauses?",
    "article": r"articles?|arts?\.|artikels?|artículos?",
    "number": r"nummern?|nrn?\.|items?|points?",
    "sentence": r"satz(?:es)?|sätzen?",
    "letter": r"buchstaben?|buchst\.|lit\.",
    "part": r"parts?|subparts?|teils?|parties?|partes?",
    "title": r"titles?|subtitles?|titres?|títulos?",
    "chapter": r"chapters?|subchapters?|chapitres?|kapitels?|capítulos?",
    "division": r"abschnitts?|livres?|libros?",
}
_DIVISIONS = frozenset({"part", "title", "chapter", "division"})
_ROMAN = re.compile(r"m{0,3}(?:c[md]|d?c{0,3})(?:x[cl]|l?x{0,3})(?:i[xv]|v?i{0,3})", re.IGNORECASE)
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_UNIT = "|".join(f"(?P<{name}>{words})" for name, words in _UNITS.items())
_NUMBER = (
    r"(?:(?:[LRDA]\.?\s?\*?\s?)?\d+[a-z]{0,3}\b(?:[.:-]\d*[a-z0-9]+)*|[IVXLCDM]+\b)(?:\s?\([a-z0-9]{1,5}\))*"
    r"|(?:\([a-z0-9]{1,5}\))+"
)
_OWN_FRAME = (
    r"(?P<own>,?\s(?:of|in|to|under)\s(?:this|the\spresent)\s"
    r"(?:section|subsection|paragraph|subparagraph|clause|title|subtitle|chapter|subchapter|part|subpart|article|act"
    r"|code|regulation|law)\b"
    r"|\s(?:du|de\sla|de\sl'|au|à\sla)\s?(?:présente?)\s(?:code|article|chapitre|titre|règlement|loi|section|livre)\b"
    r"|\s(?:dieses|dieser|des\svorliegenden)\s(?:Gesetzes|Verordnung|Artikels|Vorschrift|Paragraphen|Abschnitts|Absatzes)\b"
    r"|\sde\s(?:la\spresente|el\spresente|este|esta)\s(?:ley|reglamento|artículo|sección|capítulo|título)\b)"
)
_REFERENCE = re.compile(
    rf"(?<![\w§])(?:this\s(?P<this>section|part|chapter|subchapter|title)\b|(?:{_UNIT})\s?(?P<numeral>{_NUMBER})(?:{_OWN_FRAME})?)",
    re.IGNORECASE,
)
_LATE_FRAME = re.compile(
    r",\sof\sthis\s(?:section|subsection|paragraph|title|chapter|subchapter|part)\b(?=\s(?:shall|may|must|will|is|are)\b)"
    r"|(?<=\([a-z0-9]\))\sof\sthis\s(?:section|subsection|paragraph|title|chapter|subchapter|part)\b",
    re.IGNORECASE,
)
_LONG_WORD = re.compile(r"\b(?![ivxlcdm]+\b)[^\W\d_]{4,}")
_PHRASE_WORDS = (
    "section sections sections subsection subsections subsec subsecs paragraph paragraphs para paras subparagraph"
    " subparagraphs subpar subpars clause clauses subclause subclauses article articles item items point points part"
    " parts subpart subparts title titles subtitle subtitles chapter chapters subchapter subchapters under this present"
    " code regulation sección secciones absatz absatzes absätze absätzen apartado apartados alinéa alinéas"
    " unterabsatz unterabsatzes unterabs artikel artikels artículo artículos nummer nummern satz satzes sätze sätzen"
    " buchstabe buchstaben buchst teil teils partie parties parte partes titre titres título títulos chapitre chapitres"
    " kapitel kapitels capítulo capítulos abschnitt abschnitts livre livres libro libros présent présente règlement"
    " dieses dieser vorliegenden gesetzes verordnung vorschrift paragraphen paragraphe paragraphes presente este esta"
    " reglamento secs arts"
)
_REFERENCE_WORDS = frozenset(_PHRASE_WORDS.split())
_PLACEHOLDER = "\ue000"
_LABELS = re.compile(r"\s?\(.*$")
_ACT = re.compile(r"\bact\b|\bgesetzes\b|\bloi\b|\blaw\b|\bley\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference: its unit, its number in comparable form, its own-text frame (empty for none)."""

    unit: str
    number: str
    frame: str = ""

    @property
    def shape(self) -> str:
        """The number with digits as 9 and letters as a, without paragraph labels: ``41-154.01(a)`` → ``9-9.9``."""
        return _shape(self.number)


@dataclass(slots=True)
class ReferenceStyle:
    """Judges pairs of texts of one comparison; remembers translations, so that a contradiction shows."""

    own_shapes: frozenset[str]
    """Compound shapes of the section numbers of this document; empty where they are plain numbers."""
    _translations: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, documents: Iterable[LegalDocument]) -> ReferenceStyle:
        """Read the code's own shapes from the section labels and citations of both documents."""
        shapes = set()
        for document in documents:
            for provision in document.provisions:
                if provision.kind is not ProvisionKind.SECTION or not provision.label:
                    continue
                shapes.add(_label_shape(provision.label))
        return cls(frozenset(shape for shape in shapes if shape and not shape.isalnum()))

    def is_same_law(self, old: str, new: str) -> bool:
        """Tell whether two texts differ in punctuation and reference style only."""
        if _plain_words(old) != _plain_words(new):
            return False
        old_words, old_references = _read(old)
        new_words, new_references = _read(new)
        if old_words != new_words or len(old_references) != len(new_references):
            return False
        pairs = list(zip(old_references, new_references, strict=True))
        return all(self._is_same_target(before, after) for before, after in pairs)

    @property
    def has_conflict(self) -> bool:
        """Tell whether some number was translated in two ways so far; judgements made before may then be wrong."""
        return any(len(found) > 1 for found in self._translations.values())

    def _is_same_target(self, before: Reference, after: Reference) -> bool:
        if before.unit == after.unit and before.number == after.number:
            return True
        if self._is_translation(before, after):
            if after.number == "this":
                return True
            known = self._translations.setdefault((before.unit, before.number), set())
            known.add(after.number)
            return len(known) == 1
        return False

    def _is_translation(self, before: Reference, after: Reference) -> bool:
        if before.unit in _DIVISIONS and after.unit in _DIVISIONS:
            same = _as_arabic(before.number) == _as_arabic(after.number)
            return same and bool(_ACT.search(before.frame) or not before.frame)
        if before.unit != "section" or after.unit != "section":
            return False
        if _ACT.search(before.frame) and after.frame and not _ACT.search(after.frame):
            return True
        foreign = bool(self.own_shapes) and before.shape not in self.own_shapes and before.number != "this"
        return foreign and (after.number == "this" or after.shape in self.own_shapes)


def _read(text: str) -> tuple[tuple[str, ...], list[Reference]]:
    """Give the words of a text with references taken out, and the references in order."""
    references: list[Reference] = []

    def take(match: re.Match[str]) -> str:
        references.append(_as_reference(match))
        return f" {_PLACEHOLDER} "

    plain = _REFERENCE.sub(take, _LATE_FRAME.sub("", fold(text)))
    tokens, _ = tokenise(plain)
    return tuple(
        token.key for token in tokens if token.is_word or token.key == _PLACEHOLDER or _counts(token.key)
    ), references


def _plain_words(text: str) -> list[str]:
    """Give the words that no reference phrase holds: where these differ, reading references is idle."""
    return [word for word in _LONG_WORD.findall(text.casefold()) if word not in _REFERENCE_WORDS]


def _counts(key: str) -> bool:
    """Tell whether a token without letters carries meaning: a reference, currency, percent or comparison sign."""
    return any(sign in "\ue000%‰€$£¥§<>=+≤≥×" for sign in key)


def _as_reference(match: re.Match[str]) -> Reference:
    if match["this"]:
        unit = match["this"].lower().removeprefix("sub")
        return Reference(unit, "this")
    unit = next(name for name in _UNITS if match[name])
    number = re.sub(r"[\s*]", "", match["numeral"]).casefold()
    number = re.sub(r"^([lrda])\.", r"\1", number)
    return Reference(unit, number, match["own"] or "")


@lru_cache(maxsize=16_384)
def _label_shape(label: str) -> str:
    """Give the shape of the number in a section's label; empty where it has none."""
    match = re.search(r"\d[\w.:-]*", fold(label))
    return _shape(match[0].rstrip(".:-")) if match else ""


def _shape(number: str) -> str:
    return re.sub(r"[a-z]+", "a", re.sub(r"\d+", "9", _LABELS.sub("", number.casefold())))


def _as_arabic(number: str) -> str:
    if not number or not _ROMAN.fullmatch(number):
        return number
    values = [_ROMAN_VALUES[letter] for letter in number.casefold()]
    total = sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))
    return str(total)
