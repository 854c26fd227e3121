"""A field for each limit, made from its declaration in `accounts.limits`; and back from a form to limits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from overpaint.accounts.limits import Kind, Limits, kind_of, valid
from overpaint.errors import InvalidRequest

PREFIX = "limit_"


@dataclass(frozen=True)
class LimitField:
    """`value`: as the field shows it; `held`: what counts, where a key's group says something too."""

    name: str
    kind: Kind
    optional: bool
    value: str
    description: str
    held: str = ""

    @property
    def field(self) -> str:
        return PREFIX + self.name


def fields_of(limits: Limits, *, own: bool = False, held: Limits | None = None) -> list[LimitField]:
    """`own`: of a key's, which may only narrow what its group allows: those that may be left open."""
    schema = Limits.model_json_schema()["properties"]
    made = []
    for name in Limits.declared():
        kind, optional = kind_of(Limits, name)
        if own and not optional:
            continue
        value = getattr(limits, name) if not own or name in limits.model_fields_set else None
        counts = "" if held is None else shown(getattr(held, name))
        made.append(LimitField(name, kind, optional, shown(value), schema[name]["description"], counts))
    return made


def shown(value: Any) -> str:
    """As one types it; empty for no limit."""
    if value is None or value is False:
        return ""
    if isinstance(value, tuple):
        return ", ".join(value)
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else "yes" if value is True else str(value)


def read_limits(form: Mapping[str, str], *, own: bool = False) -> dict[str, Any]:
    """What the form says of each limit it has a field for. Raises InvalidRequest."""
    return {one.name: _read(one, form.get(one.field, "").strip()) for one in fields_of(Limits(), own=own)}


def _read(field: LimitField, text: str) -> Any:
    if field.kind == "yes or no":
        return text != ""
    if not text and field.optional:
        return None
    if field.kind == "words":
        return [word for word in re.split(r"[\s,，]+", text) if word]
    try:
        return int(text) if field.kind == "number" else datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidRequest(f"{field.name}: {valid(Limits, field.name)}.", param=field.name) from error
