"""What is known about bytes before they are read."""

from __future__ import annotations

from dataclasses import dataclass, field

from regdrift.model.source import Expectation


@dataclass(frozen=True, slots=True)
class ReadHints:
    """What the publisher, the file name and the declared source say; content decides where they disagree."""

    media_type: str | None = None
    """The media type of the response, with or without parameters; None where unknown."""
    name: str | None = None
    """File name or URL."""
    language: str | None = None
    """BCP 47 primary tag declared for the source; a language that the document states wins."""
    jurisdiction: str | None = None
    select: str | None = None
    """CSS selector of the element that holds the law (HTML only)."""
    remove: tuple[str, ...] = ()
    """CSS selectors of what is taken out before reading (HTML only)."""
    expect: Expectation = field(default_factory=Expectation)
