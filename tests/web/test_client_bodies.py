"""The very bytes that clients in use send, read from their sources in November 2026, over real sockets.

Open WebUI `routers/images.py` (aiohttp), LibreChat `OpenAIImageTools.js` (axios and npm's form-data), OpenClaw
`extensions/openai/image-generation-provider.ts` (fetch), new-api `relay/channel/openai/adaptor.go` (Go's mime/multipart),
vLLM-Omni `docs/serving/image_edit_api.md` (curl), LiteLLM 1.110 as it went over a socket (`scripts/prove litellm` runs itself).
"""

import base64
import io
import json
import subprocess

import httpx2
import openai
import pytest
from PIL import Image

from web.forms import PROMPT, mask, picture
from web.live_server import live


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with live(tmp_path_factory.mktemp("live"), any_model=True, remote_images=False) as running:
        yield running


def shown(b64_json: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(b64_json, validate=True)))


def part(disposition: str, content: bytes, *headers: str) -> bytes:
    lines = [f"Content-Disposition: form-data; {disposition}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content + b"\r\n"


def form(boundary: str, *parts: bytes) -> bytes:
    return b"".join(f"--{boundary}\r\n".encode() + one for one in parts) + f"--{boundary}--\r\n".encode()


def send(server, boundary, body, url="/v1/images/edits", **headers):
    sent = {"content-type": f"multipart/form-data; boundary={boundary}"} | headers
    return httpx2.post(f"{server.url}{url}", content=body, headers=sent, timeout=60)


# aiohttp gives every part its type, text ones too, after the disposition or before it as its writer goes.
def aiohttp_text(name: str, value: str) -> bytes:
    content_type = "Content-Type: text/plain; charset=utf-8"
    return f'{content_type}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()


def aiohttp_file(name: str, data: bytes, filename: str) -> bytes:
    head = f'Content-Type: image/png\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"'
    return head.encode() + b"\r\n\r\n" + data + b"\r\n"


OPEN_WEBUI = {
    "one picture": ("image", 1, {}),
    "several": ("image[]", 3, {}),
    "a size, n and a background of its settings": ("image", 1, {"n": "1", "size": "1024x1024", "background": "auto"}),
}


@pytest.mark.parametrize(("name", "count", "more"), OPEN_WEBUI.values(), ids=OPEN_WEBUI)
def test_open_webui(server, name, count, more):
    scalars = {"model": "gpt-image-2", "prompt": PROMPT, **more, "response_format": "b64_json"}
    parts = [aiohttp_text(*field) for field in scalars.items()]
    parts += [aiohttp_file(name, picture((640, 480)), f"9f0c{number}.png") for number in range(count)]
    boundary = "f3b1d5c0a9e84c7b8d2e6f1a0b9c8d7e"
    answer = send(server, boundary, form(boundary, *parts), authorization=f"Bearer {server.direct}")
    assert answer.status_code == 200, answer.text
    (entry,) = answer.json()["data"]
    assert entry.get("url") is None  # it would fetch that instead
    assert shown(entry["b64_json"]).size == (1024, 1024)


LIBRECHAT = "--------------------------515890814546601021194782"


def librechat_form(*pictures: bytes) -> bytes:
    scalars = [("model", "gpt-image-1"), ("prompt", PROMPT), ("quality", "auto"), ("size", "auto")]
    parts = [part(f'name="{name}"', value.encode()) for name, value in scalars]
    kind = "Content-Type: image/png"
    parts += [part(f'name="image[]"; filename="img-{number}.png"', data, kind) for number, data in enumerate(pictures)]
    return form(LIBRECHAT, *parts)


@pytest.mark.parametrize("azure", [False, True], ids=["OpenAI", "Azure"])
def test_librechat(server, azure):
    """gpt-image-1 is written into it; the pictures are streams, so the body has no length. With Azure the key is `api-key`."""
    body = librechat_form(picture((800, 600)), picture((64, 64)))
    key = {"api-key": server.direct} if azure else {"Authorization": f"Bearer {server.direct}"}
    url = "/v1/images/edits?api-version=2025-04-01-preview" if azure else "/v1/images/edits"
    pieces = iter([body[:1000], body[1000:]])
    answer = send(server, LIBRECHAT, pieces, url, **key, Accept="application/json, text/plain, */*")
    assert answer.status_code == 200, answer.text
    width, height = shown(answer.json()["data"][0]["b64_json"]).size
    assert width % 16 == height % 16 == 0 and width > height


def openclaw_body(count: int, type: str = "image/png") -> dict:
    image = {"image_url": f"data:{type};base64,{base64.b64encode(picture((640, 480))).decode()}"}
    return {"model": "gpt-image-2", "prompt": PROMPT, "n": 1, "size": "1024x1024", "images": [image] * count}


@pytest.mark.parametrize("count", [1, 5])
def test_openclaw(server, count):
    body = json.dumps(openclaw_body(count), separators=(",", ":")).encode()  # as JSON.stringify writes it
    headers = server.headers() | {"content-type": "application/json"}
    answer = httpx2.post(f"{server.url}/v1/images/edits", content=body, headers=headers, timeout=60)
    assert answer.status_code == 200, answer.text
    (entry,) = answer.json()["data"]
    assert shown(entry["b64_json"]).size == (1024, 1024) and entry["revised_prompt"]


GO = "7bf28cdbf4b8e1c8f8a9a0f3d2e1c0b9a8f7e6d5c4b3a29180706050403"


def go_file(name: str, filename: str, data: bytes, type: str = "image/png") -> bytes:
    return part(f'name="{name}"; filename="{filename}"', data, f"Content-Type: {type}")


NEW_API = {
    "one picture": [go_file("image", "photo.png", picture((640, 480)))],
    "several": [go_file("image[]", f"{n}.jpg", picture((640, 480)), "image/jpeg") for n in range(2)],
    "with a mask": [go_file("image", "photo", picture((640, 480))), go_file("mask", "mask.png", mask((640, 480)))],
}


@pytest.mark.parametrize("files", NEW_API.values(), ids=NEW_API)
def test_a_new_api_gateway(server, files):
    """It writes `model` first, then a Go map's fields in any order, then the files, whose types it tells by their names."""
    fields = [("size", "1024x1024"), ("n", "2"), ("prompt", PROMPT), ("output_format", "png"), ("quality", "high"), ("user", "7")]
    for order in (fields, fields[::-1]):
        scalars = [part(f'name="{name}"', value.encode()) for name, value in (("model", "gpt-image-2"), *order)]
        answer = send(server, GO, form(GO, *scalars, *files), authorization=f"Bearer {server.direct}", accept="application/json")
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert len(body["data"]) == 2
        usage = body["usage"]  # it bills by this, and by details that it takes for granted
        assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"]
        assert {"text_tokens", "image_tokens"} <= usage["input_tokens_details"].keys()


def test_a_new_api_gateway_before_indexed_names(server):
    """What it is sent is passed on as it is by gateways that only copy the body."""
    scalars = [part(f'name="{name}"', value.encode()) for name, value in (("model", "gpt-image-2"), ("prompt", PROMPT))]
    files = [go_file(f"image[{number}]", f"{number}.png", picture((320, 240))) for number in (1, 0)]
    answer = send(server, GO, form(GO, *files, *scalars), authorization=f"Bearer {server.direct}")
    assert answer.status_code == 200, answer.text


LITELLM = "9b15f60f0fd401b09dc5bd48e79ed120"
LITELLM_FILE = "/home/anna/photo.png"  # the path as it was opened


@pytest.mark.parametrize("count", [1, 2])
def test_litellm(server, count):
    """Its own HTTP client, not the SDK's: `image[]` for one picture too, scalars in its own order."""
    fields = [("model", "gpt-image-2"), ("prompt", PROMPT)]
    if count > 1:
        fields[1:1] = [("n", "2"), ("quality", "low"), ("response_format", "b64_json"), ("size", "1024x640")]
    scalars = [part(f'name="{name}"', value.encode()) for name, value in fields]
    files = [go_file("image[]", LITELLM_FILE, picture((640, 480)))] * count
    files += [go_file("mask", "/home/anna/mask.png", mask((640, 480)))] * (count - 1)
    headers = {"authorization": f"Bearer {server.direct}", "accept": "*/*", "user-agent": "litellm/1.110.2"}
    answer = send(server, LITELLM, form(LITELLM, *scalars, *files), **headers)
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["data"]) == count
    assert answer.json()["usage"]["total_tokens"] > 0


