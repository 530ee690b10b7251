"""A payload → what a message shows, in the reader's language and zone; plain values, nothing escaped yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import cast
from zoneinfo import ZoneInfo

from regdrift.model.alert import Alert, AlertKind
from regdrift.model.level import Level
from regdrift.notify.french import reason_in_french, title_in_french
from regdrift.notify.plain import inert, one_line
from regdrift.notify.words import words_for

KEPT_AROUND = 160
"""Characters of unchanged text that a message keeps at each side of a change."""
MAX_REASONS = 3
MAX_ITEMS = 12
"""Most practices or tasks that one message lists."""
DIGEST_LINES = 200
MAX_SHOWN = 4000
"""Characters of one redline in a message; mail programs cut off what is longer than about 100 KB in all."""
MAX_QUOTE = 600
_NOTES = frozenset({"stands_in", "stays"})
"""Why a message reaches somebody whom its route does not name, or who left it."""

View = dict[str, object]


def _rows(payload: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    value = payload.get(name)
    if not isinstance(value, Sequence) or isinstance(value, str):
        return []
    return [cast("Mapping[str, object]", row) for row in value if isinstance(row, Mapping)]


def _count(payload: Mapping[str, object], name: str) -> int:
    value = payload.get(name)
    return value if isinstance(value, int) else 0


def source_of(alert: Alert) -> Mapping[str, object]:
    """Give the payload's source; an empty mapping where it tells of none."""
    value = alert.payload.get("source")
    return value if isinstance(value, Mapping) else {}


def touched_names(payload: Mapping[str, object]) -> list[str]:
    """Give the names of the practices that are touched (medium or above), gravest first."""
    return [one_line(row.get("name"), 80) for row in _touched(payload)]


def _touched(payload: Mapping[str, object]) -> list[Mapping[str, object]]:
    rows = _rows(payload, "practices")
    return [row for row in rows if Level(str(row.get("level"))).at_least(Level.MEDIUM)]


def _of_interest(payload: Mapping[str, object], words: Mapping[str, str]) -> str:
    """Name the practices of level low on one line: nobody has to act, and nothing is hidden."""
    names = [one_line(row.get("name"), 80) for row in _rows(payload, "practices") if row.get("level") == Level.LOW]
    more = f" {words['and_more'].format(n=len(names) - MAX_ITEMS)}" if len(names) > MAX_ITEMS else ""
    return f"{words['of_interest']}{words['colon']}{', '.join(names[:MAX_ITEMS])}{more}" if names else ""


def subject_of(alert: Alert) -> str:
    """Give the subject: level, law and practice, on one line."""
    words = words_for(alert.language)
    level = words[str(alert.level)].upper()
    if alert.kind is AlertKind.DIGEST:
        count = len(_rows(alert.payload, "items"))
        told = _changes(count, words, "digest_line", alert) if count else _reading(alert.payload, words)
        return one_line(f"[regdrift] {words['digest']}{words['colon']}{told}", 150)
    law = one_line(source_of(alert).get("name", ""), 90)
    parts = [f"[{level}] {words[str(alert.kind)]}", law]
    names = touched_names(alert.payload)
    if names:
        more = f" +{len(names) - 1}" if len(names) > 1 else ""
        parts.append(names[0] + more)
    return one_line(" – ".join(part for part in parts if part), 200)


def _changes(count: int, words: Mapping[str, str], key: str, alert: Alert) -> str:
    laws = sum(row.get("kind") == AlertKind.CHANGE_DETECTED for row in _rows(alert.payload, "items"))
    return words[key].format(n=count, m=laws)


def _reading(payload: Mapping[str, object], words: Mapping[str, str]) -> str:
    """Say how many sources were read as planned, and which were not."""
    count, listed = _count(payload, "sources"), payload.get("not_read")
    missing = [one_line(name, 80) for name in listed] if isinstance(listed, list) else []
    if not missing:
        return words["all_read"].format(n=count)
    more = f" {words['and_more'].format(n=len(missing) - MAX_ITEMS)}" if len(missing) > MAX_ITEMS else ""
    return words["some_read"].format(n=count - len(missing), m=count, names=", ".join(missing[:MAX_ITEMS]) + more)


