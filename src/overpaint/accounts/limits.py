"""What a group or a key may be limited in: one typed declaration, from which storage, options, checks, messages and docs follow.

A new limit is one more field here. Its default is what a new group starts with, and what groups made before it get. A limit that
`caps` a field of the request is enforced by `editing.authorise`, which says what a request asks in that field; one with `caps`
None is enforced where its name is read. None, where a limit may be that, is no limit.

A key's own limits are the same type with only some fields set. They narrow what its group allows and never widen it (`within`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from overpaint.accounts.limit_words import Addresses, Names, SizeNames, both_addresses
from overpaint.errors import ConfigurationError, InvalidRequest

Kind: TypeAlias = Literal["yes or no", "number", "words", "time"]
"""What a limit is, for whoever makes an option or a form of it."""


@dataclass(frozen=True)
class Limit:
    """Beside a field of `Limits`. `heading`: what a table calls it; `caps`: the request's field that it holds down."""

    heading: str
    caps: str | None = None


@dataclass(frozen=True)
class Excess:
    """What a request asks beyond a limit: its name, the request's field, the wish and the limit in words, the option that allows
    it.
    """

    name: str
    param: str
    wish: str
    limit: str
    option: str


def _utc(time: datetime | None) -> datetime | None:
    """Without a zone it is UTC already. Raises ValueError."""
    if time is None or time.tzinfo is None:
        return time and time.replace(tzinfo=UTC)
    try:
        return time.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("that time is out of the calendar") from error


class Limits(BaseModel):
    """The limits of one group or key. A number is the most that may be asked for; a yes or no says whether the field may be sent;
    words are those that may be asked for.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    allow_mask: Annotated[bool, Limit("masks", caps="mask")] = Field(False, description="Whether its keys may send a mask.")
    max_n: Annotated[int, Limit("most answers", caps="n")] = Field(
        1, ge=1, le=10, description="The most answers one request may ask for."
    )
    sizes: Annotated[SizeNames | None, Limit("sizes", caps="size")] = Field(
        None, description="The sizes that may be asked for, as requests write them: `1024x1024`, `auto`."
    )
    models: Annotated[Names | None, Limit("models")] = Field(None, description="The model names that may be asked for.")
    engines: Annotated[Names | None, Limit("engines")] = Field(
        None, description="The engines that its edits may go to, of those that the server runs."
    )
    allow_upstream: Annotated[bool, Limit("upstreams")] = Field(
        False,
        description="Whether its edits may go to an upstream or to a planner on another machine, and the pictures with them.",
    )
    requests_per_minute: Annotated[int | None, Limit("a minute")] = Field(
        None, ge=1, le=100_000, description="Edits a key may ask for within any minute, and ten times as many plans."
    )
    concurrent_edits: Annotated[int | None, Limit("at once")] = Field(
        None, ge=1, le=10_000, description="Edits of one key that may wait or run at a time."
    )
    images_per_day: Annotated[int | None, Limit("images a day")] = Field(
        None, ge=0, le=10_000_000, description="Pictures a key may be answered a day (UTC)."
    )
    images_per_month: Annotated[int | None, Limit("images a month")] = Field(
        None, ge=0, le=100_000_000, description="Pictures a key may be answered a calendar month (UTC)."
    )
    addresses: Annotated[Addresses | None, Limit("addresses")] = Field(
        None,
        description="IP addresses and networks that its keys may be used from: `203.0.113.7`, `10.0.0.0/8`, `2001:db8::/32`.",
    )
    expires: Annotated[datetime | None, Limit("expires"), AfterValidator(_utc)] = Field(
        None, description="When its keys stop being accepted."
    )

    @classmethod
    def declared(cls) -> dict[str, Limit]:
        """Every limit by name, in order of declaration."""
        return {name: next(m for m in field.metadata if isinstance(m, Limit)) for name, field in cls.model_fields.items()}

    @classmethod
    def stored(cls, name: str, values: Mapping[str, Any], *, of: str = "group") -> Self:
        """As the database has them; what it lacks gets its default. Raises ConfigurationError for a limit unknown here.

        To pass a limit over that another version enforces would let through what somebody wanted held down.
        """
        try:
            return cls.model_validate_json(json.dumps(values))
        except ValidationError as error:
            message = f"The limits of {of} {name!r} are of another version of Overpaint: {_reason(cls, error)}"
            raise ConfigurationError(message) from error

    def changed(self, changes: Mapping[str, Any]) -> Self:
        """With what is given in place of what was; other fields that were not set stay so. Values are Python's or JSON's.

        Raises InvalidRequest for what a limit can't be.
        """
        try:
            return type(self).model_validate_json(json.dumps({**self.storable(), **changes}, default=_as_json))
        except ValidationError as error:
            raise InvalidRequest(_reason(type(self), error), param=str(error.errors()[0]["loc"][0])) from error

    def storable(self) -> dict[str, Any]:
        """What was set, as JSON has it."""
        return self.model_dump(mode="json", exclude_unset=True)

    def whole(self) -> dict[str, Any]:
        """Every limit, as JSON has it."""
        return self.model_dump(mode="json")

    def narrowing(self) -> Self:
        """As a key's own: without what says nothing, because it is None."""
        return type(self).model_validate_json(json.dumps({k: v for k, v in self.storable().items() if v is not None}))

    def within(self, own: Limits) -> Self:
        """These, narrowed by a key's own: of two numbers the smaller, of two lists what is in both."""
        return self.model_copy(
            update={name: _narrower(name, getattr(self, name), getattr(own, name)) for name in own.model_fields_set}
        )

    def exceeded(self, asked: Mapping[str, int | str | None]) -> Iterator[Excess]:
        """What goes beyond the limits. `asked`: by field of the request, how many are asked for, whether it is sent, or which;
        None where that is not known yet.

        Raises KeyError when it leaves out a field that a limit caps: such a limit would be kept by nobody.
        """
        for name, limit in self.declared().items():
            if limit.caps is None:
                continue
            wish, most = asked[limit.caps], getattr(self, name)
            if wish is None or most is None or _fits(wish, most):
                continue
            option = option_of(name)
            if isinstance(most, bool):
                yield Excess(name, limit.caps, f"'{limit.caps}'", "none", option)
            elif isinstance(most, tuple):
                listed = ",".join((*most, str(wish)))
                yield Excess(name, limit.caps, f"{limit.caps}={wish}", ", ".join(most) or "none", f"{option} {listed}")
            else:
                yield Excess(name, limit.caps, f"{limit.caps}={wish}", f"up to {most}", f"{option} {wish}")


