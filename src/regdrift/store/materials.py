"""What the newest reading of a source was made from: a saving of work, no evidence."""

from __future__ import annotations

from regdrift.store.connection import Aggregate
from regdrift.store.kept import keep, kept
from regdrift.store.sources import head_version

_NAME = "material/{}"


class Materials(Aggregate):
    """Digests of what was read last, each bound to the version that the reading gave or confirmed."""

    def material(self, source: str) -> str | None:
        """Give the digest that the head version of a source was last read from; None where none is known."""
        value = kept(self._db, _NAME.format(source))
        version, _, digest = (value or "").partition(" ")
        head = head_version(self._db, source)
        return digest if digest and head is not None and version == str(head.id) else None

    def keep_material(self, source: str, digest: str, content_hash: str) -> None:
        """Keep what a reading was made from, where the source's head is a version with that content."""
        with self._db.write():
            head = head_version(self._db, source)
            if head is not None and head.content_hash == content_hash:
                keep(self._db, _NAME.format(source), f"{head.id} {digest}")
