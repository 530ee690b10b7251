"""Collects provisions in document order and keeps the promises of ``Provision.path``."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from typing import TypedDict, Unpack

from regdrift.model.document import (
    LegalDate,
    LegalDocument,
    Note,
    NoteKind,
    Provision,
    ProvisionKind,
    ProvisionStatus,
    Stage,
)
from regdrift.text.normalise import fold, fold_label, tidy

_UNSAFE = re.compile(r"[^\w.:§°ª-]+")
_LONGEST_PART = 80
_REPEATED_PATH = re.compile(r"(?P<first>.+)~\d+")


class ProvisionFields(TypedDict, total=False):
    """What a provision says besides its place; what is missing takes the default of ``Provision``."""

    label: str | None
    heading: str | None
    text: str
    kind: ProvisionKind
    status: ProvisionStatus
    citation: str | None
    continuation: str


class DocumentFields(TypedDict, total=False):
    """What a document says besides its provisions; what is missing takes the default of ``LegalDocument``."""

    language: str | None
    title: str | None
    citation: str | None
    identifiers: Mapping[str, str]
    dates: tuple[LegalDate, ...]
    stage: Stage | None


def path_part(label: str) -> str:
    """Give the part of a path that stands for a label or number: ``(c)`` → ``c``, ``§ 314.4`` → ``314.4``.

    Words stay, joined by ``-``.
    """
    folded = fold_label(label).replace("§", " ").strip(" .:-()[]°º")
    return _UNSAFE.sub("-", folded)[:_LONGEST_PART].strip("-") or "-"


def _upwards(path: str) -> Iterator[str]:
    """Give a path and the paths above it."""
    while path:
        yield path
        path = path.rpartition("/")[0]


def _moved(note: Note, gone: Container[str], copies: Mapping[str, str]) -> Note:
    """Give a note at the first print where it stood at a copy that is left out."""
    top = next((part for part in _upwards(note.provision_path or "") if part in gone), None)
    if top is None or note.provision_path is None:
        return note
    return replace(note, provision_path=copies[top] + note.provision_path[len(top) :])


class ProvisionBuilder:
    """Collects the provisions and notes of one document."""

    def __init__(self) -> None:
        self._provisions: dict[str, Provision] = {}
        self._seen: dict[str, int] = {}
        self._children: dict[str, int] = {}
        self._notes: list[Note] = []
        self._warnings: list[str] = []

    def __contains__(self, path: object) -> bool:
        """True where a provision stands at the path."""
        return path in self._provisions

    def __len__(self) -> int:
        """Number of provisions so far."""
        return len(self._provisions)

    def get(self, path: str) -> Provision:
        """Give the provision as it stands now.

        Raises:
            KeyError: no provision stands at the path.
        """
        return self._provisions[path]

    def has_units(self, path: str) -> bool:
        """True where at least one provision stands below the path."""
        return path in self._children

    def count_children(self, path: str) -> int:
        """Number of provisions that were added directly below the path."""
        return self._children.get(path, 0)

    def add(self, parent: str | None, part: str, **fields: Unpack[ProvisionFields]) -> str:
        """Add a provision below ``parent`` (None: at the root) and give its path.

        ``part`` is a label or number, folded here. A path that is taken gets ``~2``, ``~3``. Label, heading and text
        are tidied; texts with no characters but blanks become None or "".
        """
        wanted = f"{parent}/{path_part(part)}" if parent else path_part(part)
        path = wanted
        while path in self._provisions:
            self._seen[wanted] = self._seen.get(wanted, 1) + 1
            path = f"{wanted}~{self._seen[wanted]}"
        if parent:
            self._children[parent] = self._children.get(parent, 0) + 1
        heading = tidy(fields.get("heading") or "")
        self._provisions[path] = Provision(
            path=path,
            label=tidy(fields.get("label") or "") or None,
            heading=heading.replace("\n", " ") or None,
            text=tidy(fields.get("text", "")),
            citation=fields.get("citation"),
            kind=fields.get("kind", ProvisionKind.UNIT),
            status=fields.get("status", ProvisionStatus.IN_FORCE),
            continuation=tidy(fields.get("continuation", "")),
        )
        return path

    def append_text(self, path: str, text: str) -> None:
        """Add a paragraph to the provision's own text."""
        old = self._provisions[path]
        self._provisions[path] = replace(old, text=tidy(f"{old.text}\n{text}"))

    def set_text(self, path: str, text: str) -> None:
        """Replace the provision's own text."""
        self._provisions[path] = replace(self._provisions[path], text=tidy(text))

    def append_continuation(self, path: str, text: str) -> None:
        """Add a paragraph that follows the provision's sub-units and belongs to the provision."""
        old = self._provisions[path]
        self._provisions[path] = replace(old, continuation=tidy(f"{old.continuation}\n{text}"))

    def set_status(self, path: str, status: ProvisionStatus) -> None:
        """Record what the document says of the provision."""
        self._provisions[path] = replace(self._provisions[path], status=status)

    def add_note(self, kind: NoteKind, text: str, heading: str | None = None, path: str | None = None) -> None:
        """Add a note that is printed with the law and is no law; empty ones are dropped."""
        text = tidy(text)
        heading = tidy(heading or "") or None
        if text or heading:
            self._notes.append(Note(kind, text, heading, path))

    def warn(self, message: str) -> None:
        """Record a doubt about the reading, for a person."""
        if message not in self._warnings:
            self._warnings.append(message)

    def _drop_second_prints(self) -> None:
        copies = {
            path: match["first"]
            for path, item in self._provisions.items()
            if item.kind is ProvisionKind.SECTION and (match := _REPEATED_PATH.fullmatch(path))
        }
        if not copies:
            return
        wanted = {*copies, *copies.values()}
        prints: dict[str, list[tuple[str, ...]]] = {path: [] for path in wanted}
        owners: dict[str, str] = {}
        for path, item in self._provisions.items():
            top = next((part for part in _upwards(path) if part in wanted), None)
            if top is not None:
                owners[path] = top
                words = (item.label or "", item.heading or "", item.text, item.continuation)
                prints[top].append((path[len(top) :], *map(fold, words)))
        gone = {copy for copy, first in copies.items() if prints[copy] == prints.get(first)}
        for copy in sorted(gone):
            label = self._provisions[copy].label or copies[copy]
            self.warn(f"{label} is printed more than once with the same text; the copy is left out.")
        kept = {path: item for path, item in self._provisions.items() if owners.get(path) not in gone}
        self._notes = [_moved(note, gone, copies) for note in self._notes]
        self._provisions = kept

    def build(self, format: str, version: int, **fields: Unpack[DocumentFields]) -> LegalDocument:  # noqa: A002 - field name of LegalDocument
        """Give the document; provisions in the order in which they were added.

        A section that is printed twice with the same text is one section: the copy is left out, with a warning.
        """
        self._drop_second_prints()
        return LegalDocument(
            format=format,
            parser=f"{format}@{version}",
            provisions=tuple(self._provisions.values()),
            notes=tuple(self._notes),
            warnings=tuple(self._warnings),
            language=fields.get("language"),
            title=fields.get("title"),
            citation=fields.get("citation"),
            identifiers=fields.get("identifiers", {}),
            dates=fields.get("dates", ()),
            stage=fields.get("stage"),
        )
