"""Where nothing is to be done to a pixel, files go through as they came; where something is, they don't."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from skimage import data

from engines.fake_upstream import picture
from engines.upstream_bench import Bench, answering, file
from overpaint.canvas import EditRequest
from overpaint.errors import InvalidImage, UpstreamError
from overpaint.imaging.codec import OutputFormat, encode
from overpaint.imaging.codec.bare import bare
from overpaint.imaging.resize import resize
from overpaint.imaging.values import Image

PHOTO = resize(Image(np.ascontiguousarray(data.astronaut())), (816, 816))
ANSWER = Image(np.ascontiguousarray(PHOTO.pixels[::-1]))
SENT, MADE = (encode(image, OutputFormat()) for image in (PHOTO, ANSWER))
REQUEST = EditRequest(images=(file(SENT),), prompt="give her a red hat")


@pytest.fixture
def upstream(shared: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """Its workers' jobs are counted in `jobs`."""
    shared.wire.asked.clear()
    shared.name(tmp_path, keep="false")
    shared.answer = answering(MADE)
    shared.jobs = 0
    run = shared.engine._pool.run

    def counted(job, cancelled):
        shared.jobs += 1
        return run(job, cancelled)

    monkeypatch.setattr(shared.engine._pool, "run", counted)
    return shared


@pytest.mark.parametrize("format_", ["png", "jpeg"])
def test_a_picture_goes_and_comes_without_a_worker(upstream, format_):
    sent = encode(PHOTO, OutputFormat(format_))
    (made,) = upstream.finish(replace(REQUEST, images=(file(sent),), output=OutputFormat())).pictures
    assert upstream.jobs == 0 and made.data == MADE and made.size == (816, 816)
    ((name, filename, went),) = [part for part in upstream.wire.asked[0].parts if part[1]]
    assert (name, went) == ("image", sent) and filename.endswith({"png": ".png", "jpeg": ".jpg"}[format_])
    assert "second" in made.revised_prompt


@pytest.mark.parametrize(
    ("asked", "jobs"),
    [
        ({"size": (1024, 1024)}, 2),
        ({"output": OutputFormat("jpeg")}, 1),
        ({"background": "opaque"}, 1),
        ({"mask": file(encode(Image(np.dstack([PHOTO.pixels, PHOTO.pixels[..., 0] // 2])), OutputFormat()), "mask")}, 2),
        ({"images": (file(encode(PHOTO, OutputFormat("webp"))),)}, 1),
        ({"images": (file(encode(resize(PHOTO, (815, 815)), OutputFormat())),), "size": "source"}, 2),
        ({"images": (file(SENT), file(encode(resize(PHOTO, (900, 900)), OutputFormat())))}, 1),
    ],
)
def test_what_has_something_done_to_it_goes_through_a_worker(upstream, asked, jobs):
    upstream.finish(replace(REQUEST, **asked))
    assert upstream.jobs == jobs


def test_what_is_told_from_its_redrawing_is_sent_as_it_came(upstream, tmp_path):
    upstream.name(tmp_path / "keeping", name="keeping")
    (made,) = upstream.finish(REQUEST).pictures
    assert upstream.jobs == 1 and "can't be laid over" in made.revised_prompt
    np.testing.assert_array_equal(picture(made.data).pixels, ANSWER.pixels)


def with_text(png: bytes) -> bytes:
    """A tEXt chunk after the header."""
    import struct
    import zlib

    body = b"tEXtComment\0secret camera"
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return png[:33] + chunk + png[33:]


def test_no_metadata_passes_in_either_direction(upstream):
    upstream.answer = answering(with_text(MADE))
    (made,) = upstream.finish(replace(REQUEST, images=(file(with_text(SENT)),))).pictures
    assert upstream.jobs == 0 and made.data == MADE
    assert b"secret camera" not in upstream.wire.asked[0].body


def test_a_damaged_file_passes_in_neither_direction(upstream):
    spoilt = bytearray(MADE)
    spoilt[len(MADE) // 2] ^= 1
    upstream.answer = answering(bytes(spoilt))
    with pytest.raises(UpstreamError, match="corrupt"):
        upstream.finish(REQUEST)
    with pytest.raises(InvalidImage, match="corrupt"):
        upstream.finish(replace(REQUEST, images=(file(bytes(spoilt)),)))
    assert len(upstream.wire.asked) == 1


def test_bare_files_have_the_same_pixels_or_are_none():
    for image in (PHOTO, Image(np.dstack([PHOTO.pixels, PHOTO.pixels[..., 1]]))):
        stripped = bare(file(with_text(encode(image, OutputFormat()))))
        assert stripped is not None and b"secret" not in stripped
        np.testing.assert_array_equal(picture(stripped).pixels, image.pixels)
    jpeg = encode(PHOTO, OutputFormat("jpeg"))
    np.testing.assert_array_equal(picture(bare(file(jpeg)) or b"").pixels, picture(jpeg).pixels)
    assert bare(file(encode(PHOTO, OutputFormat("webp")))) is None
