"""Compiled contracts behind the line protocol vamm-check/1."""

__version__ = "0.1.0"
