"""Connectors: one file per publisher, each of the shape in ``shape``, each named once in ``registry``."""
