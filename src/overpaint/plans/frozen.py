"""The base of every value of a plan."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """Immutable and closed: an unknown field is an error, so that a plan of another version never half works."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