def vllm_omni(server, folder, *more: str) -> subprocess.CompletedProcess:
    """Its page's own lines, but that the answer is kept in a file on its way."""
    lines = " ".join(
        f"-F {field!r}" for field in ("model=gpt-image-2", "image=@./xx.png", *more, "size=1024x1024", "output_format=png")
    )
    prompt = "-F \"prompt='this bear is wearing sportwear. holding a basketball, and bending one leg.'\""
    command = f'curl -s -X POST "{server.url}/v1/images/edits" -H "Authorization: Bearer {server.direct}" {lines} {prompt}'
    (folder / "xx.png").write_bytes(picture((640, 480)))
    return subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=True, timeout=60)


def test_vllm_omnis_curl(server, tmp_path):
    for more in ((), ("image=@xx.png",)):
        answer = json.loads(vllm_omni(server, tmp_path, *more).stdout)
        assert shown(answer["data"][0]["b64_json"]).size == (1024, 1024)
        assert "'this bear" in answer["data"][0]["revised_prompt"]


@pytest.mark.parametrize("field", ["num_inference_steps=50", "guidance_scale=1", "negative_prompt=blurry", "strength=0.5"])
def test_what_only_diffusion_has_is_refused_by_name_and_never_passed_over(server, tmp_path, field):
    error = json.loads(vllm_omni(server, tmp_path, field).stdout)["error"]
    name = field.partition("=")[0]
    assert (error["code"], error["param"]) == ("unknown_parameter", name)


def test_the_sdk_with_vllm_omnis_urls_is_told_what_is_taken(server):
    client = openai.OpenAI(base_url=f"{server.url}/v1", api_key=server.direct, max_retries=0)
    with client, pytest.raises(openai.BadRequestError) as refused:
        client.images.edit(model="gpt-image-2", image=[], prompt=PROMPT, extra_body={"url": ["https://example.org/x.png"]})
    assert refused.value.code in ("unknown_parameter", "unsupported_content_type", "missing_required_parameter")


def test_openclaw_asks_for_pictures_alone_and_is_shown_the_way(server):
    body = {"model": "gpt-image-2", "prompt": PROMPT, "n": 1, "size": "1024x1024"}
    answer = httpx2.post(f"{server.url}/v1/images/generations", json=body, headers=server.headers(), timeout=60)
    assert answer.status_code == 404
    assert "POST /v1/images/edits" in answer.json()["error"]["message"]
