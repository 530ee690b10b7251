"""The exception tree. Exceptions are for people's mistakes and for bugs.

A page that fails, a text without provisions or a channel that is down is a result value, not an exception.

::

    RegdriftError                exit code 4 unless a subclass says otherwise
    ├── UsageError               2  bad arguments, unknown id, ambiguous prefix
    ├── ConfigurationError       2  mistakes in the YAML files, all of them at once
    ├── InputError               2  a file that cannot be read as law
    ├── StoppedError             3  a shutdown ended a round early; what was stored is kept
    └── HistoryError             3  the database: not ours, too new, read-only, full, locked, damaged
        ├── HistoryVersionError
        ├── HistoryReadOnlyError
        ├── HistoryFullError
        ├── HistoryLockedError
        ├── HistoryDamagedError
        └── HeadMovedError       another process wrote a version first; the caller compares again
"""

from __future__ import annotations

from dataclasses import dataclass


class RegdriftError(Exception):
    """Anything regdrift raises on purpose; the message says what happened, where, and the next step."""

    exit_code = 4


class UsageError(RegdriftError):
    """The command line asks for something that does not exist or is ambiguous."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in a configuration file; ``line`` and ``column`` count from 1, ``path`` is dotted."""

    file: str
    line: int
    column: int
    path: str
    message: str

    def __str__(self) -> str:
        """``file:line:column: path: message``, as editors and CI read it."""
        return f"{self.file}:{self.line}:{self.column}: {self.path}: {self.message}"


class ConfigurationError(RegdriftError):
    """The YAML files hold mistakes; ``mistakes`` lists every one of them."""

    exit_code = 2

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(str(mistake) for mistake in mistakes))


class InputError(RegdriftError):
    """A file or an argument cannot be read as what it should be."""

    exit_code = 2


class StoppedError(RegdriftError):
    """A shutdown ended a round early; nothing that was stored is lost, and the next check goes on from there."""

    exit_code = 3


class UnavailableError(RegdriftError):
    """A publisher or an archive did not give what a backfill asked for; what was stored is kept.

    ``lasting`` is true where asking again would end the same (the archive does not have it).
    """

    exit_code = 3

    def __init__(self, message: str, *, lasting: bool = False) -> None:
        self.lasting = lasting
        super().__init__(message)


class HistoryError(RegdriftError):
    """The history (the SQLite file) cannot be used; nothing that was stored is lost."""

    exit_code = 3


class HistoryVersionError(HistoryError):
    """The file is not a regdrift history, or was written by a newer regdrift."""


class HistoryReadOnlyError(HistoryError):
    """The file or its folder cannot be written."""


class HistoryFullError(HistoryError):
    """The disk is full; the transaction was rolled back."""


class HistoryLockedError(HistoryError):
    """Another process held the write lock for longer than the busy timeout."""


class HistoryDamagedError(HistoryError):
    """SQLite reports a damaged file; restore a backup."""


class HeadMovedError(HistoryError):
    """The source's head version is no longer the one that was compared with."""
