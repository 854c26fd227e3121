"""The words of a scene, from the `.toml` beside its module: what it is asked for by, and what it is called, in each language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

Choices = Mapping[str, Mapping[str, str]]
"""A parameter → its choices → words."""


class Words(BaseModel):
    """One language's words for one scene.

    `called`: its name in a sentence, `called_with` the same with a choice (`an office`). `told`: what a choice adds to the name
    (`of brick`); hours, weathers and seasons have words of the language's own unless a scene has better ones.
    `example`: a request for it. `shows`: words for what it shows of itself, which ask for nothing more. `places`: phrases that
    name it, by the kind of place they are and the choices they make (`wall material=brick`). `choices`: phrases for a choice by
    itself.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    called: str
    example: str
    shows: tuple[str, ...] = ()
    called_with: Mapping[str, str] = Field(default_factory=dict)
    places: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    choices: Mapping[str, Mapping[str, tuple[str, ...]]] = Field(default_factory=dict)
    told: Choices = Field(default_factory=dict)


@cache
def read_words(module: str) -> Mapping[str, Words]:
    """Language → words, of the scene whose module is this file. Raises FileNotFoundError, ValueError for an unknown key."""
    tables = tomllib.loads(Path(module).with_suffix(".toml").read_text("utf-8"))
    return {language: Words.model_validate(table) for language, table in tables.items()}
