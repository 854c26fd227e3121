"""`stream=true` over real sockets: the SDK, synchronous, asynchronous and raw, and the bytes themselves."""

import asyncio
import base64
import io
import json

import httpx2
import openai
import pytest
from PIL import Image

from overpaint.engines.local import LocalEngine
from overpaint.settings import load
from web.echo_server import serving
from web.forms import CONTENT_TYPE, PROMPT, File, encode_form, good, mask, picture
from web.live_server import live

STREAM = ("stream", "true")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with live(tmp_path_factory.mktemp("live")) as running:
        yield running


@pytest.fixture(scope="module")
def sdk(server):
    with openai.OpenAI(base_url=f"{server.url}/v1", api_key=server.direct, max_retries=0) as client:
        yield client


def shown(b64_json: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(b64_json, validate=True)))


def noise() -> bytes:
    """A picture that is another one with less detail."""
    out = io.BytesIO()
    Image.effect_noise((96, 96), 80).convert("RGB").save(out, "PNG")
    return out.getvalue()


def events_of(text: str) -> list[tuple[str, dict]]:
    """(event, data) of every event; comments are left out."""
    blocks = [block.split("\n") for block in text.split("\n\n") if block.startswith("event: ")]
    return [(event.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for event, data in blocks]


def post(server, *parts, key=None):
    sent = server.headers(key) | {"content-type": CONTENT_TYPE}
    return httpx2.post(f"{server.url}/v1/images/edits", content=encode_form(*parts), headers=sent, timeout=30)


def test_sdk_gets_partial_pictures_and_then_the_whole_one(sdk):
    with sdk.images.edit(
        model="gpt-image-2", image=noise(), prompt=PROMPT, stream=True, partial_images=3, extra_body={"seed": 5}
    ) as stream:
        events = list(stream)
    assert [event.type for event in events] == ["image_edit.partial_image"] * 3 + ["image_edit.completed"]
    assert [event.partial_image_index for event in events[:3]] == [0, 1, 2]
    assert len({event.b64_json for event in events}) == 4
    assert all(shown(event.b64_json).size == (1024, 1024) for event in events)
    last = events[-1]
    assert (last.size, last.quality, last.background, last.output_format) == ("1024x1024", "medium", "opaque", "png")
    assert last.created_at > 1_700_000_000
    assert last.usage.total_tokens == last.usage.input_tokens + last.usage.output_tokens
    assert last.usage.input_tokens_details.text_tokens > 0
    assert PROMPT in last.revised_prompt and last.seed == 5


def test_sdk_asynchronous(server):
    async def edit() -> list[str]:
        async with openai.AsyncOpenAI(base_url=f"{server.url}/v1", api_key=server.direct) as client:
            stream = await client.images.edit(
                model="gpt-image-2", image=picture(), prompt=PROMPT, stream=True, partial_images=1, size="auto"
            )
            return [event.type async for event in stream]

    assert asyncio.run(edit()) == ["image_edit.partial_image", "image_edit.completed"]


def test_sdk_raw_and_streaming_responses(sdk):
    raw = sdk.images.with_raw_response.edit(model="gpt-image-2", image=picture(), prompt=PROMPT, stream=True)
    assert raw.headers["content-type"].startswith("text/event-stream")
    assert raw.headers["x-request-id"] and raw.headers["cache-control"] == "no-store"
    assert [event.type for event in raw.parse()] == ["image_edit.completed"]
    given = {"model": "gpt-image-2", "image": picture(), "prompt": PROMPT, "stream": True}
    with sdk.images.with_streaming_response.edit(**given) as response:
        assert [event.type for event in response.parse()] == ["image_edit.completed"]


def test_the_last_event_has_the_picture_of_the_plain_answer(server):
    plain = post(server, *good(("seed", "3"))).json()
    ((name, told),) = events_of(post(server, *good(STREAM, ("seed", "3"))).text)
    assert name == told["type"] == "image_edit.completed"
    assert told["b64_json"] == plain["data"][0]["b64_json"]
    assert told["revised_prompt"] == plain["data"][0]["revised_prompt"]
    assert {key: told[key] for key in ("size", "quality", "background", "output_format", "usage")} == {
        key: plain[key] for key in ("size", "quality", "background", "output_format", "usage")
    }


def test_each_answer_has_its_own_partial_pictures_and_its_own_last_event(server):
    parts = good(STREAM, ("n", "3"), ("partial_images", "2"), ("seed", "8"))
    events = [told for _, told in events_of(post(server, *parts).text)]
    partial = [(told["index"], told["partial_image_index"]) for told in events if told["type"].endswith("partial_image")]
    completed = [told for told in events if told["type"].endswith("completed")]
    assert sorted(partial) == [(index, number) for index in range(3) for number in range(2)]
    assert [(told["index"], told["seed"]) for told in completed] == [(0, 8), (1, 9), (2, 10)]
    plain = post(server, *good(("n", "3"), ("seed", "8"))).json()["usage"]
    for key in ("total_tokens", "input_tokens", "output_tokens"):  # they add up to what was used
        assert sum(told["usage"][key] for told in completed) == plain[key]


def test_progress_is_told_where_it_is_asked_for(server):
    events = events_of(post(server, *good(STREAM, ("progress", "true"))).text)
    assert [name for name, _ in events] == ["overpaint.progress"] * 2 + ["image_edit.completed"]
    assert [(told["step"], told["steps"]) for _, told in events[:2]] == [(1, 2), (2, 2)]
    assert all(told["text"] for _, told in events[:2])


def test_a_partial_edit_says_what_it_skipped(server):
    ((_, told),) = events_of(post(server, *good(STREAM, ("partial", "true"))).text)
    assert told["skipped"] == []


@pytest.mark.parametrize(
    ("parts", "param"),
    [
        ((("partial_images", "2"),), "partial_images"),
        ((("stream", "false"), ("partial_images", "2")), "partial_images"),
        ((("progress", "true"),), "progress"),
    ],
)
def test_what_needs_streaming_is_refused_without(server, parts, param):
    answer = post(server, *good(*parts))
    assert answer.status_code == 400
    assert (answer.json()["error"]["param"], "stream=true" in answer.json()["error"]["message"]) == (param, True)


def test_streaming_may_be_asked_for_after_what_needs_it(server):
    late = (*good(("partial_images", "1")), STREAM)
    assert len(events_of(post(server, *late).text)) == 2


def test_a_refusal_before_the_first_event_is_a_plain_one(server, sdk):
    answer = post(server, *good(STREAM, ("mask", File(mask((9, 9))))))
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "mask_size_mismatch")
    broken = post(server, *good(STREAM, image=picture()[:-40]))
    assert (broken.status_code, broken.json()["error"]["code"]) == (400, "invalid_image_file")
    with pytest.raises(openai.BadRequestError) as refused:
        sdk.images.edit(model="gpt-image-2", image=picture(), prompt=PROMPT, size="100x100", stream=True)
    assert refused.value.code == "invalid_size"


