"""How the tests of this room put a change together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from regdrift.diff import make_redline
from regdrift.model.change import ChangeKind, ProvisionChange, Side
from regdrift.model.document import LegalDocument, Provision
from regdrift.understand import Understanding, understand

ReadChange = Callable[..., Understanding]


def make_change(
    before: str | None,
    after: str | None,
    context: Sequence[str] = (),
    heading: str | None = None,
    kind: ChangeKind | None = None,
) -> ProvisionChange:
    """Give a change of one provision as the diff would."""

    def sides(text: str | None) -> tuple[Side, ...]:
        return () if text is None else (Side("1/a", "(a)", heading, text, None, tuple(context)),)

    if kind is None:
        kind = ChangeKind.AMENDED
        kind = ChangeKind.ADDED if before is None else kind
        kind = ChangeKind.REPEALED if after is None else kind
    redline = make_redline(before or "", after or "")
    return ProvisionChange(kind, sides(before), sides(after), tuple(redline), 0.5)


def make_document(language: str | None, provisions: tuple[Provision, ...] = ()) -> LegalDocument:
    """Give a document that tells the language and the headings."""
    return LegalDocument("test", "test@1", provisions, language)


@pytest.fixture(scope="session")
def read_change() -> ReadChange:
    """Read a change given by its words: ``read_change(before, after, language=…, context=…, heading=…, kind=…)``."""

    def read(
        before: str | None,
        after: str | None,
        language: str | None = "en",
        provisions: tuple[Provision, ...] = (),
        **more: object,
    ) -> Understanding:
        document = make_document(language, provisions)
        return understand(make_change(before, after, **more), document, document)  # type: ignore[arg-type]

    return read
