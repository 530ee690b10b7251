"""New entries for ``sources.yaml``, written without touching a byte of what stands there.

The entries are laid out by ruamel and spliced in behind the last one: a round trip of the whole file through ruamel
would keep its comments but fold long lines, move comments beside values and change indentation.
"""

from __future__ import annotations

import codecs
import io
import json
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from regdrift.config.source_file import read_sources
from regdrift.errors import ConfigurationError, InputError, Mistake, UsageError
from regdrift.model.source import Source

_LONG_LINE = 4096
"""Wider than any value: an address must stay on one line."""
_STEP = 2
"""Columns by which an item stands below ``sources``, and its keys below its dash."""


@dataclass(frozen=True, slots=True)
class NewSource:
    """One entry to write: its keys as ``sources.yaml`` has them, and what is said of it in comments."""

    values: Mapping[str, object]
    """``id``, ``name``, ``jurisdiction``, ``url`` and any other key of a source; lists and mappings are nested."""
    remark: str | None = None
    """Stands as a comment behind the address (the connector, where there is no address); None for none."""
    note: str | None = None
    """Stands as a comment line above the same; None for none."""


def add_sources(
    path: Path,
    additions: Sequence[NewSource],
    environ: Mapping[str, str],
    connectors: Mapping[str, Collection[str]] | None = None,
) -> tuple[Source, ...]:
    """Write entries behind the last one of ``sources.yaml`` and give them as they are read from there.

    All or none: the new text is read back before it takes the place of the old, and everything outside of the
    entries stays as it is, byte for byte. ``connectors`` as in :func:`regdrift.config.load_sources`.

    Raises:
        ConfigurationError: the file does not exist, or has mistakes already.
        UsageError: an id or an address is there already, or comes twice.
        InputError: the file is built in a way that cannot be extended, or cannot be written.
    """
    if not path.exists():
        message = "there is no such file; run 'regdrift init' to write one, or name its folder with --config"
        raise ConfigurationError((Mistake(str(path), 1, 1, "(file)", message),))
    file, before = read_sources(path, environ, connectors)
    if file.mistakes:
        raise ConfigurationError(file.sorted_mistakes())
    _refuse_repeats(path, before, additions)
    if not additions:
        return ()
    body = _extend(path, additions)
    return _replace_verified(path, body, (before, len(additions)), environ, connectors)


def _refuse_repeats(path: Path, before: Sequence[Source], additions: Sequence[NewSource]) -> None:
    ids = {source.id for source in before}
    addresses = {_bare(source.url): source.id for source in before if source.url}
    told: list[str] = []
    for addition in additions:
        name, address = str(addition.values["id"]), _bare(str(addition.values.get("url", "")))
        if name in ids:
            told.append(f"{name} is there already")
        elif address and address in addresses:
            told.append(f"{name} has the address of {addresses[address]}, which is there already")
        ids.add(name)
        addresses[address] = name
    if told:
        raise UsageError(f"{path}: {'; '.join(told)}. Nothing was added.")


def _bare(url: str) -> str:
    """Give an address without what makes no other page of it: scheme and last slash."""
    return url.partition("://")[2].rstrip("/") or url


def _extend(path: Path, additions: Sequence[NewSource]) -> bytes:
    raw = path.read_bytes()
    mark = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    text = raw[len(mark) :].decode("utf-8")
    sequence = _sources_node(path, text)
    if not sequence.flow_style:
        new = _extend_block(text, sequence, additions)
    elif sequence.value:
        new = _extend_flow(text, sequence, additions)
    else:
        new = _fill_empty(text, sequence, additions)
    return mark + new.encode("utf-8")


def _sources_node(path: Path, text: str) -> SequenceNode:
    top = YAML(typ="safe", pure=True).compose(text)
    if isinstance(top, MappingNode):
        for key, value in top.value:
            if key.value == "sources" and isinstance(value, SequenceNode):
                return value
    raise InputError(f"{path}: the list 'sources' cannot be extended; add the entries by hand")


def _extend_block(text: str, sequence: SequenceNode, additions: Sequence[NewSource]) -> str:
    column = _dash_column(text, sequence)
    place = _end_of_item(text, sequence.value[-1], column)
    first, last = sequence.start_mark.index, sequence.value[-1].start_mark.index
    spaced = len(sequence.value) == 1 or any(not line.strip() for line in text[first:last].splitlines())
    break_ = _line_break(text)
    lead = "" if text[:place].endswith("\n") else break_
    blocks = (("\n" if spaced else "") + _indented(_lay_out(addition), column) for addition in additions)
    return text[:place] + lead + "".join(blocks).replace("\n", break_) + text[place:]


