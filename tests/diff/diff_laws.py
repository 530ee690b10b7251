"""Short laws written for these tests; they are illustrations, nobody enacted them."""

from __future__ import annotations

from regdrift.diff import DocumentDiff, compare_documents
from regdrift.model.document import LegalDocument, Provision, ProvisionKind


def provision(path, text, **fields):
    """A provision; its label is the last part of its path unless given."""
    fields.setdefault("label", path.rpartition("/")[2])
    fields.setdefault("heading", None)
    fields.setdefault("citation", None)
    fields.setdefault("kind", ProvisionKind.SECTION if "/" not in path else ProvisionKind.UNIT)
    return Provision(path=path, text=text, **fields)


def law(*provisions, **fields):
    """A document of provisions, or of (path, text) pairs."""
    made = tuple(item if isinstance(item, Provision) else provision(*item) for item in provisions)
    return LegalDocument(format="test", parser="test@1", provisions=made, **fields)


def compare(old, new) -> DocumentDiff:
    """Compare, and check on the way what must hold of every change."""
    diff = compare_documents(old, new)
    for change in diff.changes:
        before = "\n".join(side.text for side in change.befores)
        after = "\n".join(side.text for side in change.afters)
        assert "".join(text for mark, text in change.redline if mark != "+") == before
        assert "".join(text for mark, text in change.redline if mark != "-") == after
        assert all(text for _, text in change.redline)
        assert 0 <= change.similarity <= 1
    assert {old for old, _ in diff.links} - {None} == {item.path for item in old.provisions}
    assert {new for _, new in diff.links} - {None} == {item.path for item in new.provisions}
    return diff


def summary(diff):
    """The changes as (kind, older paths, newer paths)."""
    return [
        (str(change.kind), [side.path for side in change.befores], [side.path for side in change.afters])
        for change in diff.changes
    ]
