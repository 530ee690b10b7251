"""An HTML tree → blocks: the walk that keeps section numbers, list numbers and tables.

Main-text extractors drop what they take for furniture, section numbers among it; so this walk drops by rule only:
what is never text (scripts), what HTML says is not the text (``nav``), and what is struck (``del``, ``s``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml.html import HtmlElement

from regdrift.parse.blocks import Block, BlockKind
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
_ROW_LABEL = re.compile(r"[(\[]?(?:\d{1,4}[a-z]{0,3}|[A-Za-z]{1,2}|[ivxlcIVXLC]{1,8})[)\].°]{1,2}|[—–•·▪-]|\d{1,3}°")
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
    struck: bool = False
    number: str | None = None


@dataclass(slots=True)
class _Line:
    """The text collected for the next block."""

    parts: list[str] = field(default_factory=list)
    chain: tuple[str, ...] = ()
    plain_letters: int = 0
    strong_letters: int = 0

    def add(self, text: str, strong: bool) -> None:
        self.parts.append(text)
        letters = len(text.strip())
        if strong:
            self.strong_letters += letters
        else:
            self.plain_letters += letters


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
        self._counters: list[int] = []

    def walk(self, root: HtmlElement) -> Iterator[Block]:
        """Give the blocks of one subtree; the state lives until the last block."""
        stack: list[tuple[HtmlElement, _Context, bool, bool]] = [(root, _Context(), False, False)]
        while stack:
            element, context, strong, done = stack.pop()
            if done:
                if _is_block(element):
                    yield from self._flush(context)
                if element is not root:
                    self._text(element.tail, stack[-1][1] if stack else context, self._outer_strong(stack))
                continue
            if element is not root and self._skips(element, context):
                self._text(element.tail, stack[-1][1], self._outer_strong(stack))
                continue
            inside = self._enter(element, context)
            strong = strong or element.tag in ("b", "strong", "th")
            if _is_block(element):
                yield from self._flush(context)
            if element.tag == "br":
                self._line.add("\n", strong)
            elif element.tag == "hr":
                pass
            elif element.tag == "table" and self._tables < _MOST_TABLES and not _is_layout(element):
                yield from self._table(element, inside)
                stack.append((element, inside, strong, True))
                continue
            stack.append((element, inside, strong, True))
            self._text(element.text, inside, strong)
            stack.extend((child, inside, strong, False) for child in reversed(element) if isinstance(child.tag, str))

    @staticmethod
    def _outer_strong(stack: list[tuple[HtmlElement, _Context, bool, bool]]) -> bool:
        for _, _, strong, done in reversed(stack):
            if done:
                return bool(strong)
        return False

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
        if tag == "header" and not self._keep and not any(True for _ in element.iter("h1", "h2", "h3")):
            return True
        if names and _HIDDEN_CLASS.search(names):
            return True
        if names and _LEVEL_CLASS.search(names):
            found = tuple(f"({label})" for label in _CHAIN_LABEL.findall((element.get("id") or "").replace("[", "")))
            if found:
                self._line.chain = found
                return True
        return _is_note_mark(element, names) and context.kind is not BlockKind.PRE

    def _enter(self, element: HtmlElement, context: _Context) -> _Context:
        tag = element.tag
        names = element.get("class") or ""
        note = context.note or tag == "aside" or element.get("role") in ("note", "doc-endnotes", "doc-footnote")
        note = note or bool(names and _is_block(element) and _NOTE_CLASS.search(names))
        if tag in _HEADINGS:
            return replace(context, kind=BlockKind.HEADING, level=_HEADINGS[tag], note=note)
        if tag in ("ol", "ul", "menu", "dl", "blockquote"):
            if tag == "ol":
                _number_items(element)
            return replace(context, depth=context.depth + 1, note=note)
        if tag == "li":
            self._pending_number = element.get("data-regdrift-number") or self._pending_number
            return replace(context, kind=BlockKind.LIST_ITEM, note=note)
        if tag == "pre":
            return replace(context, kind=BlockKind.PRE, pre=True, note=note)
        indent = _INDENT_CLASS.search(names) if names else None
        depth = int(indent.group(1)) if indent else context.depth
        return replace(context, depth=depth, note=note) if note != context.note or depth != context.depth else context

    def _text(self, text: str | None, context: _Context, strong: bool) -> None:
        if text:
            self._line.add(text if context.pre else _SPACE.sub(" ", text), strong)

    def _flush(self, context: _Context) -> Iterator[Block]:
        """Give the text collected so far as a block of the context's kind."""
        line, self._line = self._line, _Line()
        raw = "".join(line.parts)
        text = raw.strip("\n") if context.pre else tidy(raw)
        if not text.strip() and not line.chain:
            return
        number, self._pending_number = self._pending_number, None
        level = context.level if context.kind is BlockKind.HEADING else context.depth
        emphasised = line.strong_letters > 0 and line.plain_letters == 0
        yield Block(context.kind, text, level, number, line.chain, note=context.note, emphasised=emphasised)

    def _table(self, table: HtmlElement, context: _Context) -> Iterator[Block]:
        """Give a table row by row; a label in a narrow first cell and its text become one paragraph."""
        for row in _rows(table):
            cells = [cell for cell in row if cell.tag in ("td", "th")]
            texts = [tidy("".join(cell.itertext())) for cell in cells]
            if len(cells) == 2 and _ROW_LABEL.fullmatch(texts[0]) and texts[1]:
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


