"""What stands behind the subject: the user's own pictures, another picture of the request; seeds that matter or don't."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from pydantic import Field
from skimage import data

from engines.edit_through import edit
from overpaint.canvas import EditRequest
from overpaint.engines.base import Progress
from overpaint.engines.carrying import Finished
from overpaint.engines.local import LocalEngine, PooledEngine, backdrops
from overpaint.errors import InvalidImage, Refusal
from overpaint.imaging.codec import OutputFormat, decode, encode, open_image
from overpaint.imaging.values import Backdrop, Image, Mask
from overpaint.instructions import say
from overpaint.operations.base import CannotDo
from overpaint.plans import Step
from overpaint.regions.detection import Detected
from overpaint.scenes.base import SceneParameters
from overpaint.settings import load

PHOTO = Image(np.ascontiguousarray(data.astronaut()[::4, ::4]))  # 128 × 128
GREEN = Image(np.full((64, 64, 3), (20, 160, 40), np.uint8))


def file_of(image, name="image"):
    return open_image(encode(image, OutputFormat()), name=name, max_pixels=50_000_000)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("backgrounds")
    (path / "My_Garden.png").write_bytes(encode(GREEN, OutputFormat()))
    (path / "broken.png").write_bytes(encode(GREEN, OutputFormat())[:60])
    return path


@pytest.fixture(scope="module")
def settings(weights, folder):
    return load().model_copy(update={"backgrounds_dir": folder, "workers": 1})


@pytest.fixture(scope="module")
def engine(settings):
    return LocalEngine(settings)


REQUEST = EditRequest(images=(file_of(PHOTO),), prompt="change the background to my garden", size="source")


def run(engine, request):
    events = list(edit(engine, request))
    assert isinstance(events[-1], Finished)
    images = [decode(open_image(p.data, name="answer", max_pixels=50_000_000)) for p in events[-1].pictures]
    return events[-1], images, [e for e in events if isinstance(e, Progress)]


def is_green(image):
    red, green, blue = image.pixels[:6, :6].reshape(-1, 3).mean(axis=0)
    return green > red + 80 and green > blue + 80


def test_an_own_picture_stands_behind_the_subject(engine):
    finished, (image,), _ = run(engine, REQUEST)
    assert is_green(image) and "My_Garden.png" in finished.pictures[0].revised_prompt


def test_a_picture_far_smaller_than_the_answer_is_told(engine):
    assert "64x64" in run(engine, REQUEST)[0].pictures[0].revised_prompt
    chinese = run(engine, replace(REQUEST, prompt="背景换成my garden"))[0].pictures[0].revised_prompt
    assert "背景图片只有 64x64" in chinese


def test_a_worker_sees_the_same_folder(settings):
    pooled = PooledEngine(settings)
    try:
        _, (image,), _ = run(pooled, REQUEST)
    finally:
        pooled.close()
    assert is_green(image)


def test_a_broken_own_picture_is_named(engine):
    with pytest.raises(InvalidImage, match=r"broken\.png"):
        run(engine, replace(REQUEST, prompt="change the background to broken"))


def test_the_second_picture_stands_behind_the_subject_of_the_first(engine):
    both = replace(REQUEST, images=(file_of(PHOTO), file_of(GREEN, "image[1]")), prompt="put her in the second picture")
    finished, (image,), _ = run(engine, both)
    assert is_green(image) and image.size == PHOTO.size
    assert "picture 2" in finished.pictures[0].revised_prompt and "Only the first" not in finished.pictures[0].revised_prompt
    with pytest.raises(Refusal, match="no picture 2"):
        run(engine, replace(both, images=both.images[:1]))


def test_a_used_picture_that_is_broken_is_named_like_any_other(engine):
    whole = file_of(GREEN, "image[1]")
    both = replace(REQUEST, images=(file_of(PHOTO), replace(whole, source=whole.read()[:60])), prompt="use image 2 as background")
    with pytest.raises(InvalidImage) as caught:
        run(engine, both)
    assert caught.value.param == "image[1]"


def test_the_horizon_goes_with_the_subject_unless_the_plan_sets_it(monkeypatch):
    asked = []
    flat = SimpleNamespace(Params=_Coast, render=lambda size, params, context: asked.append(params.horizon) or _flat(size))
    monkeypatch.setattr(backdrops, "find_scene", lambda name: flat)
    sources = backdrops.Backdrops(REQUEST, None, lambda: None)
    low, high = np.zeros((2, 100, 100), np.float32)
    low[70:95, 30:70], high[5:100, 30:70] = 1.0, 1.0
    for matte in (low, high):
        sources.render(Step(operation="background_replace", version=1, params={"scene": "sea"}), Mask(matte), 0)
    fixed = {"scene": "sea", "scene_params": {"horizon": 0.4}}
    sources.render(Step(operation="background_replace", version=1, params=fixed), Mask(low), 0)
    assert asked[0] > asked[1] + 0.1 and asked[2] == 0.4
    assert all(0.25 <= horizon <= 0.6 for horizon in asked), "within what the scene declares"


class _Coast(SceneParameters):
    horizon: float = Field(0.5, ge=0.25, le=0.6)


def _flat(size):
    return Backdrop(np.zeros((size[1], size[0], 3), np.float32))


STANDING = np.zeros((96, 96), np.float32)
STANDING[30:80, 30:60] = 1


def painted(scene, subject, *names, **params):
    """The backdrop behind a subject that the detector takes for these, and the keys of what is told."""
    sources = backdrops.Backdrops(SimpleNamespace(quality="low"), None, lambda: None)
    step = Step(operation="background_replace", version=2, params={"scene": scene, "scene_params": params})
    seen = [Detected(name, 0.9, (28, 28, 82, 62)) for name in names]
    return sources.render(step, Mask(subject), 3, lambda: seen), [note.key for note in sources.notes]


@pytest.mark.parametrize("name", ["car", "person", "cat"])
def test_what_stands_before_the_sea_stands_on_a_beach(name):
    behind, told = painted("sea", STANDING, name, time="sunset")
    assert behind.ground == "solid"
    assert told == ["ashore"]
    assert say("en", "note", "ashore")


def test_what_stands_before_a_skyline_stands_on_a_quay():
    for name, ground in (("person", "solid"), ("boat", "water")):
        assert painted("skyline", STANDING, name)[0].ground == ground


def test_a_boat_and_who_the_frame_cuts_stay_at_sea():
    cut = STANDING.copy()
    cut[80:, 30:60] = 1
    for subject, name in ((STANDING, "boat"), (cut, "person")):
        behind, told = painted("sea", subject, name, time="noon")
        assert (behind.ground, told) == ("water", [])


def test_a_pair_that_goes_ill_is_refused_before_the_scene_is_painted(monkeypatch):
    rows, columns = np.mgrid[0:96, 0:96]
    plate = (((rows - 60) / 20) ** 2 + ((columns - 48) / 32) ** 2 < 1).astype(np.float32)
    real = backdrops.find_scene
    sizes = []

    def watched(name):
        scene = real(name)

        def render(size, params, context):
            sizes.append(size)
            return scene.render(size, params, context)

        return SimpleNamespace(__name__=scene.__name__, Params=scene.Params, rating=scene.rating, render=render)

    monkeypatch.setattr(backdrops, "find_scene", watched)
    with pytest.raises(CannotDo, match="from_above"):
        painted("forest", plate, "cup")
    with pytest.raises(CannotDo, match="on_water"):
        painted("skyline", STANDING, "car", front="water")
    assert (96, 96) not in sizes


def test_behind_a_small_thing_a_landscape_is_further_out_of_focus():
    bag, person = (painted("mountains", STANDING, name)[0].defocus for name in ("handbag", "person"))
    assert bag > 1.4 * person > 0
    assert painted("forest", STANDING, "handbag")[0].defocus == 0


def test_answers_without_chance_are_made_once(engine):
    finished, images, progress = run(engine, replace(REQUEST, n=4, seed=7))
    assert [picture.seed for picture in finished.pictures] == [7, 8, 9, 10]
    assert all(np.array_equal(images[0].pixels, image.pixels) for image in images)
    assert progress[-1].steps == 3 and [one.step for one in progress] == [1, 2, 3]
    assert "alike" in finished.pictures[3].revised_prompt


@pytest.mark.parametrize("scene", ["studio", "gradient from blue to white"])
def test_answers_of_a_scene_differ_and_shared_steps_are_done_once(engine, scene):
    request = replace(REQUEST, n=3, prompt=f"make it brighter and change the background to a {scene}")
    finished, images, progress = run(engine, request)
    assert not np.array_equal(images[0].pixels, images[1].pixels) and not np.array_equal(images[1].pixels, images[2].pixels)
    assert progress[-1].steps == 2 + 1 + 3
    assert [one.step for one in progress] == sorted(one.step for one in progress)
    again, (second,), _ = run(engine, replace(request, n=1, seed=1))
    assert again.pictures[0].data == finished.pictures[1].data and np.array_equal(second.pixels, images[1].pixels)
