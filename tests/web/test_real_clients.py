"""Clients that must work unchanged, over real sockets: the SDK and curl. `test_client_bodies.py` has others by their bytes."""

import asyncio
import base64
import io
import json
import subprocess

import httpx2
import openai
import pytest
from PIL import Image

from web.forms import CONTENT_TYPE, PROMPT, File, encode_form, good, mask, picture
from web.live_server import live


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with live(tmp_path_factory.mktemp("live")) as running:
        yield running


@pytest.fixture(scope="module")
def sdk(server):
    with openai.OpenAI(base_url=f"{server.url}/v1", api_key=server.direct, max_retries=0) as client:
        yield client


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.png"
    path.write_bytes(picture((640, 480)))
    return path


def shown(b64_json: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(b64_json, validate=True)))


def test_sdk_with_one_open_file(sdk, photo):
    with photo.open("rb") as file:
        answer = sdk.images.edit(model="gpt-image-2", image=file, prompt=PROMPT)
    assert shown(answer.data[0].b64_json).size == (1024, 1024)
    assert PROMPT in answer.data[0].revised_prompt
    assert (answer.size, answer.quality, answer.background, answer.output_format) == ("1024x1024", "medium", "opaque", "png")
    assert answer.created > 1_700_000_000
    assert answer.usage.total_tokens == answer.usage.input_tokens + answer.usage.output_tokens
    assert answer.usage.input_tokens_details.image_tokens == 300
    assert answer.usage.output_tokens_details.image_tokens > 0


def test_sdk_with_a_list_a_mask_and_every_option(sdk):
    answer = sdk.images.edit(
        model="gpt-image-2",
        image=[io.BytesIO(picture((640, 480))), ("two.png", picture((64, 64)), "image/png"), picture((32, 32))],
        mask=io.BytesIO(mask((640, 480))),
        prompt=PROMPT,
        n=2,
        size="1024x640",
        quality="low",
        background="opaque",
        output_format="jpeg",
        output_compression=80,
        response_format="b64_json",
        partial_images=0,
        stream=False,
        user="anna",
        safety_identifier="s-1",
        extra_body={"seed": 7, "fit": "crop"},
    )
    assert [shown(entry.b64_json).size for entry in answer.data] == [(1024, 640)] * 2
    assert [shown(entry.b64_json).format for entry in answer.data] == ["JPEG"] * 2
    assert (answer.quality, answer.background, answer.output_format) == ("low", "opaque", "jpeg")


def test_sdk_raw_response_has_our_headers(sdk):
    raw = sdk.images.with_raw_response.edit(model="gpt-image-2", image=picture(), prompt=PROMPT, extra_body={"seed": 11})
    assert raw.headers["x-overpaint-seed"] == "11"
    assert raw.request_id == raw.headers["x-request-id"]
    assert int(raw.headers["openai-processing-ms"]) >= 0
    assert raw.parse().data[0].b64_json


def test_sdk_asynchronous(server):
    async def edit() -> list[str]:
        async with openai.AsyncOpenAI(base_url=f"{server.url}/v1", api_key=server.direct) as client:
            edits = [client.images.edit(model="gpt-image-2", image=picture(), prompt=PROMPT, size="auto") for _ in range(3)]
            answers = await asyncio.gather(*edits)
            models = await client.models.list()
        assert models.data[0].id == "gpt-image-2"
        return [answer.data[0].b64_json for answer in answers]

    assert len({shown(text).size for text in asyncio.run(edit())}) == 1


def test_sdk_gets_its_own_exceptions(server, sdk):
    with pytest.raises(openai.BadRequestError) as bad:
        sdk.images.edit(model="gpt-image-2", image=picture(), prompt=PROMPT, size="100x100")
    assert (bad.value.code, bad.value.param, bad.value.type) == ("invalid_size", "size", "invalid_request_error")
    with pytest.raises(openai.NotFoundError, match="dall-e-2"):
        sdk.images.edit(model="dall-e-2", image=picture(), prompt=PROMPT)
    with pytest.raises(openai.AuthenticationError):
        sdk.with_options(api_key="sk-wrong").images.edit(model="gpt-image-2", image=picture(), prompt=PROMPT)
    with pytest.raises(openai.BadRequestError) as group:
        sdk.with_options(api_key=server.default).images.edit(model="gpt-image-2", image=picture(), prompt=PROMPT, n=2)
    assert (group.value.code, group.value.param) == ("group_required", "n")


