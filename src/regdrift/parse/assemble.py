"""Pieces → provisions: what stands under what, and where unlabelled text belongs.

The labels below a section are placed by :mod:`regdrift.parse.numbering`. Unlabelled text is placed by what stands
before it: text after a lead-in ("The operator shall:") belongs to the lead-in; text after the points of a list
belongs to the unit that introduced the list, as its continuation ("flush" text in drafters' words).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from regdrift.model.document import NoteKind, ProvisionKind, ProvisionStatus
from regdrift.parse.builder import ProvisionBuilder
from regdrift.parse.labels import defined_term, follows, join_labels, label_key, slug
from regdrift.parse.numbering import GENERIC, LabelPlacer, Scheme
from regdrift.parse.numerals import readings
from regdrift.parse.pieces import Piece, Role
from regdrift.parse.status import read_status

Cite = Callable[[Piece | None, Sequence[str]], str | None]
"""Gives the citation of a unit from its section (None for text outside sections) and the labels below it."""

_LEFT_OUT = ("…", "[…]")
"""A consolidation prints these where a passage was deleted; beside other text they are no words of law."""
_SENTENCE_END = (".", ";", "!", "?", "…")
_CLOSING = "”\"’'»)] "
_LABELS_AHEAD = 8
_DEEPEST = 12
"""Labels below a section; real law stays below ten, and hostile text must not make the placing slow."""


@dataclass(slots=True)
class _Node:
    """One provision in the making."""

    kind: ProvisionKind
    parent: _Node | None
    key: str
    label: str | None = None
    heading: str | None = None
    text: str = ""
    continuation: str = ""
    citation: str | None = None
    status: ProvisionStatus = ProvisionStatus.IN_FORCE
    number: str | None = None
    has_children: bool = False
    path: str | None = None

    @property
    def introduces(self) -> bool:
        """True where the text is a lead-in: it ends without ending a sentence."""
        bare = self.text.rstrip(_CLOSING)
        return bool(bare) and not bare.endswith(_SENTENCE_END)

    def add_line(self, line: str) -> None:
        """Add a paragraph to the unit's own text."""
        self.text = f"{self.text}\n{line}" if self.text else line

    def add_continuation(self, line: str) -> None:
        """Add a paragraph that follows the unit's sub-units."""
        self.continuation = f"{self.continuation}\n{line}" if self.continuation else line


@dataclass(slots=True)
class _Scope:
    """A section, annex or definition below which labels are placed afresh."""

    node: _Node
    placer: LabelPlacer
    units: dict[tuple[str, ...], _Node] = field(default_factory=dict)
    last: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assembled:
    """The provisions and notes of one text, in a builder that waits for the document's own data."""

    title: str | None
    builder: ProvisionBuilder
    headless: bool
    """True where there are section heads but no word of law under any of them."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one family of laws numbers and cites; see :mod:`regdrift.parse.numbering` for the schemes."""

    scheme: Scheme
    cite: Cite
    definitions: bool = True
    """Whether a paragraph that opens with a defined term is a unit of its own."""


def assemble(pieces: Iterable[Piece], dialect: Dialect) -> Assembled:
    """Place the pieces and give the provisions in the order of the text."""
    items = list(pieces)
    following = _labels_ahead(items)
    assembler = _Assembler(dialect)
    for piece, ahead in zip(items, following, strict=True):
        assembler.take(piece, ahead)
    return assembler.finish()


def _labels_ahead(items: Sequence[Piece]) -> list[tuple[str, ...]]:
    """Give for each piece the labels that follow it in its section, at most eight."""
    ahead: tuple[str, ...] = ()
    found: list[tuple[str, ...]] = []
    for piece in reversed(items):
        found.append(ahead)
        if piece.role in (Role.SECTION, Role.ANNEX, Role.DIVISION, Role.HEADING):
            ahead = ()
        elif piece.role is Role.UNIT:
            ahead = (*piece.labels, *ahead)[:_LABELS_AHEAD]
    return found[::-1]


