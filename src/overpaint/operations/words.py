"""The words of an operation, from the `.toml` beside its module: what leads to it, and what is said when it is done."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

Phrases = Mapping[str, tuple[str, ...]]
"""A slider's name → phrases. A slider is the operation itself, one of its parameters, or another word for it (`clarity`)."""


class Words(BaseModel):
    """One language's words for one operation.

    `whole`: phrases that name the edit itself (`black and white`). `called`: names of what a slider moves (`the contrast`).
    `more`, `less`: phrases that say which way (`brighter`). `mends_more`, `mends_less`: phrases that name a fault which more or
    less of it mends. `done`: sentences that say what was done; `up` and `down` by the side of the neutral value, else by the name
    or the word of a parameter that is given, else `plain`; `idle` says that nothing was to do. `parameters`: what parameters are
    called in those sentences.
    `says`: by parameter, words beside a number that mean it (`4 levels`). `weak`, `strong`: words of its own for little and much
    of its first parameter (`thin`, `thick`). `choices`: by parameter and value, phrases that choose it. `example`: a request that
    leads to the operation.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    example: str = ""
    whole: tuple[str, ...] = ()
    called: Phrases = Field(default_factory=dict)
    more: Phrases = Field(default_factory=dict)
    less: Phrases = Field(default_factory=dict)
    mends_more: Phrases = Field(default_factory=dict)
    mends_less: Phrases = Field(default_factory=dict)
    done: Mapping[str, str] = Field(default_factory=dict)
    parameters: Mapping[str, str] = Field(default_factory=dict)
    says: Phrases = Field(default_factory=dict)
    weak: tuple[str, ...] = ()
    strong: tuple[str, ...] = ()
    choices: Mapping[str, Phrases] = Field(default_factory=dict)

    @cached_property
    def sliders(self) -> tuple[str, ...]:
        """Every slider that some phrase names."""
        tables = (self.called, self.more, self.less, self.mends_more, self.mends_less)
        return tuple(dict.fromkeys(slider for table in tables for slider in table))


@cache
def read_words(path: Path) -> Mapping[str, Words]:
    """Language → words. Raises FileNotFoundError, and ValueError for a table or key that is none of `Words`."""
    tables = tomllib.loads(path.read_text("utf-8"))
    return {language: Words.model_validate(table) for language, table in tables.items()}
