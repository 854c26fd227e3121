"""Models in the shapes that are published, with random weights: they show nothing, but take the real ones' time and memory.

The figures are those of the makers' config files: Flux2Transformer2DModel and Qwen3-4B for klein 4B, QwenImageTransformer2DModel
and Qwen2.5-VL-7B for Qwen-Image-Edit-2511.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

_WORDS = 151_936
"""The vocabulary of Qwen 2.5 and 3; our tokenizer uses 260 of it, a letter a token."""


def make(shape: str, folder: Path, device: str, layers: int = 0) -> None:
    """Write a model of `shape`, a key of SHAPES, into `folder` as its makers publish it, in bfloat16.

    `layers`: instead of as many as it has, for a trial of this file on a small machine.
    """
    torch.manual_seed(0)
    torch.set_default_dtype(torch.bfloat16)
    try:
        with torch.device(device):
            pipe = SHAPES[shape](layers)
        pipe.save_pretrained(folder)
    finally:
        torch.set_default_dtype(torch.float32)


def _klein(layers: int) -> Any:
    from diffusers import AutoencoderKLFlux2, FlowMatchEulerDiscreteScheduler, Flux2KleinPipeline, Flux2Transformer2DModel
    from transformers import Qwen3Config, Qwen3ForCausalLM

    text = Qwen3Config(
        vocab_size=_WORDS,
        hidden_size=2560,
        intermediate_size=9728,
        num_hidden_layers=28 if layers else 36,  # the pipeline reads the 27th
        num_attention_heads=32,
        num_key_value_heads=8,
        head_dim=128,
        tie_word_embeddings=True,
    )
    return Flux2KleinPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
        vae=AutoencoderKLFlux2(),
        text_encoder=Qwen3ForCausalLM(text),
        tokenizer=_tokenizer(),
        transformer=Flux2Transformer2DModel(
            in_channels=128,
            num_layers=layers or 5,
            num_single_layers=layers or 20,
            attention_head_dim=128,
            num_attention_heads=24,
            joint_attention_dim=7680,
            guidance_embeds=False,
        ),
        is_distilled=True,
    )


def _qwen_edit(layers: int) -> Any:
    from diffusers import (
        AutoencoderKLQwenImage,
        FlowMatchEulerDiscreteScheduler,
        QwenImageEditPlusPipeline,
        QwenImageTransformer2DModel,
    )
    from transformers import (
        Qwen2_5_VLConfig,
        Qwen2_5_VLForConditionalGeneration,
        Qwen2VLImageProcessor,
        Qwen2VLProcessor,
        Qwen2VLVideoProcessor,
    )

    words = _tokenizer()
    ids = {name: words.convert_tokens_to_ids(f"<|{name}|>") for name in ("vision_start", "vision_end", "image_pad", "video_pad")}
    seeing = Qwen2_5_VLConfig(
        text_config={
            "vocab_size": _WORDS,
            "hidden_size": 3584,
            "intermediate_size": 18944,
            "num_hidden_layers": layers or 28,
            "num_attention_heads": 28,
            "num_key_value_heads": 4,
            "rope_scaling": {"type": "mrope", "mrope_section": [16, 24, 24], "rope_type": "default"},
        },
        vision_config={"depth": layers or 32, "hidden_size": 1280, "intermediate_size": 3420, "out_hidden_size": 3584},
        image_token_id=ids["image_pad"],
        video_token_id=ids["video_pad"],
        vision_start_token_id=ids["vision_start"],
        vision_end_token_id=ids["vision_end"],
    )
    processor = Qwen2VLProcessor(
        image_processor=Qwen2VLImageProcessor(), tokenizer=words, video_processor=Qwen2VLVideoProcessor()
    )
    return QwenImageEditPlusPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
        vae=AutoencoderKLQwenImage(),
        text_encoder=Qwen2_5_VLForConditionalGeneration(seeing),
        tokenizer=words,
        processor=processor,
        transformer=QwenImageTransformer2DModel(num_layers=layers or 60, zero_cond_t=True),
    )


def _tokenizer() -> Any:
    from tokenizers.pre_tokenizers import ByteLevel
    from transformers import Qwen2TokenizerFast

    made = Qwen2TokenizerFast(vocab={letter: number for number, letter in enumerate(sorted(ByteLevel.alphabet()))}, merges=[])
    special = ("im_start", "im_end", "vision_start", "vision_end", "image_pad", "video_pad")
    made.add_special_tokens({"additional_special_tokens": [f"<|{name}|>" for name in special]})
    made.chat_template = "{% for m in messages %}{{ m['content'] }}{% endfor %}"
    return made


SHAPES: dict[str, Callable[[int], Any]] = {"klein-4b": _klein, "qwen-image-edit": _qwen_edit}
