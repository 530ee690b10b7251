"""Data that ships with regdrift, and its loaders; read by the edge only (the pure half is handed values)."""
