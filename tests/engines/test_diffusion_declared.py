"""What of the diffusion engine needs no torch: which model, under what licence, in which frame, held how."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest
from skimage import data

from overpaint.engines import open_engine
from overpaint.engines.diffusion import DiffusionEngine
from overpaint.engines.diffusion.declared import declared
from overpaint.engines.diffusion.families import FAMILIES
from overpaint.engines.diffusion.families.base import Ask
from overpaint.engines.diffusion.frames import blocks_of, framed
from overpaint.engines.diffusion.memory import Line, Room, holding_for, line_through
from overpaint.errors import ConfigurationError, EngineUnavailable
from overpaint.imaging.values import Image, Mask
from overpaint.settings import Settings, load

GIGABYTE = 1_000_000_000
KLEIN = 16 * GIGABYTE


def settings_for(folder: Path, **given: object) -> Settings:
    return load(data_dir=folder / "data", diffusion_model=str(folder / "model"), **given)


def model_in(folder: Path, pipeline: str = "Flux2KleinPipeline", card: str | None = None) -> Path:
    (folder / "model").mkdir()
    (folder / "model" / "model_index.json").write_text(json.dumps({"_class_name": pipeline}))
    if card is not None:
        (folder / "model" / "README.md").write_text(card)
    return folder


@pytest.mark.parametrize("family", FAMILIES.values(), ids=lambda family: family.name)
def test_a_model_is_known_by_its_files_and_free_by_default(tmp_path, family):
    model = declared(settings_for(model_in(tmp_path, family.pipeline)))
    assert model.painter is family and model.licence == "apache-2.0"


def test_a_licence_that_restricts_is_named_and_must_be_accepted_by_its_name(tmp_path):
    card = (
        "---\nlanguage: en\nlicense: other\nlicense_name: flux-non-commercial-license\n---\n# FLUX.2 [klein] 9B\nlicense: mit\n"
    )
    folder = model_in(tmp_path, card=card)
    with pytest.raises(ConfigurationError, match="flux-non-commercial-license"):
        declared(settings_for(folder))
    with pytest.raises(ConfigurationError):
        declared(settings_for(folder, diffusion_licence="mit"))
    assert declared(settings_for(folder, diffusion_licence="flux-non-commercial-license")).licence.startswith("flux")


def test_what_is_no_model_of_ours_is_refused_with_those_that_are(tmp_path):
    with pytest.raises(ConfigurationError, match="QwenImageEditPlusPipeline"):
        declared(settings_for(model_in(tmp_path, "StableDiffusionPipeline")))
    (tmp_path / "model" / "model_index.json").write_text("[]")
    with pytest.raises(ConfigurationError, match="can't be read"):
        declared(settings_for(tmp_path))


def test_a_model_that_is_not_there_says_how_it_comes(tmp_path):
    settings = load(data_dir=tmp_path)
    with pytest.raises(EngineUnavailable, match="overpaint warm diffusion"):
        declared(settings)
    engine = DiffusionEngine(settings, here=True)
    assert "overpaint warm diffusion" in engine.missing()[0]


@pytest.mark.skipif(importlib.util.find_spec("torch") is not None, reason="torch is here")
def test_without_its_libraries_the_engine_says_what_to_install(tmp_path):
    with pytest.raises(ConfigurationError, match=r"\[diffusion\]"):
        open_engine("diffusion", settings_for(model_in(tmp_path)))


def test_few_steps_mean_a_distilled_model(tmp_path):
    folder = model_in(tmp_path, "LongCatImageEditPipeline")
    assert not declared(settings_for(folder)).distilled and declared(settings_for(folder)).steps_for("high") == 50
    turbo = declared(settings_for(folder, diffusion_steps=8))
    assert turbo.distilled and turbo.steps_for("low") == 8
    asked = turbo.painter.arguments(Ask("a hat", ("picture",), (16, 16), 8, None, turbo.distilled))
    assert asked["guidance_scale"] == 1.0 and asked["num_inference_steps"] == 8


@pytest.mark.parametrize("family", FAMILIES.values(), ids=lambda family: family.name)
@pytest.mark.parametrize("size", [(1024, 1024), (90, 70), (4000, 300), (1, 5000), (1023, 767), (2048, 1365)])
def test_a_frame_is_whole_blocks_about_a_megapixel_and_never_smaller_than_half_a_picture(family, size):
    width, height = family.frame(size, "medium")
    assert width % family.block == height % family.block == 0
    assert width * height <= 1.07 * 1024 * 1024
    photo = Image(np.zeros((size[1], size[0], 3), np.uint8))
    frame = framed(photo, (width, height))
    assert frame.image.size == (width, height)
    assert frame.taken_out(frame.image, size).size == size


@pytest.mark.parametrize("size", [(90, 70), (333, 777), (512, 512)])
def test_into_a_frame_and_out_of_it_a_picture_is_not_moved(size):
    photo = Image(np.ascontiguousarray(data.astronaut()[: size[1], : size[0]]))
    for family in FAMILIES.values():
        frame = framed(photo, family.frame(photo.size, "medium"))
        back = frame.taken_out(frame.image, photo.size)
        assert np.abs(back.pixels.astype(int) - photo.pixels).mean() < 3


def test_the_blocks_of_a_mask_are_those_it_touches_and_their_neighbours():
    photo = Image(np.zeros((64, 96, 3), np.uint8))
    values = np.zeros((64, 96), np.float32)
    values[30, 50] = 1
    blocks = blocks_of(Mask(values), framed(photo, (96, 64)), 16)
    assert blocks.shape == (4, 6)
    expected = np.zeros((4, 6), bool)
    expected[0:3, 2:5] = True
    np.testing.assert_array_equal(blocks, expected)


@pytest.mark.parametrize(
    ("device", "machine", "four_bits", "held"),
    [(24, 64, True, "full"), (12, 64, True, "offload"), (5, 64, True, "offload"), (12, 8, True, "nf4"), (0, 64, False, "full")],
)
def test_a_model_is_held_by_what_is_free(device, machine, four_bits, held):
    room = Room(device * GIGABYTE, machine * GIGABYTE)
    assert holding_for(KLEIN, room, "auto", four_bits=four_bits) == held


@pytest.mark.parametrize(("device", "machine", "four_bits"), [(4, 64, False), (12, 8, False), (6, 8, True), (0, 8, False)])
def test_one_that_finds_no_room_is_not_loaded(device, machine, four_bits):
    with pytest.raises(EngineUnavailable, match=r"16\.0 GB"):
        holding_for(KLEIN, Room(device * GIGABYTE, machine * GIGABYTE), "auto", four_bits=four_bits)
    assert holding_for(KLEIN, Room(0, 0), "nf4", four_bits=True) == "nf4"  # whoever sets it knows better


def test_what_edits_take_lies_on_a_line():
    line = line_through((2.0, 3 * GIGABYTE), (3.0, 4 * GIGABYTE))
    assert line == Line(GIGABYTE, GIGABYTE) and line.bytes(5.0) == 6 * GIGABYTE
    assert line_through((2.0, 3 * GIGABYTE), (2.0, 3 * GIGABYTE)).bytes(9.0) == 3 * GIGABYTE
