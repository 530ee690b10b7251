"""A file in a git repository: each commit that changed it is a version."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from regdrift.errors import UsageError
from regdrift.past.dated import DatedVersion, media_type_of

GitDate = Literal["author", "committer"]
_FORMATS: dict[GitDate, str] = {"author": "%ad", "committer": "%cd"}


class GitFile:
    """One file of a repository through its commits; renames are followed. Holds a git process until closed."""

    def __init__(self, repository: Path, name: str, day: GitDate = "author") -> None:
        if shutil.which("git") is None:
            raise UsageError("git is not installed; install it, or use --from-dir with a folder of dated files")
        self._repository = repository
        self._name = name
        self._day = day
        self._blobs: subprocess.Popen[bytes] | None = None

    def versions(self) -> list[DatedVersion]:
        """Give the versions, oldest first; commits that left the file as it was are no versions.

        Raises:
            UsageError: the folder is no repository, or no commit ever held the file.
        """
        found: list[DatedVersion] = []
        for commit, day, path in self._commits():
            blob = self._blob_of(commit, path)
            if blob is None or (found and found[-1].key == blob):
                continue
            address = f"git:{commit}:{path}"
            found.append(DatedVersion(day, address, partial(self._load, blob), media_type_of(path), blob))
        # The days are what people wrote; history may have been committed in another order than it happened.
        return sorted(found, key=lambda version: version.on)

    def _commits(self) -> Iterator[tuple[str, date, str]]:
        form = f"--format=%x00%H {_FORMATS[self._day]}"
        query = ("--date=format:%Y-%m-%d", form, "--name-only", "--", self._name)
        try:
            told = self._git("log", "--follow", *query)
        except UsageError:
            # Looking for renames reads every file of a commit; a partial clone does not have them all.
            told = self._git("log", *query)
        entries = [entry for entry in told.split("\0") if entry.strip()]
        if not entries:
            raise UsageError(f"{self._repository}: no commit has a file {self._name!r}")
        for entry in reversed(entries):
            head, _, names = entry.partition("\n")
            commit, _, day = head.partition(" ")
            path = names.strip().splitlines()[-1] if names.strip() else self._name
            yield commit, date.fromisoformat(day.strip()), path

    def _blob_of(self, commit: str, path: str) -> str | None:
        """Give the object id of a file in a commit; None where the commit removed it."""
        answer = self._ask(f"{commit}:{path}", body=False)
        return None if answer is None else answer[0]

    def _load(self, blob: str) -> bytes:
        answer = self._ask(blob, body=True)
        if answer is None:
            raise UsageError(f"{self._repository}: object {blob} is gone from the repository")
        return answer[1]

    def _ask(self, name: str, *, body: bool) -> tuple[str, bytes] | None:
        process = self._batch()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{'contents' if body else 'info'} {name}\n".encode())
        process.stdin.flush()
        head = process.stdout.readline().decode("utf-8", "replace").rstrip("\n")
        parts = head.split(" ")
        if len(parts) != 3 or parts[1] != "blob":  # "NAME missing", or a folder
            return None
        if not body:
            return parts[0], b""
        found = process.stdout.read(int(parts[2]))
        process.stdout.read(1)
        return parts[0], found

    def _batch(self) -> subprocess.Popen[bytes]:
        if self._blobs is None:
            self._blobs = subprocess.Popen(  # noqa: S603
                ["git", "-C", str(self._repository), "cat-file", "--batch-command"],  # noqa: S607 - whichever git is there
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        return self._blobs

    def _git(self, *arguments: str) -> str:
        done = subprocess.run(  # noqa: S603 - no shell; the words are ours and the user's own
            ["git", "-C", str(self._repository), "-c", "core.quotePath=false", *arguments],  # noqa: S607
            capture_output=True,
            check=False,
        )
        if done.returncode != 0:
            why = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise UsageError(f"{self._repository}: git cannot read it ({why[0] if why else done.returncode})")
        return done.stdout.decode("utf-8", "surrogateescape")

    def close(self) -> None:
        """End the git process."""
        if self._blobs is not None:
            self._blobs.communicate()
            self._blobs = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
