"""How many tokens an edit counts for. Nothing here has a tokenizer: these are fixed rules, the same for every engine.

text            one token for every four characters begun; each Chinese, Japanese or Korean character is one of its own
picture in      one token for every patch of 32x32 pixels begun; a mask counts as a picture
picture out     what OpenAI's price calculator gives for gpt-image-2 at this size and quality
                (https://community.openai.com/t/1382699: 1024x1024 is 196, 1,756 or 7,024 tokens)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

CHARACTERS_A_TOKEN = 4
PATCH = 32

# Kana, CJK ideographs with their extensions, Hangul, full-width forms.
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")

_LONG_EDGE_CELLS = {"low": 16, "medium": 48, "high": 96}


@dataclass(frozen=True)
class Tokens:
    """Text and image tokens of a request (`input_…`) and of its answer (`output_…`)."""

    input_text: int = 0
    input_image: int = 0
    output_text: int = 0
    output_image: int = 0

    @property
    def input(self) -> int:
        return self.input_text + self.input_image

    @property
    def output(self) -> int:
        return self.output_text + self.output_image

    @property
    def total(self) -> int:
        return self.input + self.output


def text_tokens(text: str) -> int:
    east_asian = len(_EAST_ASIAN.findall(text))
    return east_asian + -(-(len(text) - east_asian) // CHARACTERS_A_TOKEN)


def input_image_tokens(size: tuple[int, int]) -> int:
    """Of a picture sent, by its (width, height)."""
    return -(-size[0] // PATCH) * -(-size[1] // PATCH)


def output_image_tokens(size: tuple[int, int], quality: Literal["low", "medium", "high"]) -> int:
    """Of a picture answered, by its (width, height): cells along the long edge by quality, square ones, times an area factor."""
    cells = _LONG_EDGE_CELLS[quality]
    longer, shorter = max(size), min(size)
    across = max(1, (2 * cells * shorter + longer) // (2 * longer))  # cells along the short edge, rounded
    return -(-cells * across * (2_000_000 + size[0] * size[1]) // 4_000_000)