def _rows(table: HtmlElement) -> Iterator[HtmlElement]:
    """Give the rows of this table, not those of tables inside its cells."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("tbody", "thead", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def _is_block(element: HtmlElement) -> bool:
    return bool(element.tag in _BLOCK_TAGS)


def _is_note_mark(element: HtmlElement, names: str) -> bool:
    """True for a footnote's mark: it is no word of law and changes when a note is added."""
    if element.tag == "a" and names and _NOTE_MARK_CLASS.search(names):
        return len("".join(element.itertext()).strip()) <= 5
    if element.tag != "sup":
        return False
    links = [link for link in element.iter("a") if (link.get("href") or "").startswith("#")]
    return bool(links) and len("".join(element.itertext()).strip()) <= 5


def _is_layout(table: HtmlElement) -> bool:
    """True where a table only arranges the page: headings, or cells with several paragraphs or lists of their own."""
    if table.get("role") == "presentation" or any(True for _ in table.iter("h1", "h2", "h3", "h4", "pre")):
        return True
    for row in _rows(table):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        if len(cells) == 2 and _ROW_LABEL.fullmatch(tidy("".join(cells[0].itertext())[:40])):
            return False
        for cell in cells:
            if sum(1 for child in cell if child.tag in ("p", "div", "ul", "ol")) > 3:
                return True
    return False


def _number_items(ordered: HtmlElement) -> None:
    """Write onto each item of an ordered list the number that a browser prints before it (HTML §4.4.5, §4.4.8)."""
    items = [item for item in ordered if item.tag == "li"]
    step = -1 if ordered.get("reversed") is not None else 1
    current = _integer(ordered.get("start"), len(items) if step < 0 else 1)
    style = ordered.get("type") or _style_of(ordered.get("style") or "")
    for item in items:
        current = _integer(item.get("value"), current)
        item.set("data-regdrift-number", _printed(current, item.get("type") or style))
        current += step


def _integer(text: str | None, default: int) -> int:
    try:
        return int(text) if text is not None and len(text) < 8 else default
    except ValueError:
        return default


def _style_of(style: str) -> str:
    for name, kind in (
        ("lower-alpha", "a"),
        ("lower-latin", "a"),
        ("upper-alpha", "A"),
        ("lower-roman", "i"),
        ("upper-roman", "I"),
    ):
        if name in style:
            return kind
    return "1"


def _printed(number: int, style: str) -> str:
    if style in ("a", "A") and 0 < number <= 26:
        letter = chr(ord("a") + number - 1)
        return f"{letter if style == 'a' else letter.upper()}."
    if style in ("i", "I") and 0 < number < 400:
        roman = _roman(number)
        return f"{roman.lower() if style == 'i' else roman}."
    return f"{number}."


def _roman(number: int) -> str:
    digits = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    printed = ""
    for value, sign in digits:
        count, number = divmod(number, value)
        printed += sign * count
    return printed
