"""Opens the data files beside this module."""

from __future__ import annotations


def names(language: str) -> list[str]:
    """Names of a language's files. Raises FileNotFoundError for a language without a folder."""
    from importlib.resources import files  # here: it takes longer to import than all else of this room

    return sorted(entry.name for entry in (files(__package__) / language).iterdir())


def read_text(language: str, name: str) -> str:
    """One file of a language."""
    from importlib.resources import files  # as above

    return (files(__package__) / language / name).read_text("utf-8")


def folder(language: str, name: str) -> list[str]:
    """Names of the files in a folder of a language."""
    from importlib.resources import files  # as above

    return sorted(entry.name for entry in (files(__package__) / language / name).iterdir())
