"""What a plan keeps stays what it was, byte for byte, whatever the operation; what can't be kept is refused."""

import numpy as np
import pytest
from skimage import data

from engines.edit_through import edit
from overpaint.canvas import EditRequest
from overpaint.engines.carrying import Finished
from overpaint.engines.local import LocalEngine
from overpaint.errors import Refusal
from overpaint.imaging.codec import OutputFormat, decode, encode, open_image
from overpaint.imaging.values import Image, Mask
from overpaint.regions.resolve import Resolver
from overpaint.settings import load

PHOTO = Image(np.ascontiguousarray(data.astronaut()[::2, ::2]))


@pytest.fixture(scope="module")
def subject(weights) -> Mask:
    return Resolver(PHOTO, weights).find("subject").mask


def edited(prompt: str) -> tuple[Image, str]:
    file = open_image(encode(PHOTO, OutputFormat()), name="image", max_pixels=1 << 20)
    *_, finished = edit(LocalEngine(load()), EditRequest((file,), prompt, size="source"))
    assert isinstance(finished, Finished)
    (picture,) = finished.pictures
    return decode(open_image(picture.data, name="answer", max_pixels=1 << 20)), picture.revised_prompt


@pytest.mark.parametrize(
    "prompt",
    [
        "change the background to a beach at sunset, keep the person unchanged",
        "blur the background while keeping the subject unchanged",
        "remove the background, keep the woman untouched",
    ],
)
def test_a_kept_subject_is_the_same_bytes(prompt, subject):
    answer, words = edited(prompt)
    inside = subject.values == 1
    assert inside.mean() > 0.1
    np.testing.assert_array_equal(answer.pixels[inside][:, :3], PHOTO.pixels[inside])
    assert "Left as it was: the subject." in words


def test_a_kept_background_is_the_same_bytes(subject):
    answer, _ = edited("make it brighter without changing the background")
    outside = subject.values == 0
    np.testing.assert_array_equal(answer.pixels[outside], PHOTO.pixels[outside])
    assert answer.pixels[subject.values == 1].mean() > PHOTO.pixels[subject.values == 1].mean() + 5


def test_keeping_all_that_would_change_is_refused(weights):
    with pytest.raises(Refusal, match="only what is to be kept") as refused:
        edited("change the background to white, without changing the background")
    assert refused.value.code == "target_not_found"
