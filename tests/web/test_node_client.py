"""OpenAI's SDK for Node, over a real socket: `node/edits.cjs` makes the calls, here is what each must give."""

import base64
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from web.forms import mask, picture
from web.live_server import live

HERE = Path(__file__).parent
# scripts/setup dev installs what node/package-lock.json names beside the environment's own Node.
ENVIRONMENT = Path(sys.executable).parents[1]
PACKAGES = ENVIRONMENT / "node" / "node_modules"
NODE = ENVIRONMENT / "bin" / "node"

pytestmark = pytest.mark.skipif(
    not (NODE.exists() and (PACKAGES / "openai").exists()), reason="npm could not be reached: run scripts/setup dev where it can"
)


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    folder = tmp_path_factory.mktemp("node")
    (folder / "photo.png").write_bytes(picture((640, 480)))
    (folder / "mask.png").write_bytes(mask((640, 480)))
    with live(tmp_path_factory.mktemp("live")) as server:
        command = [str(NODE), str(HERE / "node" / "edits.cjs"), server.url, server.direct, server.default, str(folder)]
        environment = os.environ | {"NODE_PATH": str(PACKAGES), "NO_PROXY": "127.0.0.1"}
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=environment)
        assert done.returncode == 0, done.stderr
        answers = json.loads(done.stdout)
    assert not {name: answer["failed"] for name, answer in answers.items() if isinstance(answer, dict) and "failed" in answer}
    return answers


def shown(b64_json: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(b64_json, validate=True)))


def test_one_picture(given):
    answer = given["one_stream"]
    assert [shown(picture).size for picture in answer["pictures"]] == [(1024, 1024)]
    assert "sunset" in answer["revised"][0]
    usage = answer["usage"]
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"]


def test_a_list_a_mask_and_every_option(given):
    answer = given["a_list_with_a_mask_and_options"]
    assert [(shown(picture).format, shown(picture).size) for picture in answer["pictures"]] == [("JPEG", (1024, 640))] * 2
    assert (answer["size"], answer["quality"], answer["format"]) == ("1024x640", "low", "jpeg")


def test_a_file_of_the_web_and_ten_at_once(given):
    (answer,) = given["a_file_of_the_web"]["pictures"]
    assert shown(answer).width > shown(answer).height
    assert given["ten_at_once"] == [1] * 10


def test_headers_and_links(given):
    answer = given["headers"]
    assert answer["seed"] == "11"
    assert answer["id"] == answer["header"]
    assert given["a_link"] == {"status": 200, "type": "image/png"}


def test_streams(given):
    *_, last = given["streamed"]
    assert last["type"] == "image_edit.completed"
    assert shown(last["picture"]).size == (1024, 1024)
    assert last["usage"]["total_tokens"] > 0
    assert given["a_stream_left"] == "gpt-image-2"


def test_models(given):
    assert "gpt-image-2" in given["models"]
    assert given["one_model"] == "gpt-image-2"


REFUSED = {
    "a_bad_size": ("BadRequestError", 400, "invalid_size", "size"),
    "an_unknown_model": ("NotFoundError", 404, "model_not_found", "model"),
    "a_wrong_key": ("AuthenticationError", 401, "invalid_api_key", None),
    "a_group_that_may_not": ("BadRequestError", 400, "group_required", "n"),
    "a_streamed_refusal": ("BadRequestError", 400, "invalid_size", "size"),
}


@pytest.mark.parametrize("call", REFUSED)
def test_refusals_are_the_sdks_own_errors(given, call):
    error = given[call]
    assert (error["name"], error["status"], error["code"], error["param"]) == REFUSED[call]
    assert error["id"]
