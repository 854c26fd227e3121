"""The engine with a tiny model of klein's classes, loaded as an operator's is, in a worker: alone and beside the local one."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event as Flag

import numpy as np
import pytest
from skimage import data

from engines.upstream_bench import file
from overpaint import editing
from overpaint.canvas import EditRequest
from overpaint.engines import open_engine
from overpaint.engines.base import Progress
from overpaint.engines.carrying import Finished
from overpaint.engines.diffusion import DiffusionEngine
from overpaint.errors import Cancelled, EngineError, InvalidRequest
from overpaint.imaging.codec import OutputFormat, decode, encode, open_image
from overpaint.imaging.values import Image
from overpaint.settings import Settings, load

if importlib.util.find_spec("torch") is None or importlib.util.find_spec("diffusers") is None:
    pytest.skip("needs torch and diffusers: scripts/test-diffusion runs it", allow_module_level=True)

pytestmark = pytest.mark.filterwarnings("ignore")  # what other people's libraries warn of at their import

PHOTO = Image(np.ascontiguousarray(data.astronaut()[:256, 100:356]))
REQUEST = EditRequest(images=(file(encode(PHOTO, OutputFormat())),), prompt="put a hat on her", size="source", seed=5)


@pytest.fixture(scope="module")
def settings(tmp_path_factory) -> Settings:
    from engines.tiny_models import saved_klein

    return load(diffusion_model=str(saved_klein(tmp_path_factory.mktemp("klein"))), diffusion_steps=4)


@pytest.fixture(scope="module")
def engine(settings) -> Iterator[DiffusionEngine]:
    made = DiffusionEngine(settings, threads=1)
    until = time.monotonic() + 300  # torch alone takes minutes to load from a cold disk beside other work
    while made.missing() and time.monotonic() < until:
        time.sleep(0.1)
    yield made
    made.close()


@pytest.fixture(scope="module")
def local(weights, settings):
    made = open_engine("local", settings, here=True)
    yield made
    made.close()


def finish(engines, request: EditRequest = REQUEST, cancelled: Flag | None = None) -> tuple[list[object], Finished]:
    *events, last = editing.edit(request, engines=engines, cancelled=cancelled or Flag())
    assert isinstance(last, Finished)
    return events, last


def pixels(encoded: bytes) -> np.ndarray:
    return decode(open_image(encoded, name="answer", max_pixels=1 << 24)).pixels


def test_a_model_is_loaded_out_of_its_folder_and_paints_in_a_process_of_its_own(engine):
    assert engine.missing() == () and list(engine.models().values()) == ["apache-2.0"]
    events, done = finish((engine,))
    assert [event.step for event in events if isinstance(event, Progress)] == [1, 2, 3, 4, 5]
    (made,) = done.pictures
    assert pixels(made.data).shape == PHOTO.pixels.shape and made.seed == 5
    assert (pixels(made.data) != PHOTO.pixels).any()
    again = finish((engine,))[1].pictures[0]
    assert again.data == made.data


def test_what_it_can_not_meet_is_refused_before_any_pixel(engine):
    for asked, param in (({"background": "transparent"}, "background"), ({"images": REQUEST.images * 5}, "image")):
        with pytest.raises(InvalidRequest) as caught:
            finish((engine,), replace(REQUEST, **asked))
        assert caught.value.param == param


def test_local_steps_are_done_here_and_the_rest_by_the_model_in_one_pass(engine, local):
    """Of “blur the background, make it warmer, put a hat on her” the model is given the hat alone, once."""
    request = replace(REQUEST, prompt="blur the background, make it warmer, put a hat on her")
    events, done = finish((local, engine), request)
    (made,) = done.pictures
    assert "Done by: local, diffusion" in made.revised_prompt
    assert "“put a hat on her. Keep everything else unchanged.” was given" in made.revised_prompt
    assert sum(event.text == "painting" for event in events if isinstance(event, Progress)) == 4
    told = [event.text for event in events if isinstance(event, Progress)]
    assert told.index("painting") > 1 and told[-1] != "painting"  # the blur before it, the warmth after it


def two_people(local) -> Image:
    """The astronaut on a lawn, twice, without her helmet: large on the left, small on the right."""
    import cv2

    whole = EditRequest(
        images=(file(encode(Image(np.ascontiguousarray(data.astronaut())), OutputFormat())),), prompt="remove the background"
    )
    cut = pixels(finish((local,), whole)[1].pictures[0].data)[:340]
    noise = np.random.default_rng(0).normal(0, 30, (480, 720, 1))
    lawn = np.clip(np.array([126, 140, 100]) + 1.5 * cv2.GaussianBlur(noise, (0, 0), 1.2)[..., None], 0, 255)
    for left, side in ((40, 300), (470, 180)):
        small = cv2.resize(cut, (side, side * 2 // 3), interpolation=cv2.INTER_AREA).astype(float)
        there = lawn[480 - len(small) :, left : left + side]
        there += (small[..., :3] - there) * small[..., 3:] / 255
    return Image(lawn.astype(np.uint8))


def test_remove_the_man_make_it_warmer_put_a_hat_on_her(engine, local):
    """The man is taken out here before the model sees the picture, the warmth comes after, and she gets her hat in one pass."""
    photo = two_people(local)
    prompt = "remove the man on the right, make it warmer, put a hat on her"
    request = replace(REQUEST, images=(file(encode(photo, OutputFormat())),), prompt=prompt)
    events, done = finish((local, engine), request)
    told = [event.text for event in events if isinstance(event, Progress)]
    assert told.count("painting") == 4 and 0 < told.index("painting") < len(told) - 5
    (made,) = done.pictures
    for part in ("Took out the man", "“put a hat on her. Keep everything else unchanged.”", "Done by: local, diffusion"):
        assert part in made.revised_prompt
    assert [event.step for event in events if isinstance(event, Progress)] == list(range(1, len(told) + 1))


def test_a_mask_holds_to_the_bit_through_both(engine, local):
    wire = np.full((256, 256, 4), 255, np.uint8)
    wire[40:120, 60:180, 3] = 0
    mask = file(encode(Image(wire), OutputFormat()), "mask")
    _, done = finish((local, engine), replace(REQUEST, prompt="make it warmer, put a hat on her", mask=mask))
    outside = wire[..., 3] == 255
    made = pixels(done.pictures[0].data)
    np.testing.assert_array_equal(made[outside], PHOTO.pixels[outside])
    assert (made != PHOTO.pixels).any(axis=2)[~outside].mean() > 0.9


def test_cancelled_in_the_middle_it_stays_healthy(engine, local):
    expected = finish((engine,))[1].pictures[0].data
    worker = engine._pool.workers[0].pid
    cancelled = Flag()
    request = replace(REQUEST, prompt="make it warmer, put a hat on her", n=4)
    with pytest.raises(Cancelled):
        for event in editing.edit(request, engines=(local, engine), cancelled=cancelled):
            if isinstance(event, Progress) and event.text == "painting":
                cancelled.set()
    assert finish((engine,))[1].pictures[0].data == expected
    assert engine._pool.workers[0].pid == worker  # nothing had to be loaded anew


def test_a_worker_that_dies_fails_its_own_edit_and_is_replaced(engine):
    worker = engine._pool.workers[0].pid
    timer = threading.Timer(0.0, os.kill, (worker, signal.SIGKILL))
    with pytest.raises(EngineError, match="replaced"):
        for event in editing.edit(replace(REQUEST, n=10), engines=(engine,), cancelled=Flag()):
            if isinstance(event, Progress) and event.step == 2:
                timer.run()
    assert len(finish((engine,))[1].pictures) == 1


def test_weights_in_any_other_form_are_not_loaded(settings, tmp_path):
    """Pickles run code when they are read."""
    import torch

    folder = tmp_path / "pickled"
    shutil.copytree(settings.diffusion_model, folder)
    for weights in folder.glob("*/*.safetensors"):
        torch.save({}, weights.with_name("diffusion_pytorch_model.bin"))
        weights.unlink()
    engine = DiffusionEngine(settings.model_copy(update={"diffusion_model": str(folder)}), here=True, threads=1)
    with pytest.raises(EngineError, match="no safetensors"):
        finish((engine,))


def test_code_in_a_model_s_folder_is_not_run(settings, tmp_path):
    folder = Path(shutil.copytree(settings.diffusion_model, tmp_path / "coded"))
    index = (folder / "model_index.json").read_text()
    (folder / "own.py").write_text("raise SystemExit('it ran')")
    (folder / "model_index.json").write_text(
        index.replace('"diffusers",\n    "AutoencoderKLFlux2"', '"own",\n    "AutoencoderKLFlux2"')
    )
    assert (folder / "model_index.json").read_text() != index
    engine = DiffusionEngine(settings.model_copy(update={"diffusion_model": str(folder)}), here=True, threads=1)
    with pytest.raises(EngineError):
        finish((engine,))