@pytest.mark.parametrize("fault", ["key", "size of file"])
@pytest.mark.parametrize("connection", ["keep-alive", "close"])
def test_sdk_reads_the_refusal_of_megabytes_it_still_sends(server, fault, connection):
    """No reset connection: the answer arrives, and with its own status, although the server refused early."""
    data = picture() + bytes(30_000_000 if fault == "key" else 60_000_000)
    key = "sk-wrong" if fault == "key" else server.direct
    client = openai.OpenAI(base_url=f"{server.url}/v1", api_key=key, max_retries=0, default_headers={"Connection": connection})
    with client, pytest.raises(openai.APIStatusError) as refused:
        client.images.edit(model="gpt-image-2", image=data, prompt=PROMPT)
    assert refused.value.status_code == (401 if fault == "key" else 413)


def curl(server, *arguments: str, key: str | None = None) -> tuple[int, dict]:
    command = ["curl", "-sS", "-w", "\n%{http_code}", f"{server.url}/v1/images/edits"]
    command += ["-H", f"Authorization: Bearer {key or server.direct}", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    body, _, status = done.stdout.rpartition("\n")
    return int(status), json.loads(body)


def test_curl_as_in_the_document(server, photo):
    status, body = curl(
        server, "-F", "model=gpt-image-2", "-F", f"image=@{photo}", "-F", f"prompt={PROMPT}", "-F", "size=1024x1024",
    )  # fmt: skip
    assert status == 200
    assert shown(body["data"][0]["b64_json"]).size == (1024, 1024)


def test_curl_with_several_images_and_a_mask(server, photo, tmp_path):
    area = tmp_path / "mask.png"
    area.write_bytes(mask((640, 480)))
    files = ["-F", f"image[]=@{photo}", "-F", f"image[]=@{photo};type=image/png", "-F", f"mask=@{area}"]
    status, body = curl(server, *files, "-F", "model=gpt-image-2", "-F", f"prompt={PROMPT}", "-F", "n=2", "-F", "fit=stretch")
    assert (status, len(body["data"])) == (200, 2)


@pytest.mark.parametrize("expect", [["-H", "Expect: 100-continue"], ["-H", "Expect:"]], ids=["asks first", "just sends"])
def test_curl_reads_a_refusal_of_a_big_body(server, tmp_path, expect):
    big = tmp_path / "big.png"
    big.write_bytes(picture() + bytes(40_000_000))
    status, body = curl(
        server, *expect, "-F", "model=gpt-image-2", "-F", "prompt=x", "-F", f"image=@{big}", key="sk-wrong",
    )  # fmt: skip
    assert (status, body["error"]["code"]) == (401, "invalid_api_key")


def test_head_and_options_leave_a_connection_in_order(server):
    with httpx2.Client(base_url=server.url, headers=server.headers(), timeout=30) as client:
        for _ in range(2):
            assert (client.head("/v1/models").content, client.head("/v1/nothing").status_code) == (b"", 404)
            assert client.options("/v1/images/edits").headers["allow"] == "OPTIONS, POST"
            assert client.get("/v1/models").json()["data"][0]["id"] == "gpt-image-2"


def test_a_gateway_that_encodes_the_form_again(server):
    """Indexed names in any order of parts, files before scalars."""
    wide, tall = picture((900, 300)), picture((300, 900))
    parts = [("image[1]", File(wide)), ("image[0]", File(tall)), ("model", "gpt-image-2"), ("prompt", PROMPT), ("size", "auto")]
    answer = httpx2.post(
        f"{server.url}/v1/images/edits",
        content=encode_form(*parts),
        headers=server.headers() | {"content-type": CONTENT_TYPE},
        timeout=30,
    )
    width, height = shown(answer.json()["data"][0]["b64_json"]).size
    assert height > width


def test_one_connection_serves_good_and_bad_requests_in_turn(server):
    with httpx2.Client(base_url=server.url, headers=server.headers() | {"content-type": CONTENT_TYPE}, timeout=30) as client:
        for parts, status in [(good(), 200), (good(("n", "x")), 400), (good(), 200), (good(("style", "x")), 400), (good(), 200)]:
            answer = client.post("/v1/images/edits", content=encode_form(*parts))
            assert answer.status_code == status
            assert "connection" not in answer.headers