def _dash_column(text: str, sequence: SequenceNode) -> int:
    """Give the column of a block sequence's dashes; one with an anchor begins at the anchor, further up."""
    start = sequence.start_mark
    if text[start.index] == "-":
        return int(start.column)
    dash = text.rindex("-", 0, sequence.value[0].start_mark.index)
    return dash - (text.rfind("\n", 0, dash) + 1)


def _fill_empty(text: str, sequence: SequenceNode, additions: Sequence[NewSource]) -> str:
    """Put the entries in the place of ``[]``."""
    head = text[: sequence.start_mark.index].rstrip(" ")
    rest = text[sequence.end_mark.index :]
    blocks = "\n".join(_indented(_lay_out(addition), _STEP) for addition in additions)
    line, newline, below = rest.partition("\n")  # a comment behind the brackets stays where it is
    break_ = _line_break(text)
    return head + line + (newline or break_) + blocks.replace("\n", break_) + below


def _extend_flow(text: str, sequence: SequenceNode, additions: Sequence[NewSource]) -> str:
    """Put the entries behind the last one between brackets; JSON is YAML there (YAML 1.2 §1.3)."""
    place = sequence.value[-1].end_mark.index
    items = (json.dumps(dict(addition.values), ensure_ascii=False) for addition in additions)
    return text[:place] + "".join(f",{_line_break(text)}  {item}" for item in items) + text[place:]


def _end_of_item(text: str, item: Node, column: int) -> int:
    """Give where the line behind an item begins, comments that stand within the item included."""
    index = max(_ends(item))
    # A block scalar ends with its last line, everything else within a line.
    place = index if text[:index].endswith("\n") else _next_line(text, index)
    while place < len(text):
        end = _next_line(text, place)
        line = text[place:end]
        within = line.lstrip(" ")
        if not within.startswith("#") or len(line) - len(within) <= column:
            break
        place = end
    return place


def _ends(node: Node) -> Iterator[int]:
    """Give where the scalars of a node end; what a block collection calls its end lies behind later comments."""
    if isinstance(node, MappingNode) and not node.flow_style:
        for key, value in node.value:
            yield from _ends(key)
            yield from _ends(value)
    elif isinstance(node, SequenceNode) and not node.flow_style:
        for child in node.value:
            yield from _ends(child)
    else:
        yield node.end_mark.index


def _next_line(text: str, index: int) -> int:
    found = text.find("\n", index)
    return len(text) if found < 0 else found + 1


def _line_break(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _lay_out(addition: NewSource) -> str:
    """Give one entry as the lines of a block sequence at the margin."""
    entry = CommentedMap({key: _in_one_line(value) for key, value in addition.values.items()})
    place = next(key for key in ("url", "connector", "name") if key in entry)
    if addition.remark:
        entry.yaml_add_eol_comment(addition.remark, place, column=0)
    if addition.note:
        entry.yaml_set_comment_before_after_key(place, before=addition.note, indent=_STEP)
    yaml = YAML()
    yaml.width = _LONG_LINE
    yaml.allow_unicode = True
    stream = io.StringIO()
    yaml.dump([entry], stream)
    return stream.getvalue()


def _in_one_line(value: object) -> object:
    """Give lists and mappings as ruamel writes them between brackets."""
    if isinstance(value, Mapping):
        mapping = CommentedMap({key: _in_one_line(item) for key, item in value.items()})
        mapping.fa.set_flow_style()
        return mapping
    if isinstance(value, (list, tuple)):
        sequence = CommentedSeq(_in_one_line(item) for item in value)
        sequence.fa.set_flow_style()
        return sequence
    return value


def _indented(block: str, column: int) -> str:
    return "".join(" " * column + line if line.strip() else line for line in block.splitlines(keepends=True))


def _replace_verified(
    path: Path,
    body: bytes,
    expected: tuple[tuple[Source, ...], int],
    environ: Mapping[str, str],
    connectors: Mapping[str, Collection[str]] | None,
) -> tuple[Source, ...]:
    """Put ``body`` in the place of the file once it reads as the old entries and as many new ones."""
    before, count = expected
    target = path.resolve()  # a link to a shared file stays a link
    try:
        number, name = tempfile.mkstemp(prefix=".sources-", suffix=".yaml", dir=target.parent)
        draft = Path(name)
        try:
            with os.fdopen(number, "wb") as stream:
                stream.write(body)
            shutil.copymode(target, draft)
            file, after = read_sources(draft, environ, connectors)
            if file.mistakes or after[: len(before)] != before or len(after) != len(before) + count:
                told = f" ({file.sorted_mistakes()[0].message})" if file.mistakes else ""
                raise InputError(f"{path}: the list 'sources' cannot be extended{told}; add the entries by hand")
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror or error}") from error
    return after[len(before) :]