class _Assembler:
    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._nodes: list[_Node] = []
        self._title: str | None = None
        self._groups: list[tuple[int, _Node]] = []
        self._section: Piece | None = None
        self._annex: _Node | None = None
        self._scopes: list[_Scope] = []
        self._current: _Node | None = None
        self._flush_target: _Node | None = None
        self._notes: list[tuple[NoteKind, str | None, list[str], _Node | None]] = []
        self._note_open = False

    def take(self, piece: Piece, ahead: tuple[str, ...]) -> None:
        """Place one piece; ``ahead`` are the labels that follow it in its section."""
        if piece.role not in (Role.NOTE, Role.NOTE_HEADING):
            self._note_open = False
        match piece.role:
            case Role.TITLE:
                self._title = self._title or piece.text
            case Role.DIVISION | Role.HEADING:
                self._open_group(piece)
            case Role.SECTION:
                self._open_section(piece, ahead)
            case Role.ANNEX:
                self._open_annex(piece, ahead)
            case Role.UNIT:
                self._open_unit(piece, ahead)
            case Role.TEXT | Role.ROW:
                self._place_text(piece)
            case Role.NOTE_HEADING:
                self._notes.append((piece.note_kind, piece.text, [], self._section_node()))
                self._note_open = True
            case Role.NOTE:
                self._add_note(piece)

    def _section_node(self) -> _Node | None:
        return self._scopes[0].node if self._scopes else None

    def _add_note(self, piece: Piece) -> None:
        if self._note_open and self._notes:
            self._notes[-1][2].append(piece.text)
        else:
            self._notes.append((piece.note_kind, piece.heading, [piece.text], self._section_node()))

    def _add(self, node: _Node) -> _Node:
        node.heading, node.status = node.heading or None, read_status(node.heading, node.text)
        if node.parent is not None:
            node.parent.has_children = True
        self._nodes.append(node)
        return node

    def _open_group(self, piece: Piece) -> None:
        while self._groups and self._groups[-1][0] >= piece.level:
            self._groups.pop()
        numbered = piece.role is Role.DIVISION
        parent = self._groups[-1][1] if self._groups else (self._annex if numbered else None)
        name = piece.label if numbered else piece.heading or piece.text
        kind = ProvisionKind.DIVISION if numbered else ProvisionKind.TEXT
        heading = piece.heading if numbered else piece.heading or piece.text
        citation = self._dialect.cite(piece, ()) if numbered and piece.label else None
        node = self._add(_Node(kind, parent, slug(name or ""), piece.label, heading, citation=citation))
        self._groups.append((piece.level, node))
        self._section = None
        self._scopes = [] if numbered else [self._scope(node)]
        self._current = node
        self._flush_target = None

    def _scope(self, node: _Node, first: str | None = None) -> _Scope:
        """Open a scope; a section whose first label is not the scheme's first level is placed by order of use."""
        levels = self._dialect.scheme.levels
        fits = not levels or first is None or any(reading[0] is levels[0][0] for reading in readings(first))
        return _Scope(node, LabelPlacer(self._dialect.scheme if fits else GENERIC))

    def _open_section(self, piece: Piece, ahead: tuple[str, ...]) -> None:
        key = label_key(piece.number or piece.label or "")
        while self._groups and self._groups[-1][1].kind is ProvisionKind.TEXT:
            self._groups.pop()
        node = _Node(
            ProvisionKind.SECTION,
            self._annex,
            key,
            piece.label,
            piece.heading,
            piece.text,
            citation=self._dialect.cite(piece, ()),
            number=key,
        )
        self._start(self._add(node), piece, ahead)

    def _open_annex(self, piece: Piece, ahead: tuple[str, ...]) -> None:
        self._groups = []
        self._annex = None
        node = _Node(
            ProvisionKind.ANNEX,
            None,
            slug(piece.label or "annex"),
            piece.label,
            piece.heading,
            citation=self._dialect.cite(piece, ()),
        )
        self._annex = self._add(node)
        self._start(node, piece, ahead)

    def _start(self, node: _Node, piece: Piece, ahead: tuple[str, ...]) -> None:
        self._section = piece
        self._scopes = [self._scope(node, ahead[0] if ahead else None)]
        self._current = node
        self._flush_target = None

    def _open_unit(self, piece: Piece, ahead: tuple[str, ...]) -> None:
        if not self._scopes:
            self._scopes = [self._scope(self._groups[-1][1] if self._groups else self._root(), piece.labels[0])]
        if piece.chain:
            self._scopes = self._scopes[:1]
            node = self._unit(self._scopes[0], piece.chain)
            self._scopes[0].last = piece.chain
        else:
            self._leave_definition(piece.labels[0])
            scope = self._scopes[-1]
            chain: tuple[str, ...] = ()
            for position, label in enumerate(piece.labels):
                repeated = bool(scope.last) and scope.last[-1] == label
                coming = () if repeated else (*piece.labels[position + 1 :], *ahead)
                chain = scope.placer.place(label, following=coming)
                if len(chain) > _DEEPEST:
                    scope.placer.reset()
                if position + 1 < len(piece.labels) and chain not in scope.units:
                    self._unit(scope, chain)
            node = self._unit(scope, chain)
            scope.last = chain
        node.heading = piece.heading or node.heading
        node.text = piece.text
        node.status = read_status(node.heading, node.text)
        self._current = node
        self._flush_target = None

    def _root(self) -> _Node:
        """The place for text that no section holds: a text that starts with ``(a)`` (an excerpt of one section)."""
        return _Node(ProvisionKind.SECTION, None, "")

    def _unit(self, scope: _Scope, chain: tuple[str, ...]) -> _Node:
        """Add the unit at the end of the chain, and its ancestors where the text printed only their labels."""
        parent = scope.node
        for depth in range(1, len(chain)):
            part = chain[:depth]
            if part not in scope.units:
                scope.units[part] = self._add(self._unit_node(parent, part))
            parent = scope.units[part]
        node = self._add(self._unit_node(parent, chain))
        scope.units[chain] = node
        return node

    def _unit_node(self, parent: _Node, chain: tuple[str, ...]) -> _Node:
        outer = () if len(self._scopes) < 2 else self._scopes[0].last
        labels = (*outer, *chain)
        citation = (
            None
            if len(self._scopes) > 1 and self._scopes[-1].node is not self._scopes[0].node
            else self._dialect.cite(self._section, labels)
        )
        if len(self._scopes) > 1:
            citation = self._scopes[-1].node.citation
        return _Node(ProvisionKind.UNIT, parent, label_key(chain[-1]), join_labels(chain), citation=citation)

    def _leave_definition(self, label: str) -> None:
        """End the open definition where the label goes on with the numbering outside of it."""
        if len(self._scopes) < 2:
            return
        outer, inner = self._scopes[-2], self._scopes[-1]
        if any(follows(last, label) for last in inner.last) or label_key(label) in ("a", "1", "i"):
            return
        if any(follows(last, label) for last in outer.last):
            self._scopes.pop()

    def _place_text(self, piece: Piece) -> None:
        text = piece.text
        if self._current is None:
            self._open_preamble(piece)
            return
        defines = self._dialect.definitions and piece.role is Role.TEXT and bool(self._scopes)
        term = defined_term(text) if defines else None
        if term and self._open_definition(term, text):
            return
        if text in _LEFT_OUT and (self._current.text or self._current.has_children):
            return
        if piece.role is Role.ROW:
            self._current.add_line(text)
            return
        if self._flush_target is not None:
            self._flush_target.add_continuation(text)
            return
        back = self._flush_of(self._current)
        if back is None:
            self._current.add_line(text)
            if len(self._current.text) == len(text):
                self._current.status = read_status(self._current.heading, text)
            return
        back.add_continuation(text)
        self._flush_target = back

    def _flush_of(self, leaf: _Node) -> _Node | None:
        """Give the unit that text after a leaf goes back to, or None where the text goes on with the leaf."""
        if (
            not leaf.text
            or leaf.kind is not ProvisionKind.UNIT
            or (leaf.introduces and leaf.text.rstrip().endswith((":", "—", "–")))
        ):
            return None
        ended = leaf.text.rstrip(_CLOSING).endswith(".")
        found: _Node | None = None
        ancestor: _Node | None = leaf.parent
        while (
            ancestor is not None
            and ancestor.kind in (ProvisionKind.UNIT, ProvisionKind.SECTION)
            and ancestor.introduces
        ):
            found = ancestor
            if not ended or ancestor.heading:
                break
            ancestor = ancestor.parent
        return found

    def _open_definition(self, term: str, text: str) -> bool:
        """Open a definition as a unit of its own, below the unit that introduces the definitions."""
        host = self._scopes[0].node
        if self._scopes[0].last:
            host = self._scopes[0].units[self._scopes[0].last]
        inside = len(self._scopes) > 1
        if not inside and (host is not self._current or (host.text and not host.introduces)):
            return False
        key = slug(term)
        if not key:
            return False
        self._scopes = self._scopes[:1]
        node = self._add(_Node(ProvisionKind.UNIT, host, key, None, None, text, citation=host.citation))
        self._scopes.append(self._scope(node))
        self._current = node
        self._flush_target = None
        return True

    def _open_preamble(self, piece: Piece) -> None:
        node = self._add(_Node(ProvisionKind.TEXT, None, "preamble", None, None, piece.text))
        self._current = node

    def finish(self) -> Assembled:
        """Give the provisions, without the heads of a table of contents."""
        kept = self._without_contents()
        builder = ProvisionBuilder()
        for node in kept:
            node.path = builder.add(
                node.parent.path if node.parent is not None else None,
                node.key,
                label=node.label,
                heading=node.heading,
                text=node.text,
                kind=node.kind,
                status=node.status,
                citation=node.citation,
                continuation=node.continuation,
            )
        for kind, heading, lines, owner in self._notes:
            path = owner.path if owner is not None else None
            builder.add_note(kind, "\n".join(lines) if lines else heading or "", heading if lines else None, path)
        words = any(node.text or node.continuation for node in kept if node.kind is not ProvisionKind.DIVISION)
        return Assembled(self._title, builder, headless=not words)

    def _without_contents(self) -> list[_Node]:
        """Drop the heads that stand empty and come again with text: a table of contents before the law."""
        filled = {(node.kind, node.number) for node in self._nodes if node.number and (node.text or node.has_children)}
        return [
            node
            for node in self._nodes
            if not (
                node.kind is ProvisionKind.SECTION
                and not node.text
                and not node.has_children
                and node.status is ProvisionStatus.IN_FORCE
                and (node.kind, node.number) in filled
            )
        ]
