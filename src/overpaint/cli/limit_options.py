"""One option for each limit, made from its declaration in `accounts.limits`; and limits in words."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Annotated, Any

import typer

from overpaint.accounts.limits import Kind, Limits, kind_of
from overpaint.cli.times import parse_expiry
from overpaint.errors import InvalidRequest

ANY = ("any", "never", "unlimited")
"""What one types for no limit."""


class NoLimit:
    """What `any` is read as: None is what typer says of an option that was not given."""


_METAVARS: dict[Kind, str] = {"number": "NUMBER|any", "words": "WORDS|any", "time": "WHEN|never"}
_HINTS: dict[Kind, str] = {
    "number": "`any`: no limit.",
    "words": "With commas between; `any`: no limit.",
    "time": "12h, 30d, 8w or 2027-01-01; `never`.",
}


def limit_options(command: Callable[..., None], limits: type[Limits] = Limits) -> Callable[..., None]:
    """Give a command that takes `**limits` one option for each: typer reads options from a signature."""
    signature = inspect.signature(command, eval_str=True)
    own = [parameter for parameter in signature.parameters.values() if parameter.kind is not parameter.VAR_KEYWORD]
    options = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=_annotation(limits, name))
        for name in limits.model_fields
    ]
    command.__signature__ = signature.replace(parameters=[*own, *options])  # type: ignore[attr-defined]  # functions have it
    return command


def given(limits: Mapping[str, Any]) -> dict[str, Any]:
    """The options that were given, as `Limits.changed` takes them."""
    return {name: None if isinstance(value, NoLimit) else value for name, value in limits.items() if value is not None}


def in_words(limits: Limits, *, own: bool = False) -> str:
    """`masks yes, most answers 1, a minute 60`: what limits; `own`: of a key's, what was set."""
    said = limits.declared().items()
    shown = ((limit, getattr(limits, name)) for name, limit in said if not own or name in limits.model_fields_set)
    return ", ".join(f"{limit.heading} {_value(value)}" for limit, value in shown if value is not None)


def _annotation(limits: type[Limits], name: str) -> Any:
    kind, optional = kind_of(limits, name)
    schema = limits.model_json_schema()["properties"][name]
    if kind == "yes or no":
        return Annotated[bool | None, typer.Option(help=schema["description"])]
    if kind == "number" and not optional:
        return Annotated[int | None, typer.Option(min=schema["minimum"], max=schema["maximum"], help=schema["description"])]
    said = f"{schema['description']} {_HINTS[kind]}"
    return Annotated[object | None, typer.Option(parser=partial(_read, limits, name, kind), metavar=_METAVARS[kind], help=said)]


def _read(limits: type[Limits], name: str, kind: Kind, text: str) -> object:
    """What was typed, checked here so that the complaint names the option. Raises typer.BadParameter."""
    if text.strip().lower() in ANY:
        return NoLimit()
    value: object = text
    if kind == "time":
        value = parse_expiry(text)
    elif kind == "words":
        value = [word for word in re.split(r"[\s,]+", text) if word]
    elif re.fullmatch(r"\d{1,12}", text, re.ASCII):
        value = int(text)
    try:
        limits().changed({name: value})
    except InvalidRequest as error:
        raise typer.BadParameter(error.message) from error
    return value


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " ".join(value) or "none"
    return f"{value:%Y-%m-%d %H:%M} UTC" if isinstance(value, datetime) else str(value)
