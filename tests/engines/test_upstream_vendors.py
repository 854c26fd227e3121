"""Every vendor against a strict fake of its wire: one contract, whoever is spoken to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from skimage import data

from engines.fake_upstream import Said, base64_of, picture, plain, told
from engines.upstream_bench import KEY, Bench, file
from engines.vendor_wires import RED, WIRES, Wire
from overpaint.canvas import EditRequest
from overpaint.engines.base import Partial
from overpaint.engines.upstream.declared import Upstream
from overpaint.engines.upstream.vendors import VENDORS
from overpaint.engines.upstream.vendors.frames import ASPECTS, by_aspect, in_blocks
from overpaint.errors import InvalidRequest, OverpaintError, Refusal, TryLater
from overpaint.imaging.codec import OutputFormat, encode
from overpaint.imaging.resize import resize
from overpaint.imaging.values import Image

PHOTO = resize(Image(np.ascontiguousarray(data.astronaut())), (480, 320))
REQUEST = EditRequest(images=(file(encode(PHOTO, OutputFormat())),), prompt="give her a red hat", size="source", seed=2**40 + 5)


@pytest.fixture(params=WIRES)
def vendor(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def wire(vendor: str, shared: Bench, tmp_path: Path) -> Wire:
    """The fake of a vendor, named as an upstream that takes seeds."""
    made = WIRES[vendor]()
    made.url = shared.wire.url
    shared.answer = made
    shared.wire.asked.clear()
    mask = '"alpha"' if "alpha" in VENDORS[vendor].masks else '"none"'
    shared.name(tmp_path, name=vendor, vendor=f'"{vendor}"', model=f'"{made.model}"', seed="true", mask=mask, price="0.01")
    return made


def test_each_vendor_can_be_named_and_has_a_fake():
    assert tuple(VENDORS) == get_args(Upstream.model_fields["vendor"].annotation) == tuple(WIRES)


@pytest.mark.parametrize("size", [(480, 320), (320, 480), (400, 400), (1200, 900)])
def test_an_edit_comes_back_at_its_size(shared, wire, size):
    photo = resize(PHOTO, size)
    (made,) = shared.finish(replace(REQUEST, images=(file(encode(photo, OutputFormat())),))).pictures
    assert made.size == size
    assert (picture(made.data).pixels == RED).all()
    ((sent,),) = wire.seen
    # What it sees has the shape that it is asked for: nothing that comes back is stretched.
    assert abs(np.log(sent.width / sent.height * wire.sizes[0][1] / wire.sizes[0][0])) < 0.03


def test_several_answers_are_made_in_as_many_calls_as_it_needs(shared, wire, vendor):
    pictures = shared.finish(replace(REQUEST, n=3)).pictures
    assert [one.seed - REQUEST.seed for one in pictures] == [0, 1, 2]
    assert len(wire.seen) == (1 if VENDORS[vendor].most >= 3 else 3)
    given = [int(seed) for seed in wire.seeds]
    assert given == [given[0] + number for number in range(len(given))]


def test_a_mask_holds_to_the_bit(shared, wire):
    alpha = np.full((320, 480, 4), 255, np.uint8)
    alpha[100:200, 200:300, 3] = 0
    made = picture(shared.finish(replace(REQUEST, mask=file(encode(Image(alpha), OutputFormat()), "mask"))).pictures[0].data)
    outside = alpha[..., 3] == 255
    np.testing.assert_array_equal(made.pixels[outside], PHOTO.pixels[outside])
    assert (made.pixels[~outside] == RED).all()


def test_several_pictures_go_in_order_and_too_many_are_refused(shared, wire, vendor):
    others = tuple(file(plain((64, 64), (0, 0, shade)), "image[1]") for shade in (90, 180))
    shared.finish(replace(REQUEST, images=(*REQUEST.images, *others)))
    ((_, second, third),) = wire.seen
    assert (int(second.pixels[0, 0, 2]), int(third.pixels[0, 0, 2])) == (90, 180)
    most = VENDORS[vendor].pictures
    if most < 16:
        with pytest.raises(InvalidRequest) as caught:
            shared.finish(replace(REQUEST, images=REQUEST.images * (most + 1)))
        assert caught.value.code == "too_many_images" and len(wire.seen) == 1


def test_what_its_rules_forbid_is_told_as_such(shared, wire):
    wire.fault = wire.blocked
    with pytest.raises(Refusal) as caught:
        shared.finish(REQUEST)
    assert caught.value.code == "moderation_blocked"
    assert len(shared.wire.asked) == 1


FAULTS = {
    "a wrong key": (lambda: told({"error": {"code": 401, "message": f"bad key {KEY}"}}, 401), "upstream_auth"),
    "no money": (lambda: told({"detail": "Insufficient credits."}, 402), "upstream_quota"),
    "a field it does not take": (lambda: told({"detail": [{"loc": ["body", "x"], "msg": "bad x"}]}, 422), "upstream_refused"),
    "no picture": (lambda: told({"status": "failed", "error": "CUDA out of memory"}), "upstream_failed"),
    "an empty object": (lambda: told({}), "upstream_failed"),
    "nulls all over": (
        lambda: told({"data": None, "candidates": [None], "choices": [{"message": None}], "output": None, "images": None}),
        "upstream_failed",
    ),
    "a list": (lambda: told([]), "upstream_failed"),
    "numbers for texts": (
        lambda: told(
            {
                "data": [{"url": 7}],
                "candidates": [{"content": {"parts": [{"inlineData": {"data": 7}}]}}],
                "choices": [{"message": {"images": [{"image_url": {"url": 7}}]}}],
                "output": {"choices": [{"message": {"content": [{"image": 7}]}}]},
                "images": [{"url": 7}],
                "polling_url": 7,
                "status": 7,
            }
        ),
        "upstream_failed",
    ),
    "a defect": (lambda: Said(b"<html>", 500), "upstream_failed"),
}


@pytest.mark.parametrize(("fault", "code"), FAULTS.values(), ids=FAULTS)
def test_its_faults_are_ours_by_one_table(shared, wire, fault, code):
    wire.fault = fault
    with pytest.raises(OverpaintError) as caught:
        shared.finish(REQUEST)
    assert caught.value.code == code and KEY not in caught.value.message
    assert len(shared.wire.asked) == 1


def test_too_many_requests_are_for_later(shared, wire):
    wire.fault = lambda: told({"error": {"code": 429, "message": "slow down"}}, 429, **{"retry-after": "9"})
    with pytest.raises(TryLater) as caught:
        shared.finish(REQUEST)
    assert caught.value.retry_after == 9


# --- what some do and others don't ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("vendor", ["gemini"], indirect=True)
def test_geminis_word_for_a_wrong_key(shared, wire):
    error = {"code": 400, "message": "API key not valid. Please pass a valid API key.", "status": "INVALID_ARGUMENT"}
    wire.fault = lambda: told({"error": error}, 400)
    with pytest.raises(OverpaintError) as caught:
        shared.finish(REQUEST)
    assert caught.value.code == "upstream_auth"


@pytest.mark.parametrize("vendor", ["bfl", "fal", "replicate"], indirect=True)
def test_the_key_is_not_taken_to_another_host_for_a_look(shared, wire):
    other = {"polling_url": "http://localhost:9/x", "status_url": "http://localhost:9/x", "urls": {"get": "http://localhost:9/x"}}
    status = {"bfl": "Pending", "fal": "IN_QUEUE", "replicate": "starting"}
    name = shared.engine._lines.upstreams[0].vendor
    wire.fault = lambda: told({"status": status[name], **other})
    with pytest.raises(OverpaintError, match="result_hosts"):
        shared.finish(REQUEST)


@pytest.mark.parametrize("vendor", ["bfl"], indirect=True)
def test_a_look_that_fails_is_tried_again_and_a_third_time_is_the_end(shared, wire):
    looks = iter([500, 503, 200])
    ready = wire.look

    def look(asked):
        status = next(looks, 200)
        return Said(b"", status) if status != 200 else ready(asked)

    wire.look = look
    assert shared.finish(REQUEST).pictures
    wire.look = lambda _: Said(b"", 500)
    with pytest.raises(OverpaintError) as caught:
        shared.finish(REQUEST)
    assert caught.value.code == "upstream_failed"


STREAM = 'event: {kind}\ndata: {{"type":"image_edit.{kind}","b64_json":"{data}","partial_image_index":0}}\n\n'


@pytest.mark.parametrize("vendor", ["openai", "azure"], indirect=True)
def test_a_stream_is_told_again_as_our_events(shared, wire, vendor, tmp_path):
    shared.name(
        tmp_path / "streaming", vendor=f'"{vendor}"', model=f'"{wire.model}"', stream="true", sizes='["816x544"]', seed="true"
    )
    shades = [(60, 60, 60), (120, 120, 120)]

    def pieces() -> Iterator[bytes]:
        yield b": ping\n\n"
        for shade in shades:
            yield STREAM.format(kind="partial_image", data=base64_of(plain((816, 544), shade))).encode()
        last = STREAM.format(kind="completed", data=base64_of(plain((816, 544), RED))).encode()
        yield last[:100]
        yield last[100:]

    wire.fault = lambda: Said(pieces(), headers={"content-type": "text/event-stream; charset=utf-8"})
    *events, last = shared.events(replace(REQUEST, n=2, partials=2, output=OutputFormat("webp")))
    shown = [event for event in events if isinstance(event, Partial)]
    assert [event.index for event in shown] == [0, 0, 1, 1]
    assert all(event.data[8:12] == b"WEBP" and picture(event.data).size == PHOTO.size for event in shown)
    assert [int(picture(event.data).pixels[9, 9, 0]) for event in shown[:2]] == pytest.approx([60, 120], abs=2)
    assert len(last.pictures) == 2
    first = shared.wire.asked[0].fields()
    assert (first["stream"], first["partial_images"], first["n"]) == ("true", "2", "1")


BROKEN_STREAMS = {
    "ends without a picture": (b": ping\n\n", "upstream_failed"),
    "says an error": (b'data: {"type":"error","error":{"code":"server_error"}}\n\n', "upstream_failed"),
    "says no": (b'data: {"type":"error","error":{"code":"moderation_blocked"}}\n\n', "moderation_blocked"),
    "says nonsense": (b"data: {\n\n", "upstream_failed"),
    "has no picture in it": (b'data: {"type":"image_edit.completed"}\n\n', "upstream_failed"),
}


@pytest.mark.parametrize("vendor", ["openai"], indirect=True)
@pytest.mark.parametrize(("body", "code"), BROKEN_STREAMS.values(), ids=BROKEN_STREAMS)
def test_a_stream_that_breaks(shared, wire, tmp_path, body, code):
    shared.name(tmp_path / "streaming", stream="true", seed="true")
    wire.fault = lambda: Said(body, headers={"content-type": "text/event-stream"})
    with pytest.raises(OverpaintError) as caught:
        list(shared.events(replace(REQUEST, partials=1)))
    assert caught.value.code == code


# --- frames ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(16, 16), (1, 5000), (5000, 1), (480, 320), (1024, 1024), (3000, 2000), (8000, 7000)])
def test_a_frame_in_blocks_keeps_the_rules(size):
    width, height = in_blocks(size, block=32, fewest=512 * 512, most=4_000_000, longest=2048)
    assert width % 32 == height % 32 == 0 and max(width, height) <= 2048 and width * height <= 4_000_000
    if 0.4 < size[0] / size[1] < 2.5:
        assert width * height >= 512 * 512 * 0.9
        assert abs(np.log(width / height * size[1] / size[0])) < 0.06


def test_a_frame_by_aspect_is_one_that_has_a_name():
    for size in ((640, 480), (3000, 2000), (100, 700)):
        width, height = by_aspect(size, twice=True)
        assert (width, height) in ASPECTS or (width // 2, height // 2) in ASPECTS