def view_of(alert: Alert, public_url: str | None = None) -> View:
    """Give all that a message shows of an alert: headline, lead lines, practices, changes, work, footer."""
    words = words_for(alert.language)
    payload, source = alert.payload, source_of(alert)
    because = payload.get("because")
    return {
        "language": alert.language if alert.language == "fr" else "en",
        "subject": subject_of(alert),
        "headline": words[str(alert.kind)],
        "level": str(alert.level),
        "level_word": words[str(alert.level)],
        "law": one_line(source.get("name", "")),
        "place": one_line(source.get("jurisdiction", "")),
        "url": _web_address(source.get("url")),
        "seen": _instant(payload, words),
        "lead": _lead(alert, words),
        "message": inert(payload.get("message", ""))[:MAX_SHOWN],
        "practices": [_practice(row, payload, words) for row in _touched(payload)[:MAX_ITEMS]],
        "of_interest": _of_interest(payload, words),
        "changes": [_change(row, words) for row in _rows(payload, "changes")],
        "not_shown": _not_shown(payload, source, words),
        "work": [_work(row, words) for row in _rows(payload, "work")[:MAX_ITEMS]],
        "items": [_item(row, words) for row in _rows(payload, "items")[:DIGEST_LINES]],
        "history_url": f"{public_url.rstrip('/')}/" if public_url else None,
        "note": words[str(because)].format(route=one_line(alert.route)) if because in _NOTES else "",
        "unsubscribe_url": None,
        "footer": words["footer"].format(route=alert.route),
        "words": words,
    }


def _lead(alert: Alert, words: Mapping[str, str]) -> list[tuple[str, str]]:
    """What, for whom, from when: the first lines."""
    payload = alert.payload
    if alert.kind is AlertKind.DIGEST:
        count = len(_rows(payload, "items"))
        lines = [(words["what"], _changes(count, words, "digest_line", alert) if count else words["nothing"])]
        if "sources" in payload:
            lines += [(words["read"], _reading(payload, words)), (words["evidence"], one_line(payload.get("head", "")))]
        return lines
    if alert.kind is AlertKind.RECIPIENT_LEFT:
        who, route = one_line(payload.get("who", ""), 320), one_line(alert.route)
        return [(words["what"], words["left_line"].format(who=who, route=route))] if who else []
    if alert.kind is AlertKind.TEST:
        return [(words["what"], words["test_line"])]
    if alert.kind is AlertKind.WORK_DUE:
        figures = {"n": _count(payload, "work_count"), "overdue": _count(payload, "overdue")}
        return [(words["what"], words["due_line"].format(**figures))]
    if alert.kind is not AlertKind.CHANGE_DETECTED:
        return []
    count = _count(payload, "change_count")
    first = _rows(payload, "changes")
    places = [one_line(row.get("citation") or "", 60) for row in first[:3]]
    what = words["one_change"] if count == 1 else words["changes"].format(n=count)
    cited = ", ".join(place for place in places if place)
    direction = words.get(str(payload.get("direction")), "")
    names = touched_names(payload)
    whom = ", ".join(names[:4]) or words["no_practice"]
    if len(names) > 4:
        whom += f" {words['and_more'].format(n=len(names) - 4)}"
    starts = sorted(
        {str(row["on"]) for row in _rows(payload, "dates") if row.get("kind") in {"in_force", "applicable"}}
    )
    return [
        (
            words["what"],
            what + (f"{words['colon']}{cited}" if cited else "") + (f" ({direction})" if direction else ""),
        ),
        (words["whom"], whom),
        (words["when"], ", ".join(starts[:4]) or words["no_date"]),
    ]


def _instant(payload: Mapping[str, object], words: Mapping[str, str]) -> str:
    value = payload.get("observed_at")
    if not isinstance(value, str):
        return ""
    at = datetime.fromisoformat(value).astimezone(UTC)
    recipient = payload.get("recipient")
    zone = recipient.get("timezone") if isinstance(recipient, Mapping) else None
    utc = f"{at:%Y-%m-%d %H:%M} UTC"
    if not isinstance(zone, str) or zone == "UTC":
        return f"{words['seen']}{words['colon']}{utc}"
    return f"{words['seen']}{words['colon']}{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone} ({utc})"


def _web_address(value: object) -> str | None:
    """Only http and https become a link; anything else could act."""
    text = str(value or "")
    return one_line(text, 2000) if text.startswith(("https://", "http://")) else None


def _practice(row: Mapping[str, object], payload: Mapping[str, object], words: Mapping[str, str]) -> View:
    reasons: dict[str, list[str]] = {}
    for change in _rows(payload, "changes"):
        for impact in _rows(change, "impacts"):
            if impact.get("practice") == row.get("practice"):
                _gather(_rows(impact, "reasons"), reasons, words)
    return {
        "name": one_line(row.get("name")),
        "level": words.get(str(row.get("level")), ""),
        "score": row.get("score"),
        "owner": words["owner"].format(owner=one_line(row["owner"])) if row.get("owner") else "",
        "direction": words.get(str(row.get("direction")), ""),
        "reasons": [(texts[:MAX_REASONS], quote) for quote, texts in list(reasons.items())[:MAX_REASONS]],
    }


def _said(text: object, words: Mapping[str, str]) -> str:
    """Give a reason or a line of a task in the language of the message."""
    plain = str(text or "")
    return reason_in_french(plain) if words["language"] == "fr" else plain


