"""The history: one SQLite file that keeps what was seen, what it means and what people did about it.

Evidence (captures, checks, settlements, versions, changes, impacts, events of work) is append-only and chained by
hash. Everything else is a projection that :meth:`regdrift.store.history.History.verify` computes again. Import from
the submodules; this package re-exports nothing, so that a reading command pays for the standard library only.
"""
