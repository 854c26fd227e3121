"""What was done, in plain words: the answer's `revised_prompt`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from overpaint.instructions.backdrop_sentences import colour_name, picture_words, rating_words, scene_words
from overpaint.instructions.catalogue import Declared, installed, role_of
from overpaint.instructions.messages import say
from overpaint.instructions.notes import tell
from overpaint.instructions.place_words import place_words
from overpaint.plans import Note, Plan, Step, Where

NO_EFFECT = "no_effect"
"""Key of the note that a step (`step`: its number in the plan) left every pixel as it was."""

if TYPE_CHECKING:  # numpy comes with it, and reading a prompt shall stay cheap
    from overpaint.operations.words import Words


def describe(plan: Plan | Sequence[Step], language: str | None = None, notes: Sequence[Note] = ()) -> str:
    """Each step in a sentence, then the plan's notes and `notes`; in the prompt's language unless another is asked for.

    A note `no_effect` stands in the place of its step's sentence; where alpha was flattened, no step claims transparency.
    """
    steps = plan.steps if isinstance(plan, Plan) else tuple(plan)
    spoken = language or (plan.language if isinstance(plan, Plan) else "en")
    idle = {note.facts["step"] for note in notes if note.key == NO_EFFECT}
    flattened = any(note.key.startswith("flattened") for note in notes)
    sentences = [
        _idle(step, spoken) if number in idle else describe_step(step, spoken, flattened=flattened)
        for number, step in enumerate(steps)
    ] or [say(spoken, "step", "nothing")]
    told = [note for note in (*(plan.notes if isinstance(plan, Plan) else ()), *notes) if note.key != NO_EFFECT]
    return say(spoken, "punctuation", "between").join([*sentences, *(tell(spoken, note) for note in told)])


def _idle(step: Step, language: str) -> str:
    """What is said of a step that changed nothing: its operation's own sentence for it, or that it made no difference."""
    declared = installed().operations.get(step.operation)
    own = declared.words[language].done.get("idle") if declared and language in declared.words else None
    if own is not None:
        return own.format(region=place_words(step.where, language))
    return say(language, "step", "no_effect", clause=step.clause or step.operation)


def describe_step(step: Step, language: str, *, flattened: bool = False) -> str:
    """One step in a sentence: its operation's own, in this language. `flattened`: what it made transparent is so no more."""
    declared = installed().operations.get(step.operation)
    words = declared.words.get(language) if declared else None
    facts: dict[str, object] = {
        "params": _params(step, declared, words, language),
        "operation": step.operation,
        "region": place_words(step.where, language),
    }
    whole = _whole(step, declared)
    aspect = whole.get("aspect")
    if aspect:
        facts |= {"width": aspect[0], "height": aspect[1]}
    angles = [name for name in whole if declared and role_of(declared.params, name) == "angle"]
    facts |= {name: value for name, value in whole.items() if isinstance(value, (int, float, str))}
    facts |= {name: f"{abs(whole[name]):g}" for name in angles}
    colours = [name for name in whole if declared and role_of(declared.params, name) == "colour"]
    facts |= {name: colour_name(str(whole[name]), language) for name in colours}
    if step.pictures:
        facts["picture"] = picture_words(step.pictures[0], language)
    if cuts := getattr(declared, "cuts", ""):
        facts["thing"] = place_words(TypeAdapter[Where](Where).validate_python(whole[cuts]), language)
    if declared and declared.needs_backdrop:
        facts["scene"] = scene_words(step, language)
    sentence = _sentence(step, declared, words, flattened)
    told = sentence.format(**facts) if sentence else say(language, "step", "other", **facts)
    warning = rating_words(step, language)
    return say(language, "punctuation", "between").join([told, warning]) if warning else told


def _sentence(step: Step, declared: Declared | None, words: Words | None, flattened: bool) -> str:
    """The operation's sentence for what this step does: by its way, a parameter that is given, its word, or the plain one."""
    if words is None:
        return ""
    given = _given(step)
    every = _whole(step, declared)
    first = ("flattened",) if flattened else ()
    cases = (*first, _way(step, declared), *given, *(value for value in every.values() if isinstance(value, str)), "plain")
    return next((words.done[case] for case in cases if case in words.done), "")


def _way(step: Step, declared: Declared | None) -> str:
    """`down` where the first number lies below the one that asks for nothing."""
    neutral = declared.neutral if declared and declared.neutral else {}
    numbers = [(step.params[name], still) for name, still in neutral.items() if step.params.get(name) is not None]
    return "down" if numbers and numbers[0][0] < numbers[0][1] else "up"


def _params(step: Step, declared: Declared | None, words: Words | None, language: str) -> str:
    """`left 10%, right 5%`: parameters by the language's names for them."""
    names = words.parameters if words else {}
    given = _given(step)
    in_pixels = given.pop("unit", "") == "pixel"
    roles = {name: role_of(declared.params, name) if declared else "" for name in given}
    rows = [f"{names.get(name, name)} {_value(roles[name], value, in_pixels, language)}" for name, value in given.items()]
    return say(language, "punctuation", "list").join(rows)


def _value(role: str, value: object, in_pixels: bool, language: str) -> str:
    if role == "colour":
        return colour_name(str(value), language)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if role == "effect" or (role == "share" and not in_pixels):
            return f"{100 * value:g}%"
        return f"{value:g} px" if role in ("share", "length") else f"{value:g}"
    return str(value)


def _given(step: Step) -> dict[str, object]:
    """The parameters that say something."""
    return {name: value for name, value in step.params.items() if value is not None}


def _whole(step: Step, declared: Declared | None) -> dict[str, Any]:
    """Every parameter, with the operation's defaults for those that the step leaves out."""
    defaults = {name: field.default for name, field in declared.params.model_fields.items()} if declared else {}
    return defaults | step.params
