"""The Python API and `overpaint edit`: what they take, what they refuse, and in whose words."""

import io

import numpy as np
import pytest
from PIL import Image as PillowImage
from skimage import data
from typer.testing import CliRunner

import overpaint
from overpaint.cli.run import build
from overpaint.errors import InvalidImage, InvalidRequest, Refusal
from overpaint.imaging.codec import OutputFormat, encode, open_image
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


def test_what_the_answer_can_not_hold_of_the_picture_is_told():
    target = io.BytesIO()
    frames = [PillowImage.new("RGB", (64, 64), colour) for colour in ("red", "blue")]
    frames[0].save(target, "WEBP", save_all=True, append_images=frames[1:])
    assert "only the first was edited" in overpaint.edit(target.getvalue(), "sepia").revised_prompt
    assert "只编辑了第一张" in overpaint.edit(target.getvalue(), "复古棕褐色").revised_prompt
    assert "first" not in overpaint.edit(PHOTO, "sepia").revised_prompt


def test_bytes_paths_and_sequences_are_photos(photo):
    for given in (PHOTO, photo, str(photo), [photo], (PHOTO, photo)):
        assert overpaint.edit(given, "sepia").images[0].size == (128, 128)
    assert overpaint.edit(given, "sepia", size="64x96").images[0].size == (64, 96)


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
        ({"size": "1024 by 1024"}, "size"),
        ({"size": (10.5, 20)}, "size"),
        ({"size": (15, 64)}, "size"),
        ({"size": (64, 3841)}, "size"),
        ({"size": (64, 64, 64)}, "size"),
        ({"seed": -1}, "seed"),
        ({"seed": 2**70}, "seed"),
        ({"fit": "cover"}, "fit"),
        ({"quality": "ultra"}, "quality"),
        ({"quality": "auto"}, "quality"),
        ({"background": "white"}, "background"),
        ({"background": "transparent", "output": "jpeg"}, "background"),
        ({"output": "gif"}, "output"),
        ({"photo": io.StringIO("text")}, "image"),
        ({"photo": 7}, "image"),
        ({"photo": "https://example.org/a.png"}, "image"),
        ({"photo": np.zeros((4, 4, 3), np.uint8)}, "image"),
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


PIL_PHOTO = PillowImage.fromarray(np.ascontiguousarray(data.astronaut()[::4, ::4]))


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
    assert isinstance(done.exception, InvalidRequest) and "no version" in done.exception.message
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


def test_files_bytes_and_pillow_images_are_taken(photo, tmp_path):
    wanted = overpaint.edit(photo, "sepia").images[0].pixels
    with PillowImage.open(photo) as opened, photo.open("rb") as file:
        for given in (photo.read_bytes(), bytearray(photo.read_bytes()), file, str(photo), opened):
            np.testing.assert_array_equal(overpaint.edit(given, "sepia").images[0].pixels, wanted)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "YCbCr"])
def test_a_pillow_image_of_any_mode_is_the_picture_that_pillow_shows(mode):
    grey = PillowImage.fromarray(np.arange(64 * 48, dtype=np.uint16).reshape(48, 64) * 20)
    picture = grey if mode == "I;16" else PillowImage.fromarray(np.asarray(PIL_PHOTO)[:48, :64]).convert(mode)
    (image,) = overpaint.edit(picture, "flip it").images
    assert image.size == (64, 48)
    if mode in ("RGB", "CMYK", "P", "L"):
        shown = np.asarray(picture.convert("RGB"))[:, ::-1]
        assert np.abs(image.rgb.astype(int) - shown).max() <= 1


def test_a_result_is_told_in_one_line_and_never_by_its_bytes(photo):
    told = repr(overpaint.edit(photo, "make it black and white", n=2, seed=3))
    assert told.startswith("<Result: 2 pictures, 128x128 png, seed 3: 'Made the picture black and white.")
    assert told.endswith("…'>") and len(told) < 150


@pytest.mark.parametrize(
    ("name", "format"), [("a.jpg", "jpeg"), ("a.JPEG", "jpeg"), ("a.webp", "webp"), ("a.png", "png"), ("a", "png")]
)
def test_the_suffix_says_the_format(photo, tmp_path, name, format):
    (path,) = overpaint.edit(photo, "sepia").save(tmp_path / name)
    assert open_image(path, name="x", max_pixels=1 << 20).header.format == format
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".part"] == []


def test_a_suffix_that_is_no_format_of_ours_is_refused(photo, tmp_path):
    result = overpaint.edit(photo, "sepia")
    with pytest.raises(InvalidRequest, match=r"\.png, \.jpeg, \.webp"):
        result.save(tmp_path / "a.tiff")
    with pytest.raises(InvalidRequest, match="compression"):
        result.save(tmp_path / "a.png", compression=50)
    assert result.save(tmp_path / "a.tiff", format="webp")[0].read_bytes()[8:12] == b"WEBP"


def test_errors_are_exported():
    assert overpaint.Refusal is Refusal and issubclass(overpaint.InvalidImage, overpaint.OverpaintError)


def test_the_command_reads_standard_input_and_writes_standard_output(photo):
    done = CliRunner().invoke(build(), ["edit", "-", "sepia", "-o", "-", "--format", "jpeg"], input=photo.read_bytes())
    assert done.exit_code == 0, done.stderr
    assert done.stdout_bytes[:2] == b"\xff\xd8" and "standard output" in done.stderr


@pytest.mark.parametrize("name", ["photo.png", "./photo.png", "link.png", "hard.png"])
def test_the_command_does_not_write_over_its_source(photo, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link.png").symlink_to(photo)
    (tmp_path / "hard.png").hardlink_to(photo)
    before = photo.read_bytes()
    refused = command_line("photo.png", "sepia", "-o", name)
    assert isinstance(refused.exception, InvalidRequest) and "--force" in refused.exception.message
    assert photo.read_bytes() == before
    assert command_line("photo.png", "sepia", "-o", name, "--force").exit_code == 0


def test_the_command_calls_a_bad_picture_by_its_name(photo, tmp_path):
    (tmp_path / "bad.jpg").write_bytes(b"no picture")
    cut = tmp_path / "cut.png"
    cut.write_bytes(photo.read_bytes()[:-300])
    for name in ("bad.jpg", "cut.png"):
        done = command_line(photo, tmp_path / name, "sepia", "-o", tmp_path / "a.png")
        assert isinstance(done.exception, InvalidImage) and name in done.exception.message


def test_the_command_takes_the_values_of_the_api(photo, tmp_path):
    for quality in ("low", "medium", "high", "auto", "standard"):
        assert command_line(photo, "sepia", "-o", tmp_path / "a.png", "--quality", quality).exit_code == 0
    done = command_line(photo, "sepia", "-o", tmp_path / "a.jpg", "--format", "png")
    assert "contradicts" in str(done.exception)
    done = command_line(photo, "sepia", "-o", "-", "--n", "2")
    assert "one picture" in str(done.exception)
