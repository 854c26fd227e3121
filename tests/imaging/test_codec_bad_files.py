"""Every bad file is refused: with the picture's name, in words that help, and a forged header before it costs memory."""

from __future__ import annotations

import pickle
import sys
import tracemalloc
from pathlib import Path

import pytest

from imaging.bad_files import LIMIT, bad_files, many_scans, png_bomb, saved
from overpaint.errors import InvalidImage
from overpaint.imaging.codec import decode, open_image

BAD = bad_files()


def test_there_are_many_kinds_of_bad_files() -> None:
    assert len(BAD) >= 40
    assert len(set(BAD.values())) == len(BAD)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_by_name_with_a_cure(name: str) -> None:
    with pytest.raises(InvalidImage) as refused:
        decode(open_image(BAD[name], name="image[1]", max_pixels=LIMIT))
    error = refused.value
    assert (error.code, error.param) == ("invalid_image_file", "image[1]")
    assert error.message.startswith("image[1] ")
    assert error.message.count(". ") >= 1, "the message must end with the cure"
    assert error.message.endswith(".")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("empty", "is empty"),
        ("gif", "is a GIF. Send PNG, JPEG or WebP."),
        ("heic", "HEIC"),
        ("data url", "data URL"),
        ("png in base64", "Decode the base64"),
        ("svg", "SVG"),
        ("png: half", "truncated"),
        ("png: IEND missing", "truncated"),
        ("jpeg: header only", "truncated"),
        ("webp: half", "truncated"),
        ("png: header says 60000 squared", "60000x60000"),
        ("png: bomb of 12000 squared", "144.0 megapixels"),
        ("jpeg: five hundred scans", "more than 100 scans"),
    ],
)
def test_the_message_says_what_is_wrong(name: str, words: str) -> None:
    with pytest.raises(InvalidImage, match=words.replace(".", r"\.")):
        decode(open_image(BAD[name], name="image", max_pixels=LIMIT))


@pytest.mark.parametrize(
    "name",
    [
        "png: header says 60000 squared",
        "png: bomb of 12000 squared",
        "jpeg: header says 65500 squared",
        "webp: canvas of 16384 squared",
        "png: a hundred thousand chunks",
    ],
)
def test_a_forged_header_is_refused_before_it_takes_memory(name: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(BAD[name])
    tracemalloc.start()
    try:
        for source in (BAD[name], path):
            with pytest.raises(InvalidImage):
                open_image(source, name="image", max_pixels=LIMIT)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10_000_000


def test_the_bomb_is_a_valid_picture_under_a_higher_limit() -> None:
    bomb = png_bomb(1500)
    assert len(bomb) < 1500 * 1500 * 3 / 500
    assert decode(open_image(bomb, name="image", max_pixels=LIMIT)).pixels.max() == 0


def test_a_progressive_jpeg_of_few_scans_is_welcome() -> None:
    assert decode(open_image(saved("JPEG", progressive=True), name="image", max_pixels=LIMIT)).size == (96, 64)
    with pytest.raises(InvalidImage):
        decode(open_image(many_scans(101), name="image", max_pixels=LIMIT))


def test_the_pixel_limit_is_inclusive_and_proposes_a_size_that_fits() -> None:
    good = saved("PNG")
    assert open_image(good, name="image", max_pixels=96 * 64).header.size == (96, 64)
    with pytest.raises(InvalidImage, match="95x63") as refused:
        open_image(good, name="mask", max_pixels=96 * 64 - 1)
    assert refused.value.param == "mask"


def test_a_path_that_is_not_there_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        open_image(tmp_path / "nothing.png", name="image", max_pixels=LIMIT)


def test_a_file_that_changes_after_its_header_was_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(saved("PNG"))
    file = open_image(path, name="image", max_pixels=LIMIT)
    path.write_bytes(png_bomb(1500))
    with pytest.raises(InvalidImage, match="changed"):
        decode(file)


def test_files_cross_to_worker_processes() -> None:
    file = open_image(saved("JPEG"), name="image", max_pixels=LIMIT)
    assert pickle.loads(pickle.dumps(file)) == file  # noqa: S301  # our own bytes


def test_refusing_costs_no_reference_to_none() -> None:
    """A library that loses one with each error ends the process, some ten thousand refusals later (before Python 3.12)."""

    def refuse_all() -> None:
        for data in BAD.values():
            with pytest.raises(InvalidImage):
                decode(open_image(data, name="image", max_pixels=LIMIT))

    refuse_all()
    before = sys.getrefcount(None)
    for _ in range(3):
        refuse_all()
    assert sys.getrefcount(None) > before - len(BAD)


def test_decoders_write_nothing_past_the_log(capfd: pytest.CaptureFixture[str]) -> None:
    """libpng, libjpeg and OpenCV have lines of their own for files like these."""
    for data in BAD.values():
        with pytest.raises(InvalidImage):
            decode(open_image(data, name="image", max_pixels=LIMIT))
    assert capfd.readouterr() == ("", "")