def option_of(name: str) -> str:
    """The option of `overpaint groups set` that changes this limit: `max_n` → `--max-n`."""
    return "--" + name.replace("_", "-")


def kind_of(limits: type[Limits], name: str) -> tuple[Kind, bool]:
    """What a limit is, and whether it may be None: no limit."""
    choices, optional = _schemas(limits, name)
    kinds: dict[str, Kind] = {"boolean": "yes or no", "integer": "number", "array": "words", "string": "time"}
    return kinds[choices[0]["type"]], optional


def valid(limits: type[Limits], name: str) -> str:
    """What a limit may be, in words."""
    kind, optional = kind_of(limits, name)
    schema = _schemas(limits, name)[0][0]
    words = {"number": f"{schema.get('minimum')} to {schema.get('maximum')}", "words": "words", "time": "a time"}.get(kind, kind)
    return f"{words}, or any" if optional else words


def _schemas(limits: type[Limits], name: str) -> tuple[list[dict[str, Any]], bool]:
    schema = limits.model_json_schema()["properties"][name]
    choices = schema.get("anyOf", [schema])
    real = [choice for choice in choices if choice.get("type") != "null"]
    return real, len(real) < len(choices)


def _fits(wish: int | str, most: Any) -> bool:
    return wish in most if isinstance(most, tuple) else bool(wish <= most)


def _narrower(name: str, group: Any, own: Any) -> Any:
    if group is None or own is None:
        return own if group is None else group
    if name == "addresses":
        return both_addresses(group, own)
    if isinstance(group, tuple):
        return tuple(value for value in group if value in own)
    return min(group, own)


def _as_json(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)


def _reason(limits: type[Limits], error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    name = str(first["loc"][0])
    if name not in limits.model_fields:
        return f"there is no limit {name!r}."
    if first["type"] == "value_error":
        return f"{name}: {first['msg'].removeprefix('Value error, ')}."
    return f"{name} is {valid(limits, name)}, got {first['input']!r:.60}."