def test_partial_pictures_are_those_after_the_steps_of_the_plan(tmp_path):
    """Real ones: the first has one step's change, the next two; the last step's is the answer, and never shown early."""
    prompts = [
        "make it brighter",
        "make it brighter and black and white",
        "make it brighter and black and white, and add a vignette",
    ]
    parts = [("model", "gpt-image-2"), ("size", "1024x640"), ("fit", "stretch"), ("image", File(picture()))]
    with serving(tmp_path, LocalEngine(load())) as local:
        alone = [local.post(("prompt", prompt), *parts).json()["data"][0]["b64_json"] for prompt in prompts]
        streamed = local.post(("prompt", prompts[-1]), ("stream", "true"), ("partial_images", "3"), *parts)
    assert [told["b64_json"] for _, told in events_of(streamed.text)] == alone


def test_closing_the_stream_cancels_the_edit_and_frees_its_place(tmp_path):
    with live(tmp_path, hold=True, workers=1, queue_size=0) as server:
        sent = server.headers() | {"content-type": CONTENT_TYPE}
        body = encode_form(*good(STREAM, ("progress", "true")))
        with httpx2.stream("POST", f"{server.url}/v1/images/edits", content=body, headers=sent, timeout=60) as answer:
            assert ": ping" in next(answer.iter_text())  # the edit is held: five seconds
            full = post(server, *good())
            assert (full.status_code, full.json()["error"]["code"]) == (429, "queue_full")
        server.wait_for_log("cancelled")
        server.release()
        assert post(server, *good()).status_code == 200
