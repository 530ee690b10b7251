"""Series of printed labels: (a), (b), (c); 1., 2., 3.; i), ii), iii)."""

from __future__ import annotations

import re

_CORE = re.compile(r"\d+|[ivxlIVXL]+|[a-z]{1,2}|[A-Z]{1,2}")
_UNITS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_ROMANS = [tens + unit for tens in ("", "x", "xx") for unit in _UNITS]


class LabelSeries:
    """The series that a group of labels follows; ``at`` gives the label of any place in it."""

    def __init__(self, first: str, kind: str, start: int) -> None:
        self._before, self._after = _frame(first)
        self._kind = kind
        self._start = start

    def at(self, place: int) -> str:
        """Give the label at a place, counted from 0."""
        core = _write(self._kind, self._start + place)
        return f"{self._before}{core}{self._after}"

    @classmethod
    def of(cls, labels: list[str]) -> LabelSeries | None:
        """Give the series that all of the labels follow without a gap; None where there is none."""
        for kind in ("digit", "roman", "ROMAN", "letter", "LETTER"):
            start = _read(kind, _core(labels[0]))
            if start is None:
                continue
            series = cls(labels[0], kind, start)
            if all(series.at(place) == label for place, label in enumerate(labels)):
                return series
        return None


def _core_match(label: str) -> re.Match[str] | None:
    found = list(_CORE.finditer(label))
    return found[-1] if found else None


def _core(label: str) -> str:
    match = _core_match(label)
    return match[0] if match else ""


def _frame(label: str) -> tuple[str, str]:
    match = _core_match(label)
    return (label[: match.start()], label[match.end() :]) if match else (label, "")


def _read(kind: str, core: str) -> int | None:
    if kind == "digit":
        return int(core) if core.isdigit() else None
    if kind.lower() == "roman":
        fits = core.isalpha() and core.islower() == (kind == "roman")
        return _ROMANS.index(core.lower()) + 1 if fits and core.lower() in _ROMANS else None
    if not core.isalpha() or core.islower() != (kind == "letter"):
        return None
    number = ord(core[0].lower()) - 96
    return number if len(core) == 1 else number + 26 if core[0] == core[1] else None


def _write(kind: str, number: int) -> str:
    if kind == "digit":
        return str(number)
    if kind.lower() == "roman":
        core = _ROMANS[(number - 1) % len(_ROMANS)]
    else:
        core = chr(97 + (number - 1) % 26) * (1 + (number - 1) // 26)
    return core if kind.islower() else core.upper()
