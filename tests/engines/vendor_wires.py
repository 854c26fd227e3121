"""Each vendor's wire as its public reference has it: a request that it would not take fails the test, answers are its own."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Callable, Iterator
from typing import Any

from engines.fake_upstream import Asked, Said, base64_of, picture, plain, told
from engines.upstream_bench import KEY
from overpaint.imaging.values import Image, Size

RED = (200, 30, 60)


def data_picture(url: str) -> Image:
    head, _, text = url.partition(",")
    assert head == "data:image/png;base64"
    return picture(base64.b64decode(text, validate=True))


class Wire:
    """`model`: to name. `seen`: the pictures of each request; `sizes`: those asked for. `fault`: said to every POST instead."""

    model = "gpt-image-2"
    path = ""

    def __init__(self) -> None:
        self.url = ""
        self.seen: list[list[Image]] = []
        self.sizes: list[Size] = []
        self.seeds: list[Any] = []
        self.fault: Callable[[], Said] | None = None
        self.jobs: dict[str, tuple[Size, int, Iterator[int]]] = {}

    def __call__(self, asked: Asked) -> Said:
        if asked.method == "POST" and self.fault is not None:
            return self.fault()
        return self.get(asked) if asked.method == "GET" else self.post(asked)

    def post(self, asked: Asked) -> Said:
        raise NotImplementedError

    def get(self, asked: Asked) -> Said:
        raise AssertionError("nothing to get")

    def blocked(self) -> Said:
        raise NotImplementedError

    def png(self, size: Size) -> bytes:
        return plain(size, RED)


class OpenAIWire(Wire):
    """multipart: image or image[], prompt, model, n, size, quality, mask, background, stream."""

    path = "/images/edits"

    def post(self, asked: Asked) -> Said:
        assert asked.path == self.path, asked.path
        assert self.header(asked)
        fields, files = asked.fields(), asked.files()
        known = {"model", "prompt", "n", "size", "quality", "background", "output_format", "stream", "partial_images", "seed"}
        assert set(fields) <= known and set(files) <= {"image", "image[]", "mask"}
        assert fields["model"] == self.model and fields["quality"] in ("low", "medium", "high")
        images = files.get("image", []) + files.get("image[]", [])
        self.seen.append(images)
        width, height = map(int, fields["size"].split("x"))
        self.sizes.append((width, height))
        self.seeds.append(fields.get("seed"))
        for mask in files.get("mask", []):
            assert mask.size == images[0].size and mask.has_alpha
        return told({"created": 1, "data": [{"b64_json": base64_of(self.png((width, height)))}] * int(fields["n"])})

    def header(self, asked: Asked) -> bool:
        return asked.headers["authorization"] == f"Bearer {KEY}"

    def blocked(self) -> Said:
        error = {"message": "Your request was rejected by the safety system.", "type": "image_generation_user_error"}
        return told({"error": {**error, "param": None, "code": "moderation_blocked"}}, 400)


class AzureWire(OpenAIWire):
    model = "my-images"
    path = "/openai/deployments/my-images/images/edits?api-version=2025-04-01-preview"

    def header(self, asked: Asked) -> bool:
        return asked.headers["api-key"] == KEY and "authorization" not in asked.headers

    def blocked(self) -> Said:
        return told({"error": {"code": "contentFilter", "message": "Your task failed as a result of our safety system."}}, 400)


class JsonWire(Wire):
    """`head`: the header with the key. `top`: keys a body may have."""

    head = ("authorization", f"Bearer {KEY}")
    top: frozenset[str] = frozenset()

    def body(self, asked: Asked) -> Any:
        assert asked.path == self.path, asked.path
        assert asked.headers[self.head[0]] == self.head[1]
        body = asked.json
        assert set(body) <= self.top, set(body) - self.top
        return body


class GeminiWire(JsonWire):
    model = "gemini-3.1-flash-image"
    path = "/models/gemini-3.1-flash-image:generateContent"
    head = ("x-goog-api-key", KEY)
    top = frozenset({"contents", "generationConfig"})
    shapes = {"1:1": (1024, 1024), "3:2": (1264, 848), "2:3": (848, 1264), "4:3": (1200, 896), "16:9": (1376, 768)}  # noqa: RUF012

    def post(self, asked: Asked) -> Said:
        body = self.body(asked)
        ((content),) = body["contents"]
        assert content["role"] == "user" and set(content["parts"][0]) == {"text"}
        files = [part["inlineData"] for part in content["parts"][1:]]
        assert all(file["mimeType"] == "image/png" for file in files)
        self.seen.append([picture(base64.b64decode(file["data"], validate=True)) for file in files])
        config = body["generationConfig"]
        assert set(config) <= {"responseModalities", "imageConfig", "seed"} and "IMAGE" in config["responseModalities"]
        assert config["imageConfig"]["imageSize"] in ("1K", "2K")
        self.seeds.append(config.get("seed"))
        size = self.shapes[config["imageConfig"]["aspectRatio"]]
        self.sizes.append(size)
        parts = [
            {"text": "thinking", "thought": True},
            {"inlineData": {"mimeType": "image/png", "data": base64_of(plain((8, 8)))}, "thought": True},
            {"text": "Here you are."},
            {"inlineData": {"mimeType": "image/png", "data": base64_of(self.png(size))}, "thoughtSignature": "x"},
        ]
        return told({"candidates": [{"content": {"role": "model", "parts": parts}, "finishReason": "STOP", "index": 0}]})

    def blocked(self) -> Said:
        return told({"candidates": [{"content": {}, "finishReason": "IMAGE_SAFETY", "index": 0}]})


class OpenRouterWire(JsonWire):
    model = "google/gemini-3.1-flash-image"
    path = "/chat/completions"
    top = frozenset({"model", "messages", "modalities", "image_config", "stream", "seed"})

    def post(self, asked: Asked) -> Said:
        body = self.body(asked)
        assert body["model"] == self.model and body["modalities"] == ["image", "text"] and body["stream"] is False
        ((message),) = body["messages"]
        assert message["role"] == "user"
        text, *pictures = message["content"]
        assert text["type"] == "text" and all(one["type"] == "image_url" for one in pictures)
        self.seen.append([data_picture(one["image_url"]["url"]) for one in pictures])
        assert set(body["image_config"]) == {"aspect_ratio", "image_size"}
        size = GeminiWire.shapes[body["image_config"]["aspect_ratio"]]
        self.sizes.append(size)
        self.seeds.append(body.get("seed"))
        url = f"data:image/png;base64,{base64_of(self.png(size))}"
        answer = {"role": "assistant", "content": "Here you are.", "images": [{"type": "image_url", "image_url": {"url": url}}]}
        return told({"id": "gen-1", "choices": [{"index": 0, "finish_reason": "stop", "message": answer}]})

    def blocked(self) -> Said:
        return told({"choices": [{"finish_reason": "content_filter", "message": {"role": "assistant", "content": ""}}]})


class JobWire(JsonWire):
    """A job is taken, is under way for two looks, then ready."""

    store = "/store/"

    def taken(self, size: Size, count: int) -> str:
        name = f"job{len(self.jobs)}"
        self.jobs[name] = size, count, itertools.count()
        self.sizes.append(size)
        return name

    def looked(self, asked: Asked, place: str) -> tuple[Size, int, int]:
        """Size, count and number of the look. The key must be there."""
        assert asked.headers[self.head[0]] == self.head[1]
        size, count, looks = self.jobs[place]
        return size, count, next(looks)

    def get(self, asked: Asked) -> Said:
        if asked.path.startswith(self.store):
            assert self.head[0] not in asked.headers, "the key went to the store"
            width, height = map(int, asked.path.removeprefix(self.store).split("-")[0].split("x"))
            return Said(self.png((width, height)), headers={"content-type": "image/png"})
        return self.look(asked)

    def look(self, asked: Asked) -> Said:
        raise NotImplementedError

    def stored(self, size: Size, number: int = 0) -> str:
        return f"{self.url}{self.store}{size[0]}x{size[1]}-{number}.png"


class BflWire(JobWire):
    model = "flux-2-pro"
    path = "/flux-2-pro"
    head = ("x-key", KEY)
    top = frozenset(
        {"prompt", "width", "height", "seed", "output_format", "input_image", *(f"input_image_{n}" for n in range(2, 9))}
    )

    def post(self, asked: Asked) -> Said:
        body = self.body(asked)
        assert body["width"] % 16 == body["height"] % 16 == 0 and body["width"] * body["height"] <= 4_194_304
        names = [name for name in body if name.startswith("input_image")]
        assert names == ["input_image", *(f"input_image_{n}" for n in range(2, len(names) + 1))]
        self.seen.append([picture(base64.b64decode(body[name], validate=True)) for name in names])
        self.seeds.append(body.get("seed"))
        job = self.taken((body["width"], body["height"]), 1)
        return told({"id": job, "polling_url": f"{self.url}/get_result?id={job}"})

    def look(self, asked: Asked) -> Said:
        job = asked.path.removeprefix("/get_result?id=")
        size, _, number = self.looked(asked, job)
        if number < 2:
            return told({"id": job, "status": ("Task not found", "Pending")[number], "result": None})
        return told({"id": job, "status": "Ready", "result": {"sample": self.stored(size)}})

    def blocked(self) -> Said:
        return told({"id": "x", "status": "Content Moderated", "result": None})


class DashScopeWire(JobWire):
    model = "qwen-image-edit-plus"
    path = "/services/aigc/multimodal-generation/generation"
    top = frozenset({"model", "input", "parameters"})

    def post(self, asked: Asked) -> Said:
        body = self.body(asked)
        assert body["model"] == self.model
        ((message),) = body["input"]["messages"]
        *pictures, text = message["content"]
        assert message["role"] == "user" and set(text) == {"text"} and 1 <= len(pictures) <= 3
        self.seen.append([data_picture(one["image"]) for one in pictures])
        parameters = body["parameters"]
        assert set(parameters) <= {"n", "size", "seed", "watermark", "prompt_extend", "negative_prompt"}
        assert parameters["watermark"] is False and parameters["prompt_extend"] is False and 1 <= parameters["n"] <= 6
        width, height = map(int, parameters["size"].split("*"))
        assert min(width, height) >= 512 and max(width, height) <= 2048
        self.seeds.append(parameters.get("seed"))
        self.sizes.append((width, height))
        content = [{"image": self.stored((width, height), number)} for number in range(parameters["n"])]
        choices = [{"finish_reason": "stop", "message": {"role": "assistant", "content": content}}]
        return told({"output": {"choices": choices}, "usage": {"image_count": parameters["n"]}, "request_id": "r"})

    def blocked(self) -> Said:
        return told({"request_id": "r", "code": "DataInspectionFailed", "message": "Output data may contain…"}, 400)


class FalWire(JobWire):
    model = "fal-ai/flux-2-pro/edit"
    path = "/fal-ai/flux-2-pro/edit"
    head = ("authorization", f"Key {KEY}")
    top = frozenset({"prompt", "image_urls", "image_size", "num_images", "output_format", "seed", "mask_url"})

    def post(self, asked: Asked) -> Said:
        body = self.body(asked)
        self.seen.append([data_picture(url) for url in body["image_urls"]])
        self.seeds.append(body.get("seed"))
        job = self.taken((body["image_size"]["width"], body["image_size"]["height"]), body["num_images"])
        place = f"{self.url}/fal-ai/flux-2-pro/requests/{job}"
        urls = {"response_url": place, "status_url": f"{place}/status", "cancel_url": f"{place}/cancel"}
        return told({"request_id": job, "status": "IN_QUEUE", "queue_position": 0, **urls})

    def look(self, asked: Asked) -> Said:
        job, _, status = asked.path.removeprefix("/fal-ai/flux-2-pro/requests/").partition("/")
        size, count, number = self.looked(asked, job)
        place = f"{self.url}/fal-ai/flux-2-pro/requests/{job}"
        if status:
            said = "COMPLETED" if number >= 2 else "IN_PROGRESS"
            return told({"status": said, "response_url": place, "status_url": f"{place}/status"}, 200 if number >= 2 else 202)
        images = [{"url": self.stored(size, index), "width": size[0], "height": size[1]} for index in range(count)]
        return told({"images": images, "seed": 7, "has_nsfw_concepts": [False] * count})

    def blocked(self) -> Said:
        return told({"images": [{"url": self.stored((8, 8))}], "has_nsfw_concepts": [True]})


class ReplicateWire(JobWire):
    model = "black-forest-labs/flux-2-pro"
    path = "/models/black-forest-labs/flux-2-pro/predictions"
    top = frozenset({"input"})

    def post(self, asked: Asked) -> Said:
        given = self.body(asked)["input"]
        assert set(given) <= {"prompt", "input_images", "aspect_ratio", "width", "height", "seed", "output_format"}
        assert given["aspect_ratio"] == "custom" and given["width"] % 32 == given["height"] % 32 == 0
        assert min(given["width"], given["height"]) >= 256 and max(given["width"], given["height"]) <= 2048
        self.seen.append([data_picture(url) for url in given["input_images"]])
        self.seeds.append(given.get("seed"))
        job = self.taken((given["width"], given["height"]), 1)
        return told(self.prediction(job, "starting"), 201)

    def prediction(self, job: str, status: str, **more: Any) -> dict[str, Any]:
        return {"id": job, "status": status, "urls": {"get": f"{self.url}/predictions/{job}"}, "error": None, **more}

    def look(self, asked: Asked) -> Said:
        job = asked.path.removeprefix("/predictions/")
        size, _, number = self.looked(asked, job)
        if number < 2:
            return told(self.prediction(job, "processing"))
        return told(self.prediction(job, "succeeded", output=self.stored(size)))

    def blocked(self) -> Said:
        return told({"id": "x", "status": "failed", "error": "The input or output was flagged as sensitive. (E005)"}, 201)


WIRES: dict[str, type[Wire]] = {
    "openai": OpenAIWire,
    "azure": AzureWire,
    "openrouter": OpenRouterWire,
    "gemini": GeminiWire,
    "bfl": BflWire,
    "dashscope": DashScopeWire,
    "fal": FalWire,
    "replicate": ReplicateWire,
}
