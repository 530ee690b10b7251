"""An HTML tree → blocks: the walk that keeps section numbers, list numbers and tables.

Main-text extractors drop what they take for furniture, section numbers among it; so this walk drops by rule only:
what is never text (scripts), what HTML says is not the text (``nav``), and what is struck (``del``, ``s``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from lxml.html import HtmlElement

from regdrift.parse.blocks import Block, BlockKind
from regdrift.parse.html_lists import NUMBER, number_items
from regdrift.parse.html_tables import ROW_LABEL, is_layout, table_rows
from regdrift.text.normalise import tidy

_UNSEEN = frozenset(
    (
        "script",
        "style",
        "template",
        "noscript",
        "head",
        "svg",
        "math-ml",
        "iframe",
        "object",
        "canvas",
        "button",
        "select",
        "textarea",
        "input",
        "datalist",
        "audio",
        "video",
        "map",
        "meta",
        "link",
        "base",
        "title",
    )
)
_STRUCK = frozenset({"del", "s", "strike"})
_BLOCK_TAGS = frozenset(
    (
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
        "app-root",
    )
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_NOTE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:annotations?|footnotes?|fn|endnotes?|history|credits?|editorial[\w-]*|sidenote)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NOTE_MARK_CLASS = re.compile(
    r"(?:^|[\s_-])(?:footnote-?ref|fnref|noteref|fn-?link|reference)(?:$|[\s_-])", re.IGNORECASE
)
_LEVEL_CLASS = re.compile(r"(?:^|\s)level-num(?:\s|$)")
_INDENT_CLASS = re.compile(r"(?:^|[\s_-])(?:text-)?(?:indent|level|tab|lvl)-?(\d{1,2})(?:$|\s)", re.IGNORECASE)
_HIDDEN_CLASS = re.compile(
    r"(?:^|\s)(?:sr-only|visually-hidden|screen-reader-text|element-invisible|skip-link)(?:\s|$)"
)
_DISPLAY_NONE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_CHAIN_LABEL = re.compile(r"\(([^()\[\]\s]{1,12})\)")
_SPACE = re.compile(r"\s+")
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_DRESSING = frozenset(("b", "strong", "i", "em", "u", "font", "big", "small"))
_LONGEST_LOOK = 80
_MOST_TABLES = 8
"""Tables nested deeper only arrange the page; real points nest four deep."""
_BULLETS = frozenset("—–•·▪-")


@dataclass(slots=True)
class _Context:
    """What the open elements say about the text inside them."""

    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    depth: int = 0
    note: bool = False
    pre: bool = False
    strong: bool = False
    linked: bool = False
    style: str = ""
    inline: str = ""

    # Made for every element of a page; ``dataclasses.replace`` takes ten times as long.

    def dressed(self, strong: bool, linked: bool, style: str, inline: str) -> _Context:
        """Give the context with another look."""
        return _Context(self.kind, self.level, self.depth, self.note, self.pre, strong, linked, style, inline)

    def of_kind(self, kind: BlockKind, note: bool, *, level: int | None = None, depth: int | None = None) -> _Context:
        """Give the context of another kind, level or depth."""
        return _Context(
            kind,
            self.level if level is None else level,
            self.depth if depth is None else depth,
            note,
            self.pre,
            self.strong,
            self.linked,
            self.style,
            self.inline,
        )


_Run = tuple[str, _Context]
"""A piece of text and what is open round it."""


@dataclass(slots=True)
class _Line:
    """The text collected for the next block."""

    runs: list[_Run] = field(default_factory=list)
    chain: tuple[str, ...] = ()


def iter_blocks(root: HtmlElement, keep_furniture: bool = False) -> Iterator[Block]:
    """Give the blocks below ``root`` in reading order.

    ``keep_furniture`` keeps header, footer, nav and aside (the user chose the element).
    """
    return _Walker(keep_furniture).walk(root)


class _Walker:
    """Walks the tree with its own stack, so that depth costs no recursion."""

    def __init__(self, keep_furniture: bool, tables: int = 0) -> None:
        self._keep = keep_furniture
        self._tables = tables
        self._line = _Line()
        self._pending_number: str | None = None

    def walk(self, root: HtmlElement) -> Iterator[Block]:
        """Give the blocks of one subtree; the state lives until the last block."""
        stack: list[tuple[HtmlElement, _Context, bool]] = [(root, _Context(), False)]
        while stack:
            element, context, done = stack.pop()
            if done:
                if _is_block(element):
                    yield from self._flush(context)
                if element is not root:
                    self._text(element.tail, stack[-1][1] if stack else context)
                continue
            if element is not root and self._skips(element, context):
                self._text(element.tail, stack[-1][1])
                continue
            inside = self._enter(element, context)
            if _is_block(element):
                yield from self._flush(context)
            if element.tag == "br":
                self._line.runs.append(("\n", inside))
            elif element.tag == "table" and self._tables < _MOST_TABLES and not is_layout(element):
                yield from self._table(element, inside)
                stack.append((element, inside, True))
                continue
            stack.append((element, inside, True))
            self._text(element.text, inside)
            stack.extend((child, inside, False) for child in reversed(element) if isinstance(child.tag, str))

    def _skips(self, element: HtmlElement, context: _Context) -> bool:
        """True where the element is no text of the page; a level number is read on the way."""
        tag = element.tag
        names = element.get("class") or ""
        if (
            tag in _UNSEEN
            or tag in _STRUCK
            or element.get("hidden") is not None
            or _DISPLAY_NONE.search(element.get("style") or "")
        ):
            return True
        if tag in ("nav", "footer") and not self._keep:
            return True
        if tag == "header" and not self._keep and not _holds_heading(element):
            return True
        if names and _HIDDEN_CLASS.search(names):
            return True
        if names and _LEVEL_CLASS.search(names):
            found = tuple(f"({label})" for label in _CHAIN_LABEL.findall((element.get("id") or "").replace("[", "")))
            if found:
                self._line.chain = found
                return True
        return _is_note_mark(element, names) and context.kind is not BlockKind.PRE

    def _enter(self, element: HtmlElement, outer: _Context) -> _Context:
        tag = element.tag
        names = element.get("class") or ""
        context = _dress(element, outer, names)
        note = context.note or tag == "aside" or element.get("role") in ("note", "doc-endnotes", "doc-footnote")
        note = note or bool(names and _is_block(element) and _NOTE_CLASS.search(names))
        level = _HEADINGS.get(tag) or _aria_level(element)
        if level:
            return context.of_kind(BlockKind.HEADING, note, level=level)
        if tag in ("ol", "ul", "menu", "dl", "blockquote"):
            if tag == "ol":
                number_items(element)
            return context.of_kind(context.kind, note, depth=context.depth + 1)
        if tag == "li":
            self._pending_number = element.get(NUMBER) or self._pending_number
            return context.of_kind(BlockKind.LIST_ITEM, note)
        if tag == "pre":
            return replace(context, kind=BlockKind.PRE, pre=True, note=note)
        indent = _INDENT_CLASS.search(names) if names else None
        depth = int(indent.group(1)) if indent else context.depth
        return (
            context
            if note == context.note and depth == context.depth
            else context.of_kind(context.kind, note, depth=depth)
        )

    def _text(self, text: str | None, context: _Context) -> None:
        if text:
            self._line.runs.append((text if context.pre else _SPACE.sub(" ", text), context))

    def _flush(self, context: _Context) -> Iterator[Block]:
        """Give the text collected so far as a block of the context's kind."""
        line, self._line = self._line, _Line()
        raw = "".join(text for text, _ in line.runs)
        text = raw.strip("\n") if context.pre else tidy(raw)
        if not text.strip() and not line.chain:
            return
        number, self._pending_number = self._pending_number, None
        level = context.level if context.kind is BlockKind.HEADING else context.depth
        emphasised, linked, style = _look(line.runs, context)
        block = Block(
            context.kind,
            text,
            level,
            number,
            line.chain,
            note=context.note,
            emphasised=emphasised,
            linked=linked,
            style=style,
        )
        lines = tuple(_printed_lines(block, line.runs)) if "\n" in text and not context.pre else ()
        yield replace(block, lines=lines) if lines else block

    def _table(self, table: HtmlElement, context: _Context) -> Iterator[Block]:
        """Give a table row by row; a label in a narrow first cell and its text become one paragraph."""
        for row in table_rows(table):
            cells = [cell for cell in row if cell.tag in ("td", "th")]
            texts = [tidy("".join(cell.itertext())) for cell in cells]
            if len(cells) == 2 and ROW_LABEL.fullmatch(texts[0]) and texts[1]:
                yield from self._labelled_row(texts[0], cells[1], context)
            elif len([text for text in texts if text]) == 1:
                yield from (
                    replace(block, note=context.note or block.note) for cell in cells for block in self._inner(cell)
                )
            elif any(texts):
                texts = [tidy(" ".join(block.text for block in self._inner(cell))) for cell in cells]
                yield Block(BlockKind.ROW, " | ".join(texts), context.depth, cells=tuple(texts), note=context.note)

    def _inner(self, cell: HtmlElement) -> Iterator[Block]:
        return _Walker(True, self._tables + 1).walk(cell)

    def _labelled_row(self, label: str, cell: HtmlElement, context: _Context) -> Iterator[Block]:
        """EUR-Lex prints points as tables of two cells, ``(a)`` and the text; nested points lie inside the text."""
        first = True
        for block in self._inner(cell):
            printed = f"{label} {block.text}" if first and label not in _BULLETS else block.text
            yield replace(block, text=printed, level=block.level + context.depth + 1, note=context.note or block.note)
            first = False


