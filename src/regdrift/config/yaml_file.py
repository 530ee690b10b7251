"""A YAML file as plain data that remembers where each value stands.

The file is only composed, never constructed, so no tag can make an object (YAML 1.2, chapter 3.1.2). libyaml reads it,
in a twentieth of the time that Python takes: ten thousand sources are read at each start. Anchors, aliases and merge
keys work within bounds, ``${VAR}`` in values is replaced from the environment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import yaml
from yaml.error import MarkedYAMLError, YAMLError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from regdrift.errors import Mistake

Place = tuple[str | int, ...]
"""Keys and indexes from the top of the file to a value."""

MAX_BYTES = 4 * 1024 * 1024
"""Largest configuration file; a thousand sources take about 300 KB."""
MAX_VALUES = 500_000
"""Most values after aliases are followed, against alias bombs."""
MAX_DEPTH = 60

_CORE = "tag:yaml.org,2002:"
_NULL, _BOOL, _INT, _FLOAT, _MERGE = (_CORE + name for name in ("null", "bool", "int", "float", "merge"))
_PLAIN_TAGS = {
    _CORE + name for name in ("null", "bool", "int", "float", "merge", "str", "timestamp", "map", "seq", "value")
}
_PLAIN_WORDS = (
    (_BOOL, r"true|True|TRUE|false|False|FALSE", "tTfF"),
    (_NULL, r"~|null|Null|NULL|", ("~", "n", "N", "")),
    (_INT, r"[-+]?(?:[0-9][0-9_]*|0o[0-7_]+|0x[0-9a-fA-F_]+|0b[01_]+)", "-+0123456789"),
    (
        _FLOAT,
        r"[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?|\.(?:inf|Inf|INF))"
        r"|\.(?:nan|NaN|NAN)",
        "-+0123456789.",
    ),
    (_MERGE, r"<<", "<"),
)
"""Tag, shape and first characters of what is no text where it stands bare (YAML 1.2.2, 10.3.2, core schema, with
``_`` between digits and merge keys): ``no`` and ``on`` are words, so that Norway's code stays one."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the class depends on the build
    """Composes with the core schema of YAML 1.2; libyaml by itself knows 1.1 only."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {}


for _tag, _shape, _first in _PLAIN_WORDS:
    _Loader.add_implicit_resolver(_tag, re.compile(f"(?:{_shape})$"), list(_first))

_VARIABLE = re.compile(r"\$(?:(\$\{)|\{([A-Za-z_][A-Za-z0-9_]*)\}|(\{[^}]*\}?))")


@dataclass(slots=True)
class YamlFile:
    """The data of one file, the place of everything in it, and the mistakes found so far."""

    name: str
    """The file as people know it; stands in front of every mistake."""
    data: object = None
    marks: dict[Place, tuple[int, int]] = field(default_factory=dict)
    """Line and column (from 1) of each value."""
    key_marks: dict[Place, tuple[int, int]] = field(default_factory=dict)
    """Line and column of each key."""
    expanded: dict[Place, tuple[str, ...]] = field(default_factory=dict)
    """Values that hold environment variables, with the names; such values are never shown."""
    mistakes: list[Mistake] = field(default_factory=list)
    unusable: set[Place] = field(default_factory=set)
    """Values that are wrong already; what else is said of them would only confuse."""

    def mark(self, place: Place, *, key: bool = False) -> tuple[int, int]:
        """Give line and column of a value (or of its key), or of the nearest thing around it that has any."""
        if key and place in self.key_marks:
            return self.key_marks[place]
        while place and place not in self.marks:
            place = place[:-1]
        return self.marks.get(place, (1, 1))

    def report(self, place: Place, message: str, *, key: bool = False) -> None:
        """Note a mistake; where the value came from the environment, the message keeps it to itself."""
        if place in self.unusable and not key:
            return
        names = self.expanded.get(place)
        if names:
            message = f"the value taken from {', '.join(f'${{{name}}}' for name in names)} is not valid here"
        line, column = self.mark(place, key=key)
        mistake = Mistake(self.name, line, column, dotted(place), message)
        if mistake not in self.mistakes:
            self.mistakes.append(mistake)

    def sorted_mistakes(self) -> tuple[Mistake, ...]:
        """Give the mistakes in the order of the file."""
        return tuple(sorted(self.mistakes, key=lambda item: (item.line, item.column, item.path, item.message)))


def dotted(place: Place) -> str:
    """Give a place as ``sources.3.url``; the top of the file is ``(file)``."""
    return ".".join(str(step) for step in place) or "(file)"


def read_yaml(path: Path, environ: Mapping[str, str]) -> YamlFile:
    """Read a file; what is wrong with it stands in ``mistakes``, and ``data`` is None where nothing could be read."""
    found = YamlFile(str(path))
    try:
        if path.stat().st_size > MAX_BYTES:
            found.report((), f"the file is larger than {MAX_BYTES // 1024 // 1024} MB; is it the right one?")
            return found
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        found.report((), f"the file is not UTF-8 text (byte {error.start}); save it as UTF-8")
        return found
    except OSError as error:
        found.report((), f"the file cannot be read: {error.strerror or error}")
        return found
    _read_text(text, found, environ)
    return found


def _read_text(text: str, found: YamlFile, environ: Mapping[str, str]) -> None:
    try:
        node = yaml.compose(text, Loader=_Loader)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        problem = " ".join(part for part in (error.context, error.problem) if part)
        found.mistakes.append(Mistake(found.name, line, column, "(file)", f"not valid YAML: {problem}"))
        return
    except YAMLError as error:
        found.report((), f"not valid YAML: {str(error).splitlines()[0]}")
        return
    except RecursionError:
        found.report((), f"values are nested deeper than {MAX_DEPTH} levels")
        return
    if node is None:
        found.report((), "the file is empty")
        return
    reader = _NodeReader(found, environ)
    try:
        found.data = reader.read(node, ())
    except _TooMuchError as error:
        found.data = None
        found.report((), str(error))


class _TooMuchError(Exception):
    """The file unfolds to more than a configuration can need."""


class _NodeReader:
    def __init__(self, found: YamlFile, environ: Mapping[str, str]) -> None:
        self._found = found
        self._environ = environ
        self._values = 0

    def read(self, node: Node, place: Place) -> object:
        self._values += 1
        if self._values > MAX_VALUES:
            raise _TooMuchError(f"the file unfolds to more than {MAX_VALUES} values; look at its aliases")
        if len(place) > MAX_DEPTH:
            raise _TooMuchError(f"values are nested deeper than {MAX_DEPTH} levels")
        self._found.marks[place] = _start(node)
        if str(node.tag) not in _PLAIN_TAGS:
            self._found.report(place, f"the YAML tag {str(node.tag)!r} is not allowed here")
            self._found.unusable.add(place)
            return None
        if isinstance(node, MappingNode):
            return self._read_mapping(node, place)
        if isinstance(node, SequenceNode):
            return [self.read(child, (*place, index)) for index, child in enumerate(node.value)]
        assert isinstance(node, ScalarNode)
        return self._read_scalar(node, place)

    def _read_mapping(self, node: MappingNode, place: Place) -> dict[str, object]:
        merged: dict[str, object] = {}
        own: dict[str, object] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self._found.report(place, "a key must be plain text")
                continue
            if str(key_node.tag) == _MERGE:
                merged = {**self._read_merge(value_node, place), **merged}
                continue
            self._read_pair(key_node, value_node, place, own)
        return {**merged, **own}

    def _read_pair(self, key_node: ScalarNode, value_node: Node, place: Place, own: dict[str, object]) -> None:
        key = str(key_node.value)
        inner = (*place, key)
        if key in own:
            first = self._found.key_marks[inner][0]
            line, column = _start(key_node)
            message = f"the key {key!r} stands twice (first in line {first})"
            self._found.mistakes.append(Mistake(self._found.name, line, column, dotted(inner), message))
            return
        self._found.key_marks[inner] = _start(key_node)
        own[key] = self.read(value_node, inner)

    def _read_merge(self, node: Node, place: Place) -> dict[str, object]:
        sources: Iterable[Node] = node.value if isinstance(node, SequenceNode) else (node,)
        merged: dict[str, object] = {}
        for source in sources:
            if not isinstance(source, MappingNode):
                self._found.report(place, "'<<' merges mappings only")
                continue
            merged = {**self._read_mapping(source, place), **merged}
        return merged

    def _read_scalar(self, node: ScalarNode, place: Place) -> object:
        text = str(node.value)
        match str(node.tag):
            case tag if tag == _NULL:
                return None
            case tag if tag == _BOOL:
                return text.lower() == "true"
            case tag if tag == _INT:
                return _as_int(text)
            case tag if tag == _FLOAT:
                return _as_float(text)
        return self._expand(text, place) if "${" in text else text

    def _expand(self, text: str, place: Place) -> str:
        names: list[str] = []
        missing: list[str] = []

        def value(match: re.Match[str]) -> str:
            escaped, name, broken = match.groups()
            if escaped:
                return "${"
            if broken:
                missing.append("")
                return ""
            names.append(name)
            if name not in self._environ:
                missing.append(name)
            return self._environ.get(name, "")

        result = _VARIABLE.sub(value, text)
        for name in missing:
            what = (
                f"the environment variable {name} is not set" if name else "write ${NAME}, or $${ for the characters ${"
            )
            self._found.report(place, what)
        if missing:
            self._found.unusable.add(place)
        if names:
            self._found.expanded[place] = tuple(dict.fromkeys(names))
        return result


def _start(node: Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _as_int(text: str) -> int | str:
    plain = text.replace("_", "")
    try:
        return int(plain, 0) if plain.lstrip("+-")[:2].lower() in {"0o", "0x", "0b"} else int(plain)
    except ValueError:
        return text


def _as_float(text: str) -> float | str:
    try:
        return float(text.replace("_", "").replace(".inf", "inf").replace(".nan", "nan"))
    except ValueError:
        return text
