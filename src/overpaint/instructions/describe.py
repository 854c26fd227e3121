"""What was done, in plain words: the answer's `revised_prompt`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from overpaint.instructions.families.backgrounds import OPERATION
from overpaint.instructions.messages import has, say, tell, word
from overpaint.instructions.plan import Plan, RegionRef, Step
from overpaint.instructions.scenery import rating_words, scene_words

if TYPE_CHECKING:  # numpy comes with it, and reading a prompt shall stay cheap
    from overpaint.imaging.values import Note

_SIGNED = ("amount", "stops", "shift", "shadows", "highlights", "degrees")
_LENGTHS = ("width", "height", "longest")
"""Parameters in pixels."""

_SHARES = ("left", "right", "top", "bottom")
"""Parameters that are shares of the picture: said in percent."""


def describe(plan: Plan | Sequence[Step], language: str | None = None, notes: Sequence[Note] = ()) -> str:
    """Each step in a sentence, then the plan's notes and `notes`; in the prompt's language unless another is asked for."""
    steps = plan.steps if isinstance(plan, Plan) else tuple(plan)
    spoken = language or (plan.language if isinstance(plan, Plan) else "en")
    sentences = [describe_step(step, spoken) for step in steps] or [say(spoken, "step", "nothing")]
    told = list(plan.notes) if isinstance(plan, Plan) else []
    return say(spoken, "punctuation", "between").join([*sentences, *told, *(tell(spoken, note) for note in notes)])


def describe_step(step: Step, language: str) -> str:
    """One step in a sentence."""
    facts: dict[str, object] = {
        "params": _params(step, language),
        "operation": step.operation,
        "region": _region(step.region, language),
    }
    aspect = step.params.get("aspect")
    if aspect:
        facts |= {"width": aspect[0], "height": aspect[1]}
    facts |= {name: value for name, value in step.params.items() if isinstance(value, (int, float, str))}
    if "degrees" in step.params:
        facts["degrees"] = f"{abs(step.params['degrees']):g}"
    if step.operation == OPERATION:
        facts["scene"] = scene_words(step, language)
    told = say(language, "step", _key(step, language), **facts)
    warning = rating_words(step, language)
    return say(language, "punctuation", "between").join([told, warning]) if warning else told


def _key(step: Step, language: str) -> str:
    way = _way(step)
    candidates = [f"{step.operation}_{way}", *(f"{step.operation}_{name}" for name in _given(step))]
    candidates += [f"{step.operation}_{value}" for value in _given(step).values() if isinstance(value, str)]
    return next((key for key in (*candidates, step.operation) if has(language, "step", key)), "other")


def _way(step: Step) -> str:
    if step.operation == "gamma":
        return "up" if float(step.params.get("gamma", 1)) >= 1 else "down"
    numbers = [float(value) for name, value in step.params.items() if name in _SIGNED and isinstance(value, (int, float))]
    return "down" if numbers and numbers[0] < 0 else "up"


def _region(region: RegionRef, language: str) -> str:
    return word(language, "region", region.name, default=region.words or region.name)


def _params(step: Step, language: str) -> str:
    """`left 10%, right 5%`: parameters by the language's names for them."""
    given = _given(step)
    unit = given.pop("unit", "fraction")
    rows = [f"{word(language, 'param', name, default=name)} {_number(name, value, unit)}" for name, value in given.items()]
    return say(language, "punctuation", "list").join(rows)


def _number(name: str, value: object, unit: object) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if name in _SHARES:
            return f"{value:g} px" if unit == "pixel" else f"{100 * value:g}%"
        return f"{value:g} px" if name in _LENGTHS else f"{value:g}"
    return str(value)


def _given(step: Step) -> dict[str, object]:
    """The parameters that say something."""
    return {name: value for name, value in step.params.items() if value is not None}