def _dress(element: HtmlElement, context: _Context, names: str) -> _Context:
    """Give the context with what the element says of the look of its text."""
    tag, look = element.tag, element.get("style") or ""
    strong = context.strong or tag in ("b", "strong", "th") or bool(look and _BOLD.search(look))
    linked = context.linked or (tag == "a" and bool(element.get("href")))
    style, inline = context.style, context.inline
    if _is_block(element):
        style, inline = f"{tag}.{names}{look[:_LONGEST_LOOK]}", ""
    elif names or look or tag in _DRESSING:
        inline = f"{tag}.{names}{look[:_LONGEST_LOOK]}"
    if (strong, linked, style, inline) == (context.strong, context.linked, context.style, context.inline):
        return context
    return context.dressed(strong, linked, style, inline)


def _look(runs: Sequence[_Run], context: _Context) -> tuple[bool, bool, str]:
    """Give the look that all letters of some text share: emphasised, linked, style."""
    seen = [run for text, run in runs if text.strip()]
    if not seen:
        return False, False, context.style
    emphasised = all(run.strong for run in seen)
    inline = seen[0].inline if len({run.inline for run in seen}) == 1 else ""
    return emphasised, all(run.linked for run in seen), f"{context.style}>{inline}{'!' if emphasised else ''}"


