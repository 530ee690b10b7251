"""Local users: names and argon2 hashes in a file of their own, apart from the history that others may copy or query."""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from regdrift.errors import HistoryError, UsageError

MIN_PASSWORD = 10
"""Characters; a short password is guessed whatever the hash."""
_MAX_PASSWORD = 1_000
_NAME = re.compile(r"[\w.@+-]+(?: [\w.@+-]+)*")
_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash(os.urandom(16).hex())
"""Verified where a name is unknown, so that the time of an answer does not tell which names exist."""


class Accounts:
    """The users of one file. Reads it anew at each question, so that a change works at once."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def names(self) -> list[str]:
        """Give the names of all users."""
        return sorted(self._read())

    def check(self, name: str, password: str) -> bool:
        """Tell whether the password is this user's; an unknown name costs the same time."""
        known = self._read().get(name)
        try:
            _HASHER.verify(known or _NOBODY, password[:_MAX_PASSWORD])
        except (VerificationError, InvalidHashError):
            return False
        return known is not None

    def stamp(self, name: str) -> str | None:
        """Give what changes with the user's password; None where there is no such user (any more)."""
        known = self._read().get(name)
        return None if known is None else hashlib.sha256(known.encode()).hexdigest()

    def put(self, name: str, password: str) -> None:
        """Add a user, or give one a new password. Raises UsageError for a name or password that will not do."""
        if not _NAME.fullmatch(name) or len(name) > 80:
            raise UsageError(f"{name!r} is no user name; use letters, digits, spaces and . @ + - _, at most 80")
        if not MIN_PASSWORD <= len(password) <= _MAX_PASSWORD:
            raise UsageError(f"the password must have {MIN_PASSWORD} to {_MAX_PASSWORD} characters")
        users = self._read()
        double = next((known for known in users if known != name and known.casefold() == name.casefold()), None)
        if double is not None:
            raise UsageError(f"there is a user {double!r} already, who differs from {name!r} only in case")
        users[name] = _HASHER.hash(password)
        self._write(users)

    def remove(self, name: str) -> None:
        """Remove a user. Raises UsageError where there is none."""
        users = self._read()
        if users.pop(name, None) is None:
            raise UsageError(f"there is no user {name!r}. `regdrift serve --add-user` adds one.")
        self._write(users)

    def _read(self) -> dict[str, str]:
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise HistoryError(f"{self.path}: the file of users cannot be read ({error})") from error
        users = found.get("users") if isinstance(found, dict) else None
        if not isinstance(users, dict):
            raise HistoryError(f"{self.path}: this is not a file of users")
        return {str(name): str(hashed) for name, hashed in users.items()}

    def _write(self, users: dict[str, str]) -> None:
        part = self.path.with_name(self.path.name + ".part")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            part.unlink(missing_ok=True)
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump({"schema": "regdrift/users@1", "users": users}, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self.path)
        except OSError as error:
            raise HistoryError(f"{self.path}: the file of users cannot be written ({error.strerror})") from error
