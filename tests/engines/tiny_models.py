"""Models of each family's own classes, with random weights and a few thousand parameters: built from configs, nothing fetched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch

VISION = {"vision_start": "<|vision_start|>", "vision_end": "<|vision_end|>", "image_pad": "<|image_pad|>"}
PATCH, MERGE = 14, 2


def tiny_klein() -> Any:
    from diffusers import AutoencoderKLFlux2, FlowMatchEulerDiscreteScheduler, Flux2KleinPipeline, Flux2Transformer2DModel
    from transformers import Qwen3Config, Qwen3ForCausalLM

    torch.manual_seed(0)
    made = tokenizer()
    # The pipeline reads the encoder's layers 9, 18 and 27.
    text = Qwen3Config(
        vocab_size=len(made),
        hidden_size=16,
        intermediate_size=16,
        num_hidden_layers=28,
        num_attention_heads=2,
        num_key_value_heads=2,
        head_dim=8,
    )
    return Flux2KleinPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
        vae=AutoencoderKLFlux2(
            block_out_channels=(8, 8, 8, 8), layers_per_block=1, latent_channels=4, norm_num_groups=4, sample_size=32
        ),
        text_encoder=Qwen3ForCausalLM(text),
        tokenizer=made,
        transformer=Flux2Transformer2DModel(
            in_channels=16,
            num_layers=1,
            num_single_layers=1,
            attention_head_dim=16,
            num_attention_heads=2,
            joint_attention_dim=48,
            timestep_guidance_channels=16,
            axes_dims_rope=(4, 4, 4, 4),
            guidance_embeds=False,
        ),
        is_distilled=True,
    )


def tiny_qwen_edit() -> Any:
    from diffusers import (
        AutoencoderKLQwenImage,
        FlowMatchEulerDiscreteScheduler,
        QwenImageEditPlusPipeline,
        QwenImageTransformer2DModel,
    )

    torch.manual_seed(0)
    made = tokenizer()
    return QwenImageEditPlusPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
        vae=AutoencoderKLQwenImage(
            base_dim=8, z_dim=4, dim_mult=[1, 1, 1, 1], num_res_blocks=1, latents_mean=[0.1] * 4, latents_std=[2.0] * 4
        ),
        text_encoder=seeing_encoder(made),
        tokenizer=made,
        processor=Processor(made),
        transformer=QwenImageTransformer2DModel(
            in_channels=16,
            out_channels=4,
            num_layers=1,
            attention_head_dim=16,
            num_attention_heads=2,
            joint_attention_dim=16,
            axes_dims_rope=(4, 6, 6),
        ),
    )


def tiny_longcat() -> Any:
    from diffusers import (
        AutoencoderKL,
        FlowMatchEulerDiscreteScheduler,
        LongCatImageEditPipeline,
        LongCatImageTransformer2DModel,
    )

    torch.manual_seed(0)
    made = tokenizer()
    blocks = ("DownEncoderBlock2D",) * 4
    return LongCatImageEditPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
        vae=AutoencoderKL(
            down_block_types=blocks,
            up_block_types=("UpDecoderBlock2D",) * 4,
            block_out_channels=(8, 8, 8, 8),
            layers_per_block=1,
            latent_channels=16,
            norm_num_groups=4,
            scaling_factor=0.36,
            shift_factor=0.11,
        ),
        text_encoder=seeing_encoder(made),
        tokenizer=made,
        text_processor=Processor(made),
        transformer=LongCatImageTransformer2DModel(
            in_channels=64,
            num_layers=1,
            num_single_layers=1,
            attention_head_dim=16,
            num_attention_heads=2,
            joint_attention_dim=16,
            pooled_projection_dim=16,
            axes_dims_rope=[4, 6, 6],
        ),
    )


def tokenizer() -> Any:
    """A letter a token."""
    from tokenizers.pre_tokenizers import ByteLevel
    from transformers import Qwen2TokenizerFast

    vocabulary = {letter: number for number, letter in enumerate(sorted(ByteLevel.alphabet()))}
    made = Qwen2TokenizerFast(vocab=vocabulary, merges=[])
    made.add_special_tokens({"additional_special_tokens": ["<|im_start|>", "<|im_end|>", *VISION.values()]})
    made.chat_template = "{% for m in messages %}{{ m['content'] }}{% endfor %}"
    return made


def seeing_encoder(made: Any) -> Any:
    from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration

    ids = {f"{name}_token_id": made.convert_tokens_to_ids(token) for name, token in VISION.items()}
    config = Qwen2_5_VLConfig(
        text_config={
            "vocab_size": len(made),
            "hidden_size": 16,
            "intermediate_size": 16,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "num_key_value_heads": 2,
            "rope_scaling": {"type": "mrope", "mrope_section": [1, 1, 2], "rope_type": "default"},
        },
        vision_config={
            "depth": 1,
            "hidden_size": 16,
            "intermediate_size": 16,
            "num_heads": 2,
            "out_hidden_size": 16,
            "patch_size": PATCH,
            "spatial_merge_size": MERGE,
            "fullatt_block_indexes": [0],
        },
        image_token_id=ids["image_pad_token_id"],
        vision_start_token_id=ids["vision_start_token_id"],
        vision_end_token_id=ids["vision_end_token_id"],
    )
    return Qwen2_5_VLForConditionalGeneration(config)


class Answer(dict[str, Any]):
    def to(self, _device: Any) -> Answer:
        return self


class Processor:
    """In Qwen2VLProcessor's place, which needs torchvision: pictures in patches, and as many tokens for them in the text."""

    def __init__(self, made: Any) -> None:
        self._tokenizer = made
        self.image_processor = self._seen
        self.image_processor.__func__.merge_size = MERGE

    def _seen(self, images: Any, return_tensors: str = "pt") -> Answer:
        rows, grids = [], []
        for image in images if isinstance(images, list) else [images]:
            step = PATCH * MERGE
            wide, high = (max(2, side // 4 // step) * MERGE for side in image.size)
            small = np.asarray(image.resize((wide * PATCH, high * PATCH)), np.float32) / 127.5 - 1
            patches = small.reshape(high, PATCH, wide, PATCH, 3).transpose(0, 2, 4, 1, 3).reshape(high * wide, 3, 1, PATCH, PATCH)
            rows.append(np.repeat(patches, 2, axis=2).reshape(high * wide, -1))
            grids.append([1, high, wide])
        return Answer(pixel_values=torch.from_numpy(np.concatenate(rows)), image_grid_thw=torch.tensor(grids))

    def __call__(self, text: list[str], images: Any, padding: bool, return_tensors: str) -> Answer:
        seen = self._seen(images)
        (words,) = text
        for grid in seen["image_grid_thw"]:
            words = words.replace("<|image_pad|>", "<|seen|>" * int(grid.prod() // MERGE**2), 1)
        told = self._tokenizer(words.replace("<|seen|>", "<|image_pad|>"), return_tensors="pt")
        answer = Answer(input_ids=told["input_ids"], attention_mask=told["attention_mask"], **seen)
        answer.__dict__.update(answer)
        return answer


BUILDERS = {"klein": tiny_klein, "qwen-image-edit": tiny_qwen_edit, "longcat": tiny_longcat}


def saved_klein(folder: Path) -> Path:
    """In diffusers' form, as an operator has it."""
    if not (folder / "model_index.json").exists():
        tiny_klein().save_pretrained(folder)
    return folder