def _printed_lines(block: Block, runs: Sequence[_Run]) -> Iterator[Block]:
    """Give the lines into which line breaks divide a block."""
    line: list[_Run] = []
    for run in (*runs, ("\n", _Context())):
        if run[0] != "\n":
            line.append(run)
            continue
        text = tidy("".join(part for part, _ in line))
        if text:
            emphasised, linked, style = _look(line, line[0][1])
            yield replace(block, text=text, emphasised=emphasised, linked=linked, style=style)
        line = []


def _aria_level(element: HtmlElement) -> int:
    """Give the rank of an element that says it is a heading (ARIA 1.2, role heading); 0 for others."""
    if element.get("role") != "heading":
        return 0
    level = element.get("aria-level") or "2"
    return min(int(level), 6) if level in "123456789" else 2


def _is_block(element: HtmlElement) -> bool:
    return bool(element.tag in _BLOCK_TAGS)


def _holds_heading(header: HtmlElement) -> bool:
    """Tell whether a header is that of the law: of a page from the third level up, of a unit's element at any."""
    parent = header.getparent()
    own = parent is not None and parent.tag in ("article", "section")
    return any(True for _ in header.iter(*(_HEADINGS if own else ("h1", "h2", "h3"))))


def _is_note_mark(element: HtmlElement, names: str) -> bool:
    """True for a footnote's mark: it is no word of law and changes when a note is added."""
    if element.tag == "a" and names and _NOTE_MARK_CLASS.search(names):
        return len("".join(element.itertext()).strip()) <= 5
    if element.tag != "sup":
        return False
    links = [link for link in element.iter("a") if (link.get("href") or "").startswith("#")]
    return bool(links) and len("".join(element.itertext()).strip()) <= 5
