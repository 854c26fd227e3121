"""Prompt → `Plan`. Pure text: what is asked, what is to be kept, what can't be done and what comes nearest."""

from __future__ import annotations

from overpaint.instructions.bounds import bounded_to, joined
from overpaint.instructions.checking import check_plan, read_plan
from overpaint.instructions.compiler import compile_prompt, get_ready
from overpaint.instructions.describe import NO_EFFECT, describe
from overpaint.instructions.explain import Explanation, explain
from overpaint.instructions.messages import say, word
from overpaint.instructions.notes import tell
from overpaint.instructions.place_words import place_words
from overpaint.instructions.refusals import refusal_of, refusal_of_operation, refusal_of_place
from overpaint.instructions.understanding import spoken_language

__all__ = [
    "NO_EFFECT",
    "Explanation",
    "bounded_to",
    "check_plan",
    "compile_prompt",
    "describe",
    "explain",
    "get_ready",
    "joined",
    "place_words",
    "read_plan",
    "refusal_of",
    "refusal_of_operation",
    "refusal_of_place",
    "say",
    "spoken_language",
    "tell",
    "word",
]
