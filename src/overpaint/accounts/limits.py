"""What a group may be limited in: one typed declaration, from which storage, options, checks, messages and docs follow.

A new limit is one more field here. Its default is what a new group starts with, and what groups made before it get. A limit that
`caps` a field of the request is enforced by `editing.authorise`, which says what a request asks in that field; one with `caps`
None is enforced where its name is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from overpaint.errors import ConfigurationError, InvalidRequest


@dataclass(frozen=True)
class Limit:
    """Beside a field of `Limits`. `heading`: what a table calls it; `caps`: the request's field that it holds down."""

    heading: str
    caps: str | None = None


@dataclass(frozen=True)
class Excess:
    """What a request asks beyond a limit: the request's field, the wish and the limit in words, the option that allows it."""

    param: str
    wish: str
    limit: str
    option: str


class Limits(BaseModel):
    """The limits of one group. A number is the most that may be asked for; a yes or no says whether the field may be sent."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    allow_mask: Annotated[bool, Limit("masks", caps="mask")] = Field(False, description="Whether its keys may send a mask.")
    max_n: Annotated[int, Limit("most answers", caps="n")] = Field(
        1, ge=1, le=10, description="The most answers one request may ask for."
    )
    allow_upstream: Annotated[bool, Limit("upstreams")] = Field(
        False, description="Whether its edits may go to an upstream, and the pictures with them."
    )

    @classmethod
    def declared(cls) -> dict[str, Limit]:
        """Every limit by name, in order of declaration."""
        return {name: next(m for m in field.metadata if isinstance(m, Limit)) for name, field in cls.model_fields.items()}

    @classmethod
    def stored(cls, group: str, values: Mapping[str, Any]) -> Self:
        """As the database has them; what it lacks gets its default. Raises ConfigurationError for a limit unknown here.

        To pass a limit over that another version enforces would let through what somebody wanted held down.
        """
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            message = f"The limits of group {group!r} are of another version of Overpaint: {_reason(cls, error)}"
            raise ConfigurationError(message) from error

    def changed(self, changes: Mapping[str, Any]) -> Self:
        """With what is given in place of what was. Raises InvalidRequest for what a limit can't be."""
        try:
            return type(self).model_validate({**self.model_dump(), **changes})
        except ValidationError as error:
            raise InvalidRequest(_reason(type(self), error), param=str(error.errors()[0]["loc"][0])) from error

    def exceeded(self, asked: Mapping[str, int]) -> Iterator[Excess]:
        """What goes beyond the limits. `asked`: by field of the request, how many are asked for, or whether it is sent.

        Raises KeyError when it leaves out a field that a limit caps: such a limit would be kept by nobody.
        """
        for name, limit in self.declared().items():
            if limit.caps is None or (wish := asked[limit.caps]) <= (most := getattr(self, name)):
                continue
            option = option_of(name)
            if isinstance(most, bool):
                yield Excess(limit.caps, f"'{limit.caps}'", "none", option)
            else:
                yield Excess(limit.caps, f"{limit.caps}={wish}", f"up to {most}", f"{option} {wish}")


def option_of(name: str) -> str:
    """The option of `overpaint groups set` that changes this limit: `max_n` → `--max-n`."""
    return "--" + name.replace("_", "-")


def valid(limits: type[Limits], name: str) -> str:
    """What a limit may be, in words."""
    schema = limits.model_json_schema()["properties"][name]
    return "yes or no" if schema["type"] == "boolean" else f"{schema['minimum']} to {schema['maximum']}"


def _reason(limits: type[Limits], error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    name = str(first["loc"][0])
    if name not in limits.model_fields:
        return f"there is no limit {name!r}."
    return f"{name} is {valid(limits, name)}, got {first['input']!r:.60}."
