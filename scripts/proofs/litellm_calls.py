"""LiteLLM's own calls, in an environment that has it: `litellm_calls.py URL KEY FOLDER` prints what each gave, as JSON."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

# It would ask GitHub for a table of prices.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

import litellm

litellm.suppress_debug_info = True
url, key, folder = sys.argv[1:]
PHOTO, MASK = Path(folder) / "photo.png", Path(folder) / "mask.png"
HERE = {"api_base": f"{url}/v1", "api_key": key, "max_retries": 0}
PROMPT = "make it brighter"


def told(answer: Any) -> dict[str, Any]:
    return {
        "pictures": [len(base64.b64decode(entry.b64_json)) for entry in answer.data],
        "size": answer.size,
        "tokens": answer.usage.total_tokens,
    }


def refused(call: Callable[[], object]) -> dict[str, Any]:
    try:
        call()
    except Exception as error:  # whichever class it raises is what is asked
        return {"error": type(error).__name__, "status": getattr(error, "status_code", None), "says": str(error)[:300]}
    raise SystemExit("it was not refused")


def edit(model: str = "openai/gpt-image-2", **options: Any) -> Any:
    with PHOTO.open("rb") as photo:
        return litellm.image_edit(model=model, image=options.pop("image", photo), prompt=PROMPT, **(HERE | options))


def several() -> Any:
    with PHOTO.open("rb") as one, PHOTO.open("rb") as two, MASK.open("rb") as mask:
        return edit(image=[one, two], mask=mask, n=2, size="1024x640", quality="low", response_format="b64_json")


async def at_once() -> list[dict[str, Any]]:
    edits = [litellm.aimage_edit(model="openai/gpt-image-2", image=PHOTO.read_bytes(), prompt=PROMPT, **HERE) for _ in range(4)]
    return [told(answer) for answer in await asyncio.gather(*edits)]


def main() -> None:
    given = {
        "one": told(edit()),
        "bytes": told(edit(image=PHOTO.read_bytes())),
        "several, a mask, options": told(several()),
        "at once": asyncio.run(at_once()),
        "a wrong key": refused(lambda: edit(api_key="sk-wrong")),
        "a bad size": refused(lambda: edit(size="100x100")),
        "an unknown model": refused(lambda: edit(model="openai/dall-e-9")),
    }
    json.dump(given, sys.stdout)


if __name__ == "__main__":
    main()
