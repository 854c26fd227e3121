"""An operation is its module, its words and one line; each of a family is reached by its own words."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from overpaint import operations
from overpaint.imaging.values import Image, Mask
from overpaint.instructions import check_plan, compile_prompt, describe, refusal_of
from overpaint.instructions.catalogue import Catalogue, installed
from overpaint.instructions.grammar import grammar_of
from overpaint.instructions.lexicon import load
from overpaint.operations import Context, Inputs

MODULE = '''
"""Tones above a threshold turned over, as a print does that was lit while it was developed."""

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="point", family="style", neutral={"threshold": 255}, shown={"threshold": 128})


class Params(Parameters):
    threshold: int = parameter(128, "Value above which tones turn over.", valid=(0, 255), useful=(64, 192), role="count")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    import numpy as np

    from overpaint.imaging import tone

    values = np.arange(256)
    table = np.where(values > params.threshold, 255 - values, values).astype(np.uint8)
    return tone.repaint(inputs.image, inputs.mask, table[inputs.image.rgb])
'''

WORDS = """
[en]
example = "solarize it"
whole = ["solarize", "solarized", "solarise"]

[en.says]
threshold = ["threshold"]

[en.done]
plain = "Solarized {region} above {threshold}."

[zh]
example = "中途曝光效果"
whole = ["中途曝光", "中途曝光效果", "曝光反转"]

[zh.says]
threshold = ["阈值"]

[zh.done]
plain = "已对{region}做中途曝光，阈值 {threshold}。"

[zh-Hant.done]
plain = "已對{region}做中途曝光，閾值 {threshold}。"
"""


def forget() -> None:
    """What was made of the words before."""
    for remembered in (load, grammar_of, installed):
        remembered.cache_clear()


@pytest.fixture
def grown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Catalogue]:
    """The house with one more operation: two files and one line."""
    (tmp_path / "solarize.py").write_text(MODULE)
    (tmp_path / "solarize.toml").write_text(WORDS)
    monkeypatch.syspath_prepend(str(tmp_path))
    solarize = importlib.import_module("solarize")
    monkeypatch.setattr(operations, "OPERATIONS", (*operations.OPERATIONS, solarize.OPERATION))
    forget()
    yield installed()
    forget()
    sys.modules.pop("solarize")


@pytest.mark.parametrize(
    ("prompt", "step"),
    [
        ("solarize it", ("solarize", {}, "whole")),
        ("make it solarized with a threshold of 100", ("solarize", {"threshold": 100}, "whole")),
        ("solarize the background", ("solarize", {}, "background")),
        ("中途曝光效果", ("solarize", {}, "whole")),
        ("中途曝光阈值100", ("solarize", {"threshold": 100}, "whole")),
        ("posterize to 4 levels", ("posterize", {"levels": 4}, "whole")),
        ("make it posterized", ("posterize", {}, "whole")),
        ("posterize it a lot", ("posterize", {"levels": 3}, "whole")),
        ("posterize it a little", ("posterize", {"levels": 12}, "whole")),
        ("色调分离成4级", ("posterize", {"levels": 4}, "whole")),
        ("把背景色调分离成3级", ("posterize", {"levels": 3}, "background")),
    ],
)
def test_each_of_a_family_is_reached_by_its_own_words(grown: Catalogue, prompt: str, step: tuple[str, object, str]) -> None:
    plan = compile_prompt(prompt)
    assert refusal_of(plan) is None
    assert [(one.operation, one.params, str(one.where)) for one in plan.steps] == [step]
    assert plan.families == ("style",)
    check_plan(plan, grown)
    assert "{" not in describe(plan) and step[0] not in describe(plan).split("(")[0].lower().split()


def test_a_style_that_no_operation_is_named_by_stays_refused(grown: Catalogue) -> None:
    refusal = refusal_of(compile_prompt("turn it into a ukiyo-e print"))
    assert refusal is not None and refusal.code == "unsupported_edit"


def test_a_number_that_cannot_be_is_refused_with_the_limit() -> None:
    refusal = refusal_of(compile_prompt("posterize to 1000 levels"))
    assert refusal is not None and "1000" in refusal.message and "2–256" in refusal.message


def test_it_is_told_and_it_works(grown: Catalogue) -> None:
    plan = compile_prompt("solarize it with a threshold of 100")
    assert describe(plan) == "Solarized the picture above 100."
    operation = grown.operations["solarize"]
    image = Image(np.full((4, 4, 3), (50, 100, 200), np.uint8))
    answer = operation.apply(Inputs(image, Mask.whole((4, 4))), operation.params(threshold=100), Context())
    assert answer.pixels[0, 0].tolist() == [50, 100, 55]


def test_without_it_its_words_are_refused_by_the_family() -> None:
    catalogue = installed()
    without = replace(catalogue, operations={name: one for name, one in catalogue.operations.items() if name != "posterize"})
    refusal = refusal_of(compile_prompt("posterize it", catalogue=without))
    assert refusal is not None and refusal.code == "unsupported_edit"
