"""Pictures that a step reads besides the one it edits."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from overpaint.plans.frozen import Frozen


class SentPicture(Frozen):
    """A picture of the request: `number` counts from 1, the picture that is edited."""

    type: Literal["sent"] = "sent"
    number: Annotated[int, Field(ge=1)]

    def __str__(self) -> str:
        return f"picture {self.number}"


class OwnPicture(Frozen):
    """A file of the user's own folder of backgrounds, by its name there."""

    type: Literal["own"] = "own"
    name: Annotated[str, Field(min_length=1, max_length=255)]

    def __str__(self) -> str:
        return self.name


PictureRef: TypeAlias = Annotated[SentPicture | OwnPicture, Field(discriminator="type")]
