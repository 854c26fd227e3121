"""A scheduler that tells of each step: progress, intermediate pictures, an end in the middle and masks, for every pipeline that
takes a flow-matching scheduler, whether or not it has a callback.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from diffusers import FlowMatchEulerDiscreteScheduler
from torch import Tensor


@dataclass(frozen=True, eq=False)
class Held:
    """What stays as it is. `source`: latents of the picture, packed as the steps have them, (1, tokens, channels).

    `changes`: (1, tokens, 1) bool, tokens that may change.
    """

    source: Tensor
    changes: Tensor


class Stepping(FlowMatchEulerDiscreteScheduler):
    """`told`: called after each step with its number, from 1, how many there are, and the guess at the finished latents.

    What it raises ends the pipeline's call; the next one begins anew.
    """

    told: Callable[[int, int, Tensor], None] | None = None
    held: Held | None = None
    _noise: Tensor | None = None

    def step(self, model_output: Tensor, timestep: Any, sample: Tensor, **rest: Any) -> Any:
        if self.step_index is None:
            self._init_step_index(timestep)
        index = self.step_index
        sigma, following = self.sigmas[index], self.sigmas[index + 1]
        if index == 0:
            self._noise = sample  # sigma is 1: nothing but noise
        guess = sample.float() - sigma * model_output.float()
        stepped = super().step(model_output, timestep, sample, **rest)
        if self.held is not None and self._noise is not None:
            kept = (1 - following) * self.held.source.float() + following * self._noise.float()
            previous = stepped[0].where(self.held.changes, kept.to(stepped[0]))
            stepped = (previous,) if isinstance(stepped, tuple) else type(stepped)(prev_sample=previous)
            guess = guess.where(self.held.changes, self.held.source.float())
        if self.told is not None:
            self.told(index + 1, len(self.timesteps), guess)
        return stepped
