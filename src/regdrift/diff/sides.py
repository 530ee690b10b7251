"""One document made ready for alignment: parents, children, contents, words; computed once, on demand."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property

from regdrift.diff.marks import is_void
from regdrift.model.document import LegalDocument, Provision
from regdrift.text.normalise import fold, fold_label
from regdrift.text.tokens import find_words

_REPEATED = re.compile(r"~\d+(?=/|$)")
ENUMERATION = re.compile(r"^(?:[^\W\d]+\.?\s?)?(?:n°|no\.?|nr\.?|§)?\s?\d+[a-z]?\b[\s.:)-]*")
"""The number with which a heading begins ("fiche n°16:"), folded; it is the provision's label in other words."""
Content = tuple[str, str, str]


class Vocabulary:
    """Numbers words, as characters: rapidfuzz compares strings fastest.

    Word number 1,114,111 and later ones share numbers with earlier ones; that only blurs a similarity.
    """

    _LIMIT = 0x10FFFF

    def __init__(self) -> None:
        self._numbers: dict[str, str] = {}

    def encode(self, words: list[str]) -> str:
        """Give one character for each word."""
        numbers = self._numbers
        encoded = []
        for word in words:
            number = numbers.get(word)
            if number is None:
                number = numbers[word] = chr(len(numbers) % self._LIMIT + 1)
            encoded.append(number)
        return "".join(encoded)


class AlignedSide:
    """A document's provisions by index, with what alignment asks of them."""

    def __init__(self, document: LegalDocument, vocabulary: Vocabulary) -> None:
        self.provisions: tuple[Provision, ...] = document.provisions
        self.paths = [provision.path for provision in self.provisions]
        self.index_of = {path: index for index, path in enumerate(self.paths)}
        self._vocabulary = vocabulary
        self._folded: dict[int, Content] = {}
        self._void: dict[int, bool] = {}
        self._words: dict[int, str] = {}
        self._bigrams: dict[int, frozenset[str]] = {}

    def __len__(self) -> int:
        """The number of provisions."""
        return len(self.provisions)

    @cached_property
    def parents(self) -> list[int]:
        """Index of the nearest ancestor that is a provision, -1 where there is none."""
        index_of = self.index_of
        found = []
        for path in self.paths:
            head = path.rpartition("/")[0]
            while head and head not in index_of:
                head = head.rpartition("/")[0]
            found.append(index_of[head] if head else -1)
        return found

    @cached_property
    def children(self) -> dict[int, list[int]]:
        """Indexes of the direct children by index of the parent."""
        found: dict[int, list[int]] = defaultdict(list)
        for index, parent in enumerate(self.parents):
            if parent >= 0:
                found[parent].append(index)
        return found

    def segment(self, index: int) -> str:
        """Give the last part of a provision's path, without the counter of repeated labels."""
        return _without_counter(self.paths[index].rpartition("/")[2])

    def is_numbered(self, index: int) -> bool:
        """Tell whether a provision has a label, or a heading that begins with its number."""
        return self.provisions[index].label is not None or bool(self._enumeration(index))

    def place(self, index: int) -> str:
        """Give where a provision stands, as its citation would say: labels from the root, without counters.

        What is unnumbered adds nothing: its path is made of words of its heading, or of its position.
        """
        parent = self.parents[index]
        prefix = self.place(parent) if parent >= 0 else ""
        own = self.paths[index][len(self.paths[parent]) + 1 :] if parent >= 0 else self.paths[index]
        if self.provisions[index].label is None:
            own = own.rpartition("/")[0] + self._enumeration(index)
        return f"{prefix}/{_without_counter(own)}" if own else prefix

    def _enumeration(self, index: int) -> str:
        found = ENUMERATION.match(self.folded(index)[0])
        return found[0] if found else ""

    def find_twin(self, index: int) -> int:
        """Give the first provision of the same label at the same place with the same words; -1 where there is none.

        Publishers print a provision twice by mistake, or in two columns; the parser counts such paths (``5~2``).
        """
        if not any(self.exact(index)) or "~" not in self.paths[index]:
            return -1
        twin = self.index_of.get(_without_counter(self.paths[index]), index)
        return twin if twin != index and self.folded(twin) == self.folded(index) else -1

    def exact(self, index: int) -> Content:
        """Give the content as printed: heading, text, continuation."""
        provision = self.provisions[index]
        return provision.heading or "", provision.text, provision.continuation

    def folded(self, index: int) -> Content:
        """Give the content in which typography and the case of headings do not count."""
        found = self._folded.get(index)
        if found is None:
            provision = self.provisions[index]
            heading = fold_label(provision.heading) if provision.heading else ""
            continuation = fold(provision.continuation) if provision.continuation else ""
            found = self._folded[index] = (heading, fold(provision.text), continuation)
        return found

    def is_void(self, index: int) -> bool:
        """Tell whether no law stands there: a repeal mark or a placeholder."""
        found = self._void.get(index)
        if found is None:
            found = self._void[index] = is_void(self.provisions[index])
        return found

    def has_law(self, index: int) -> bool:
        """Tell whether words of law stand there: neither a placeholder nor a bare number that only holds others."""
        return any(self.exact(index)) and not self.is_void(index)

    def size(self, index: int) -> int:
        """Give the number of characters of heading and text."""
        provision = self.provisions[index]
        return len(provision.text) + len(provision.continuation) + len(provision.heading or "")

    def words(self, index: int) -> str:
        """Give the folded words of the text (of the heading, where there is no text), one character a word."""
        found = self._words.get(index)
        if found is None:
            heading, text, continuation = self.folded(index)
            body = f"{text}\n{continuation}" if continuation else text
            found = self._words[index] = self._vocabulary.encode(find_words((body or heading).lower()))
        return found

    def bigrams(self, index: int) -> frozenset[str]:
        """Give the set of neighbouring word pairs."""
        found = self._bigrams.get(index)
        if found is None:
            words = self.words(index)
            found = self._bigrams[index] = frozenset(words[at : at + 2] for at in range(len(words) - 1))
        return found


def _without_counter(path: str) -> str:
    return _REPEATED.sub("", path) if "~" in path else path
