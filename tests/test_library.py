"""The Python API and `overpaint edit`: what they take, what they refuse, and in whose words."""

import io

import numpy as np
import pytest
from skimage import data
from typer.testing import CliRunner

import overpaint
from overpaint.cli.run import build
from overpaint.errors import InvalidImage, InvalidRequest, Refusal
from overpaint.imaging.codec import OutputFormat, encode
from overpaint.imaging.values import Image
from overpaint.instructions import compile_prompt
from overpaint.library import request_for
from overpaint.settings import load

PHOTO = encode(Image(np.ascontiguousarray(data.astronaut()[::4, ::4])), OutputFormat())


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.png"
    path.write_bytes(PHOTO)
    return path


def test_an_edit_gives_pictures_the_plan_and_its_words(photo, tmp_path):
    result = overpaint.edit(photo, "make it black and white", n=2, seed=3)
    assert [p.seed for p in result.pictures] == [3, 4] and len(result.images) == 2
    assert (np.ptp(result.images[0].pixels, axis=2) == 0).all()
    assert result.plan.steps[0].operation == "grayscale" and "black and white" in result.revised_prompt
    saved = result.save(tmp_path / "out.png")
    assert [p.name for p in saved] == ["out-1.png", "out-2.png"] and all(p.stat().st_size for p in saved)


def test_partial_does_what_can_be_done_and_lists_the_rest(photo, tmp_path):
    with pytest.raises(Refusal):
        overpaint.edit(photo, "make it sepia and add a cat")
    result = overpaint.edit(photo, "make it sepia and add a cat", partial=True)
    assert [step.operation for step in result.plan.steps] == ["sepia"]
    assert [row.clause for row in result.plan.skipped] == ["add a cat"] and "add a cat" in result.revised_prompt
    out = tmp_path / "out.png"
    outcome = command_line(photo, "make it sepia and add a cat", "-o", out, "--partial")
    assert outcome.exit_code == 0 and "add a cat" in outcome.stderr and out.exists()


def test_bytes_paths_and_sequences_are_photos(photo):
    for given in (PHOTO, photo, str(photo), [photo], (PHOTO, photo)):
        assert overpaint.edit(given, "sepia").images[0].size == (128, 128)


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"instruction": ""}, "instruction"),
        ({"instruction": None}, "instruction"),
        ({"instruction": "x" * 32_001}, "instruction"),
        ({"n": 0}, "n"),
        ({"n": 11}, "n"),
        ({"n": "2"}, "n"),
        ({"n": 1.5}, "n"),
        ({"n": True}, "n"),
        ({"size": "1024x1024"}, "size"),
        ({"size": (10.5, 20)}, "size"),
        ({"size": (15, 64)}, "size"),
        ({"size": (64, 3841)}, "size"),
        ({"size": (64, 64, 64)}, "size"),
        ({"seed": -1}, "seed"),
        ({"seed": 2**70}, "seed"),
        ({"seed": None}, "seed"),
        ({"fit": "cover"}, "fit"),
        ({"quality": "ultra"}, "quality"),
        ({"quality": "auto"}, "quality"),
        ({"background": "white"}, "background"),
        ({"background": "transparent", "output": "jpeg"}, "background"),
        ({"output": "gif"}, "output"),
        ({"photo": io.BytesIO(PHOTO)}, "photo"),
        ({"photo": []}, "photo"),
        ({"instruction": ""}, "instruction"),
        ({"instruction": "", "plan": "{}"}, "plan"),
        ({"plan": compile_prompt("sepia"), "partial": True}, "partial"),
        ({"photo": [PHOTO] * 17}, "photo"),
        ({"photo": [PHOTO, 7]}, "image[1]"),
        ({"mask": 7}, "mask"),
        ({"mask": PHOTO}, "mask"),
    ],
    ids=lambda value: value if isinstance(value, str) else repr(value)[:24].partition(" object")[0],
)
def test_a_bad_argument_is_named(changes, param):
    with pytest.raises(InvalidRequest) as caught:
        arguments = {"photo": PHOTO, "mask": None, "instruction": "sepia"} | changes
        request_for(config=load(), **arguments)
    assert caught.value.param == param and caught.value.message


def test_what_is_no_picture_is_named(tmp_path):
    with pytest.raises(InvalidImage, match="missing"):
        overpaint.edit(tmp_path / "missing.jpg", "sepia")
    with pytest.raises(InvalidImage):
        overpaint.edit(b"no picture", "sepia")


def command_line(*arguments):
    return CliRunner().invoke(build(), ["edit", *map(str, arguments)])


def test_the_command_writes_the_picture_and_says_what_it_did(photo, tmp_path):
    out = tmp_path / "grey.jpg"
    done = command_line(photo, "make it black and white", "-o", out, "--seed", 5)
    assert done.exit_code == 0, done.output
    assert out.read_bytes()[:2] == b"\xff\xd8"
    assert "black and white" in done.stderr and "seed 5" in done.stderr


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (["-o", "{}/no/folder/a.png"], InvalidRequest),
        (["-o", "{}"], InvalidRequest),
        (["-o", "{}/a.tiff"], InvalidRequest),
        (["-o", "{}/a.png", "--compression", "50"], InvalidRequest),
        (["-o", "{}/a.jpg", "--background", "transparent"], InvalidRequest),
        (["-o", "{}/a.png", "--size", "10by10"], InvalidRequest),
    ],
    ids=str,
)
def test_the_command_refuses_before_any_work(photo, tmp_path, options, error):
    done = command_line(photo, "sepia", *(o.format(tmp_path) for o in options))
    assert isinstance(done.exception, error)
    assert [p.name for p in tmp_path.iterdir()] == ["photo.png"]


def test_a_refused_edit_leaves_no_file(photo, tmp_path):
    done = command_line(photo, "add a dragon", "-o", tmp_path / "a.png")
    assert isinstance(done.exception, Refusal) and not (tmp_path / "a.png").exists()


def test_a_plan_is_replayed_with_the_same_picture(photo, tmp_path):
    first = overpaint.edit(photo, "make it brighter and warmer")
    again = overpaint.edit(photo, plan=first.plan.model_dump_json())
    assert again.pictures == first.pictures and again.plan == first.plan
    stored = tmp_path / "plan.json"
    stored.write_text(first.plan.model_dump_json())
    done = command_line(photo, "--plan", stored, "-o", tmp_path / "again.png")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "again.png").read_bytes() == first.pictures[0].data


def test_a_plan_of_another_version_is_refused_with_the_reason(photo, tmp_path):
    (tmp_path / "plan.json").write_text('{"prompt": "sepia", "steps": []}')
    done = command_line(photo, "--plan", tmp_path / "plan.json", "-o", tmp_path / "a.png")
    assert isinstance(done.exception, InvalidRequest) and "version 1" in done.exception.message
    done = command_line(photo, "--plan", tmp_path / "none.json", "-o", tmp_path / "a.png")
    assert isinstance(done.exception, InvalidRequest) and "none.json" in done.exception.message


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["{photo}"], "an instruction missing"),
        (["make it brighter"], "a photo missing"),
        (["{photo}", "make", "it", "brighter"], "quotes"),
        (["{photo}x", "make it brighter"], "no such file"),
    ],
)
def test_what_is_missing_on_the_command_line_is_told(photo, tmp_path, words, told):
    done = command_line(*(word.format(photo=photo) for word in words), "-o", tmp_path / "a.png")
    assert told in str(done.exception)
