"""regdrift: a regulation change tracker and impact analyser.

Public pages of legislation and regulators are fetched, read as provisions, compared with the last
known version, and each change is mapped to the data practices that a company has declared.
The rooms of the package are drawn in ``docs/architecture.md``.
"""

__version__ = "0.1.0"
