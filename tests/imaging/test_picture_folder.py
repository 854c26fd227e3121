"""The folder of backgrounds: what is listed, what can be opened, and that nothing else can."""

import os
import pickle

import numpy as np
import pytest

from overpaint.errors import InvalidImage
from overpaint.imaging.codec import OutputFormat, decode, encode
from overpaint.imaging.picture_folder import PictureFolder
from overpaint.imaging.values import Image

PICTURE = Image(np.random.default_rng(1).integers(0, 255, (20, 30, 3), np.uint8))
DATA = encode(PICTURE, OutputFormat())


@pytest.fixture
def folder(tmp_path):
    inside = tmp_path / "backgrounds"
    inside.mkdir()
    (inside / "my garden.png").write_bytes(DATA)
    (inside / "办公室.PNG").write_bytes(DATA)
    return PictureFolder(inside, max_pixels=1000, max_bytes=100_000)


def names_after(folder, path, action):
    """What is listed once the folder has changed; its time stamp is set forward, so that the test need not wait for the clock."""
    action()
    later = path.stat().st_mtime_ns + 10**9
    os.utime(path, ns=(later, later))
    return folder.names()


def test_pictures_are_listed_by_name(folder):
    assert folder.names() == ("my garden.png", "办公室.PNG")
    assert np.array_equal(decode(folder.open("办公室.PNG")).pixels, PICTURE.pixels)


def test_a_folder_that_is_not_there_is_empty(tmp_path):
    assert PictureFolder(tmp_path / "none", max_pixels=1, max_bytes=1).names() == ()


def test_other_files_are_not_listed(folder, tmp_path):
    inside = tmp_path / "backgrounds"

    def add():
        (inside / "notes.txt").write_text("x")
        (inside / ".hidden.png").write_bytes(DATA)
        (inside / "album.png").mkdir()
        os.mkfifo(inside / "pipe.png")

    assert names_after(folder, inside, add) == ("my garden.png", "办公室.PNG")


def test_the_listing_is_read_again_when_the_folder_changes(folder, tmp_path):
    inside = tmp_path / "backgrounds"
    assert len(folder.names()) == 2
    assert "new.png" in names_after(folder, inside, lambda: (inside / "new.png").write_bytes(DATA))
    assert "new.png" not in names_after(folder, inside, lambda: (inside / "new.png").unlink())


def test_links_lead_nowhere(folder, tmp_path):
    inside = tmp_path / "backgrounds"
    (tmp_path / "secret.png").write_bytes(DATA)
    names = names_after(folder, inside, lambda: (inside / "link.png").symlink_to(tmp_path / "secret.png"))
    assert "link.png" not in names
    for name in ("link.png", "../secret.png", str(tmp_path / "secret.png"), "", "..", "sub/../my garden.png", "\0.png"):
        with pytest.raises(InvalidImage):
            folder.open(name)


def test_a_link_put_in_place_of_a_listed_file_is_not_followed(folder, tmp_path):
    folder.names()
    inside = tmp_path / "backgrounds"
    stamp = inside.stat().st_mtime_ns
    (tmp_path / "secret.png").write_bytes(DATA)
    (inside / "my garden.png").unlink()
    (inside / "my garden.png").symlink_to(tmp_path / "secret.png")
    os.utime(inside, ns=(stamp, stamp))
    assert "my garden.png" in folder.names(), "the listing is the old one"
    with pytest.raises(InvalidImage, match="can't be read"):
        folder.open("my garden.png")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no picture at all", "is not a picture"),
        (DATA[:40], "backgrounds/my garden.png"),
        (b"", "is empty"),
        (b"x" * 100_001, "bytes"),
    ],
)
def test_a_file_that_is_no_picture_is_named(folder, tmp_path, data, words):
    (tmp_path / "backgrounds" / "my garden.png").write_bytes(data)
    with pytest.raises(InvalidImage, match=words) as caught:
        folder.open("my garden.png")
    assert caught.value.param == "prompt" and "my garden.png" in caught.value.message


def test_a_picture_over_the_pixel_limit_is_refused(tmp_path, folder):
    narrow = PictureFolder(tmp_path / "backgrounds", max_pixels=599, max_bytes=100_000)
    with pytest.raises(InvalidImage, match="megapixels"):
        narrow.open("my garden.png")


def test_workers_get_the_same_folder(folder):
    assert pickle.loads(pickle.dumps(folder)).names() == folder.names()  # noqa: S301
