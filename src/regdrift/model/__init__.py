"""The nouns: frozen dataclasses without IO, one file per noun.

The way of the data is
``Source → Capture → LegalDocument(Provision…) → Change → Signal → Impact → WorkItem → Alert``.
Import from the submodules; this package re-exports nothing, so that a command pays for what it uses only.
"""
