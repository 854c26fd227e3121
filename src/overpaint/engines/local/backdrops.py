"""What a step puts behind the subject: a scene rendered, another picture of the request, or one of the user's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from overpaint.canvas import EditRequest
from overpaint.canvas.gathering import sent_file
from overpaint.engines.local.pairing import closeness, odd_pair
from overpaint.imaging.backdrop_photo import backdrop_of
from overpaint.imaging.codec import ImageFile, decode
from overpaint.imaging.compositing.placement import horizon_for, is_seen_from_above, skyline_over
from overpaint.imaging.picture_folder import PictureFolder
from overpaint.imaging.values import Backdrop, Mask, Size
from overpaint.instructions.catalogue import valid_range
from overpaint.operations import find_operation
from overpaint.operations.base import CannotDo
from overpaint.plans import Note, OwnPicture, PictureRef, Step
from overpaint.regions.detection import Detected
from overpaint.scenes import beach, find_scene, sea, sky, skyline, surface
from overpaint.scenes.base import Scene, SceneContext, SceneParameters, name_of

_SAMPLE: Size = (24, 24)
"""Large enough to see whether a plain scene looks otherwise at another seed; the others always do."""

_HORIZON = "horizon"
"""The parameter of scenes that have one to place."""

_ENLARGED = 1.5
"""A picture enlarged by more than this looks soft beside a subject that was not."""


@dataclass(frozen=True)
class Backdrops:
    """The backdrops of one request. `folder`: the user's own pictures. `notes`: what to tell of those that were rendered."""

    request: EditRequest
    folder: PictureFolder
    check: Callable[[], None]
    notes: list[Note] = field(default_factory=list)

    def render(self, step: Step, subject: Mask, seed: int, detected: Callable[[], Iterable[Detected]] | None = None) -> Backdrop:
        """The backdrop that a step names, of the subject's size. A horizon that the plan leaves open goes with the subject.

        `detected`: what is seen in the picture; None where nobody looks. Raises CannotDo, before anything is painted, for a
        subject that no such scene suits; InvalidImage for a picture that can't be read, InvalidRequest for one that the request
        does not have.
        """
        for picture in step.pictures:
            behind = decode(self._file(picture))
            self._tell_small(behind.size, subject.size)
            return backdrop_of(behind, subject.size)
        scene, chosen = _scene(step)
        if isinstance(chosen, surface.Params) and chosen.view == "table" and is_seen_from_above(subject.values):
            chosen = chosen.model_copy(update={"view": "above"})
        if _HORIZON in type(chosen).model_fields and _HORIZON not in chosen.model_fields_set:
            lowest, highest = valid_range(type(chosen), _HORIZON)
            wanted = min(max(horizon_for(subject.values), lowest), highest)
            chosen = chosen.model_copy(update={_HORIZON: wanted})
        if find_operation(step.operation).under_sky and isinstance(chosen, sky.Params):
            return scene.render(
                subject.size,
                chosen.model_copy(update={"skyline": skyline_over(subject.values)}),
                SceneContext(seed=seed, quality=self.request.quality, check=self.check),
            )
        if detected is not None:
            scene, chosen = self._where_it_stands(scene, chosen, subject, detected)
        painted = scene.render(subject.size, chosen, SceneContext(seed=seed, quality=self.request.quality, check=self.check))
        if detected is None or painted.defocus == 0 or painted.horizon is None:
            return painted
        return replace(painted, defocus=painted.defocus * closeness(subject.values, detected()))

    def _where_it_stands(
        self, scene: Scene, chosen: SceneParameters, subject: Mask, detected: Callable[[], Iterable[Detected]]
    ) -> tuple[Scene, SceneParameters]:
        """The scene, with ground under what would stand on open water: a beach by the sea, a quay. Raises CannotDo."""
        odd = odd_pair(subject.values, _outlook(scene, chosen), detected)
        if odd == "on_water" and isinstance(chosen, sea.Params):
            self.notes.append(Note("ashore"))
            return beach, beach.Params.model_validate(chosen.model_dump())
        if odd == "on_water" and isinstance(chosen, skyline.Params) and "front" not in chosen.model_fields_set:
            return scene, chosen.model_copy(update={"front": "quay"})
        if odd is not None:
            raise CannotDo(odd)
        return scene, chosen

    def _tell_small(self, picture: Size, size: Size) -> None:
        if max(size[0] / picture[0], size[1] / picture[1]) > _ENLARGED:
            sizes = [f"{width}x{height}" for width, height in (picture, size)]
            self.notes.append(Note("small_background", {"before": sizes[0], "after": sizes[1]}))

    def vary(self, step: Step) -> bool:
        """Whether a step's result depends on the seed: as it declares; of what stands behind a subject, no plain colour does."""
        operation = find_operation(step.operation)
        if operation.seeded and not operation.needs_backdrop:
            return True
        if not operation.needs_backdrop or step.pictures:
            return False
        scene, chosen = _scene(step)
        if scene.rating(chosen) != "exact":
            return True
        first, second = (scene.render(_SAMPLE, chosen, SceneContext(seed=seed)) for seed in (0, 1))
        return first.grain > 0 or not np.array_equal(first.pixels, second.pixels)

    def _file(self, picture: PictureRef) -> ImageFile:
        if isinstance(picture, OwnPicture):
            return self.folder.open(picture.name)
        return sent_file(self.request, picture.number)


def _outlook(scene: Scene, chosen: SceneParameters) -> Backdrop:
    """What a scene's picture will be told by, without the picture: its ground, and where its horizon lies."""
    horizon = getattr(chosen, _HORIZON, None)
    usual = {_HORIZON: type(chosen).model_fields[_HORIZON].default} if horizon else {}
    seen = _small(name_of(scene), chosen.model_copy(update=usual))
    return seen if horizon is None or seen.horizon is None else replace(seen, horizon=horizon)


@lru_cache(maxsize=128)
def _small(name: str, chosen: SceneParameters) -> Backdrop:
    return find_scene(name).render(_SAMPLE, chosen, SceneContext())


def _scene(step: Step) -> tuple[Scene, SceneParameters]:
    """The scene that a step names, with its parameters; an operation's defaults for what the step leaves out."""
    params = find_operation(step.operation).params.model_validate(step.params).model_dump()
    scene = find_scene(params["scene"])
    return scene, scene.Params.model_validate(params["scene_params"])
