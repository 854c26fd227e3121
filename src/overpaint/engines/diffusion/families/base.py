"""The contract of a family of models: what is asked → the arguments of its pipeline, and its latents → pixels. One family a file.

A family knows its pipeline's class in diffusers, its sizes, its steps and how its latents are packed. It loads nothing.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

from overpaint.imaging.values import Image, Quality, Size


@dataclass(frozen=True, eq=False)
class Ask:
    """`pictures`: PIL images, the first of `size` and the one to edit. `generator`: torch's, on the CPU, of the answer's seed.

    `distilled`: the model was distilled to few steps, and takes no guidance.
    """

    prompt: str
    pictures: tuple[Any, ...]
    size: Size
    steps: int
    generator: Any
    distilled: bool


class Family(ABC):
    """`name`: what logs call it. `pipeline`: its class in diffusers. `block`: pixels an edge of what one latent token shows.

    `pictures`: that it looks at, at most. `steps`: by quality. `distilled`: to so few steps that nothing is guided.

    `model`: where its makers publish the weights, on the hub; `licence`: under what.
    """

    name: ClassVar[str]
    pipeline: ClassVar[str]
    model: ClassVar[str]
    licence: ClassVar[str]
    block: ClassVar[int] = 16
    pictures: ClassVar[int] = 1
    steps: ClassVar[dict[Quality, int]]
    distilled: ClassVar[bool] = False

    @abstractmethod
    def frame(self, size: Size, quality: Quality) -> Size:
        """The frame to paint a picture of `size` in: one that its pipeline neither scales nor crops."""

    @abstractmethod
    def arguments(self, ask: Ask) -> dict[str, Any]:
        """What its pipeline is called with."""

    @abstractmethod
    def latents(self, pipe: Any, pixels: Any) -> Any:
        """(1, 3, H, W) in [-1, 1], on the device of its autoencoder → latents as its steps have them, (1, tokens, channels).

        Tokens go row by row.
        """

    @abstractmethod
    def pixels(self, pipe: Any, latents: Any, size: Size) -> Any:
        """The way back: (1, 3, H, W), about [-1, 1]."""

    def image(self, pipe: Any, latents: Any, size: Size) -> Image:
        """A picture of packed latents."""
        import numpy as np

        shown = ((self.pixels(pipe, latents, size).float().clamp(-1, 1) + 1) * 127.5).round()
        return Image(shown[0].permute(1, 2, 0).cpu().numpy().astype(np.uint8))
