"""Changes as a person reads them on a terminal: citation, redline, signals, impacts with their reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from regdrift.cli.output import inert

JsonObject = Mapping[str, Any]

_CONTEXT_CHARACTERS = 160
_LEVEL_COLOURS = {"high": "red", "medium": "yellow", "low": "cyan"}


def redline_text(redline: Sequence[Sequence[str]], *, color: bool, shorten: bool = True) -> str:
    """Give a word redline: colours on terminals, ``[-removed-]{+added+}`` (as git and wdiff do) elsewhere.

    Long unchanged runs are shortened in their middle unless ``shorten`` is false.
    """
    parts = []
    for position, (mark, text) in enumerate(redline):
        clean = inert(text)
        if mark == "=":
            parts.append(_shortened(clean, position, len(redline)) if shorten else clean)
        elif color:
            parts.append(
                click.style(clean, fg="red", strikethrough=True) if mark == "-" else click.style(clean, fg="green")
            )
        else:
            parts.append(f"[-{clean}-]" if mark == "-" else f"{{+{clean}+}}")
    return "".join(parts)


def _shortened(text: str, position: int, count: int) -> str:
    if len(text) <= 2 * _CONTEXT_CHARACTERS:
        return text
    head = text[:_CONTEXT_CHARACTERS].rsplit(" ", 1)[0] if position > 0 else ""
    tail = text[-_CONTEXT_CHARACTERS:].split(" ", 1)[-1] if position < count - 1 else ""
    return f"{head} … {tail}" if head and tail else f"{head} …" if head else f"… {tail}"


def change_lines(change: JsonObject, *, color: bool, shorten: bool = True) -> Iterator[str]:
    """Give the lines that tell one change; ``change`` has the shape of ``compare --json``."""
    yield headline(change, color=color)
    yield from _side_lines(change)
    body = redline_text(change["redline"], color=color, shorten=shorten)
    yield from (f"    {line}" for line in body.splitlines())
    for signal in change["signals"]:
        yield f"  • {signal_text(signal)}"
    for item in change["dates"]:
        yield f"  • {item['kind'].replace('_', ' ')}: {item['on']}  “{inert(item['quote'])}”"
    for impact in change["impacts"]:
        yield from impact_lines(impact, color=color)


def headline(change: JsonObject, *, color: bool) -> str:
    """Give one line: kind, citation, severity, effective date."""
    name = change["citation"] or _path(change) or "the document"
    line = f"{click.style(change['kind'], bold=True) if color else change['kind']}  {inert(name)}"
    severity = change["severity"]
    if severity != "none":
        line += f"  [{click.style(severity, fg=_LEVEL_COLOURS.get(severity)) if color else severity}]"
    if change.get("effective_on"):
        line += f"  effective {change['effective_on']}"
    return line


def signal_text(signal: JsonObject) -> str:
    """Give one signal: kind, values before and after where it has them, quote."""
    line = str(signal["kind"]).replace("_", " ")
    before, after = (_value(signal, side) for side in ("before", "after"))
    if before and after:
        line += f": {before} → {after}"
    elif signal.get("after_value"):
        line += f": {after}"
    return f"{line}  “{inert(signal['quote'])}”"


def impact_lines(impact: JsonObject, *, color: bool) -> Iterator[str]:
    """Give an impact with its score, the parts of the score, and every reason with rule, quote and field."""
    level = impact["level"]
    shown = click.style(level, fg=_LEVEL_COLOURS.get(level)) if color else level
    parts = " × ".join(f"{name} {value:.2f}" for name, value in impact["parts"].items())
    yield f"  → {impact['practice']}: {shown} {impact['score']:.2f} = {parts}"
    for reason in impact["reasons"]:
        yield f"      {reason['rule']}: {inert(reason['text'])}"
        yield f"        law: “{inert(reason['quote'])}”  practice: {reason['practice_field']}"


def _value(signal: JsonObject, side: str) -> str:
    words, value = signal.get(side), signal.get(f"{side}_value")
    if words and value:
        return f"{inert(words)} ({value})"
    return inert(words or value or "")


def _path(change: JsonObject) -> str:
    for key in ("after", "before"):
        if change.get(key):
            return str(change[key]["path"])
    sides = change.get("afters") or change.get("befores") or ()
    return str(sides[0]["path"]) if sides else ""


def _side_lines(change: JsonObject) -> Iterator[str]:
    before, after = change.get("before"), change.get("after")
    if before and after:
        for field in ("citation", "heading"):
            if before[field] != after[field]:
                yield f"  {field}: {inert(before[field] or '(none)')} → {inert(after[field] or '(none)')}"
    for key, word in (("befores", "from"), ("afters", "into")):
        if change.get(key):
            yield f"  {word}: " + ", ".join(inert(side["citation"] or side["path"]) for side in change[key])
    side = after or before
    if side and side["context"]:
        yield "  under: " + inert(" › ".join(lead.splitlines()[0] for lead in side["context"] if lead))