def _gather(rows: list[Mapping[str, object]], reasons: dict[str, list[str]], words: Mapping[str, str]) -> None:
    """Put reasons under the words of the law that they rest on, each quote and each reason once."""
    for row in rows:
        text, known = _brief(_said(row.get("text"), words)), [one for texts in reasons.values() for one in texts]
        if text not in known:
            reasons.setdefault(_brief(row.get("quote")), []).append(text)


def _change(row: Mapping[str, object], words: Mapping[str, str]) -> View:
    redline = row.get("redline")
    pairs = [(str(op[0]), inert(op[1])) for op in redline] if isinstance(redline, list) else []
    side = row.get("after") or row.get("before")
    heading = side.get("heading") if isinstance(side, Mapping) else None
    shown, left_out = _fit(shorten_redline(pairs))
    label = row.get("citation") or (side.get("label") if isinstance(side, Mapping) else None)
    return {
        "title": " – ".join(one_line(part, 120) for part in (_relabelled(row) or label, heading) if part),
        "kind": words.get(str(row.get("kind")), str(row.get("kind"))),
        "severity": words.get(str(row.get("severity")), ""),
        "redline": shown if any(text.strip() for _, text in shown) else [],
        "cut": bool(row.get("truncated")) or left_out,
        "id": one_line(row.get("id", "")),
    }


def _relabelled(row: Mapping[str, object]) -> str | None:
    """Give ``old → new`` where a provision has another citation now; None where it has not."""
    sides = [row.get("before"), row.get("after")]
    old, new = (side.get("citation") or side.get("label") if isinstance(side, Mapping) else None for side in sides)
    return f"{old} → {new}" if old and new and old != new else None


def _brief(text: object) -> str:
    value = inert(text or "")
    return value if len(value) <= MAX_QUOTE else value[: MAX_QUOTE - 1].rstrip() + "…"


def _fit(operations: list[tuple[str, str]]) -> tuple[list[tuple[str, str]], bool]:
    """Give as much of a redline as a message shows, and whether something was left out."""
    room = MAX_SHOWN
    shown: list[tuple[str, str]] = []
    for mark, text in operations:
        if len(text) > room:
            return [*shown, (mark, text[:room])], True
        shown.append((mark, text))
        room -= len(text)
    return shown, False


def shorten_redline(operations: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Give a redline in which long unchanged runs keep only what stands next to a change; ``…`` marks the rest."""
    short: list[tuple[str, str]] = []
    last = len(operations) - 1
    for index, (mark, text) in enumerate(operations):
        if mark != "=" or len(text) <= 2 * KEPT_AROUND + 20 or last == 0:
            short.append((mark, text))
            continue
        head = text[:KEPT_AROUND].rsplit(" ", 1)[0] if index > 0 else ""
        tail = text[-KEPT_AROUND:].split(" ", 1)[-1] if index < last else ""
        short.append(("=", f"{head} […] {tail}" if head and tail else (f"{head} […]" if head else f"[…] {tail}")))
    return short


def _not_shown(payload: Mapping[str, object], source: Mapping[str, object], words: Mapping[str, str]) -> str:
    count = _count(payload, "changes_not_shown")
    return words["not_shown"].format(n=count, source=one_line(source.get("id", ""))) if count else ""


def _work(row: Mapping[str, object], words: Mapping[str, str]) -> View:
    notes = [words["due"].format(on=row["due_on"])] if row.get("due_on") else []
    if row.get("owner"):
        notes.append(words["owner"].format(owner=one_line(row["owner"])))
    title, tasks = one_line(row.get("title", "")), inert(row.get("task", "")).splitlines()
    return {
        "title": title_in_french(title) if words["language"] == "fr" else title,
        "tasks": [_said(one_line(line, 500), words) for line in tasks if line.strip()],
        "notes": ", ".join(notes),
        "id": one_line(row.get("id", "")),
    }


def _item(row: Mapping[str, object], words: Mapping[str, str]) -> View:
    return {
        "level": words.get(str(row.get("level")), ""),
        "headline": words.get(str(row.get("kind")), ""),
        "law": one_line(row.get("law", "")),
        "text": one_line(row.get("text", ""), 400),
        "url": _web_address(row.get("url")),
    }


def short_text(alert: Alert, public_url: str | None = None) -> str:
    """Give a few lines for chats and digests: the lead, or the message, or the digest's lines."""
    view = view_of(alert, public_url)
    words = words_for(alert.language)
    lines = [f"{name}{words['colon']}{text}" for name, text in _lead(alert, words)]
    lines += [str(view["message"])] if view["message"] else []
    items = cast("list[View]", view["items"])
    lines += [f"[{row['level']}] {row['law']}{words['colon']}{row['text']}" for row in items]
    return "\n".join(lines)
