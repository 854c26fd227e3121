"""Why a clause, or all of a prompt, is refused: the reason, what was meant, and the nearest edit that can be done."""

from __future__ import annotations

from overpaint.instructions.catalogue import Catalogue
from overpaint.instructions.combining import COLLAGE
from overpaint.instructions.families.built import Built
from overpaint.instructions.messages import has, say, word
from overpaint.instructions.page import MAX_CLAUSES
from overpaint.instructions.readings import Reading
from overpaint.instructions.understanding import Understood
from overpaint.plans import ClauseRefusal, Plan, Step

_UNREAD = ("unread", "left_over")
"""Reasons that say that a request was not understood, whatever can be done here."""


def of_clause(reading: Reading, built: Built, catalogue: Catalogue, language: str) -> ClauseRefusal:
    """The refusal of a clause of which nothing can be made, with what it says of the reason filled in."""
    facts = {"family": say(language, "family", reading.family), **(built.facts or {})}
    comma = say(language, "punctuation", "list")
    for blank, rows in (built.listed or {}).items():
        facts[blank] = comma.join(word(language, *row, default=row[1]) for row in rows)
    nearest = built.nearest or reading.family
    examples = [word(language, "scene_example", scene) for scene in (*built.near, "sea", "solid") if scene in catalogue.scenes]
    facts["scene_example"] = next(filter(None, examples), "")
    hint = say(language, "nearest", nearest if has(language, "nearest", nearest) else "any", **facts)
    return ClauseRefusal(
        code="not_understood" if built.reason in _UNREAD else "unsupported_edit",
        clause=reading.clause.original,
        family=reading.family,
        reason=say(language, "refusal", built.reason, **facts),
        nearest=hint,
    )


def opposed(steps: list[Step], catalogue: Catalogue, language: str) -> list[ClauseRefusal]:
    """`brighter? no, darker`: two steps that go opposite ways in one place; which is meant is not for us to guess."""
    sheet = next((step for step in steps if step.operation == COLLAGE), None)
    reading = next((step for step in steps if step is not sheet and step.pictures), None)
    if sheet is not None and reading is not None:  # of the sheet, or of one of the pictures on it?
        return [_opposite(sheet, reading, language)]
    grounds = {step.operation: step for step in steps if step.operation in ("background_replace", "background_remove")}
    if list(grounds) == ["background_replace", "background_remove"]:  # the other way round the new one stays
        return [_opposite(grounds["background_replace"], grounds["background_remove"], language)]
    ways: dict[tuple[str, str], tuple[bool, Step]] = {}
    for step in steps:
        neutral = catalogue.operations[step.operation].neutral or {}
        for name, still in neutral.items():
            if not isinstance(value := step.params.get(name, still), (int, float)) or value == still:
                continue
            up, first = ways.setdefault((f"{step.operation}.{name}", str(step.where)), (value > still, step))
            if up != (value > still):
                return [_opposite(first, step, language)]
    return []


def _opposite(first: Step, second: Step, language: str) -> ClauseRefusal:
    return ClauseRefusal(
        code="ambiguous_request",
        clause=second.clause,
        family=second.family,
        reason=say(language, "refusal", "opposite", first=first.clause, second=second.clause),
        nearest=say(language, "nearest", "any"),
    )


def ambiguous(understood: Understood, readings: list[Reading]) -> ClauseRefusal:
    """The refusal of a prompt of which two readings are about as good: both are named."""
    language = understood.language
    comma = say(language, "punctuation", "list")
    first, second = (
        comma.join(say(language, "family", family) for family in dict.fromkeys(families))
        for families in ([one.family for one in readings], understood.otherwise)
    )
    return ClauseRefusal(
        code="ambiguous_request",
        clause=understood.text.original(0, 200),
        reason=say(language, "refusal", "ambiguous", first=first, second=second or say(language, "refusal", "nothing_asked")),
        nearest=say(language, "nearest", "split"),
    )


def unkept(phrase: str, language: str) -> ClauseRefusal:
    """The refusal of a prompt that keeps what is not found."""
    return ClauseRefusal(
        code="target_not_found",
        clause=phrase,
        reason=say(language, "refusal", "keep_unfound", kept=phrase),
        nearest=say(language, "nearest", "keep"),
    )


def unread(understood: Understood, *, nothing: bool) -> list[ClauseRefusal]:
    """Refusals of what was not read: the rest of a text that is too long, or a prompt of which `nothing` came."""
    if understood.cut_short:
        return [_too_many(understood)]
    return [_not_understood(understood)] if nothing else []


def of_the_file(plan: Plan, words: str) -> Plan:
    """The refusal of a prompt that says how large the file may be."""
    reason, nearest = (say(plan.language, table, "file_size") for table in ("refusal", "nearest"))
    refusal = ClauseRefusal(code="unsupported_edit", clause=words, reason=reason, nearest=nearest)
    return plan.model_copy(update={"steps": (), "keep": (), "notes": (), "refusals": (refusal,)})


def in_another_language(plan: Plan, code: str) -> Plan:
    """The refusal of a prompt in a language that isn't read, said in English."""
    refusal = ClauseRefusal(
        code="not_understood",
        clause=plan.prompt[:200],
        reason=say("en", "refusal", "language", name=say("en", "language", code)),
        nearest=say("en", "nearest", "any"),
    )
    return Plan(prompt=plan.prompt, language="en", refusals=(refusal,))


def _not_understood(understood: Understood) -> ClauseRefusal:
    prompt = understood.text.original(0, 200) if understood.text.source else ""
    kept = bool(understood.forbidden or understood.keep) and not understood.readings
    reason = "only_forbidden" if kept else "not_understood" if prompt else "empty"
    return ClauseRefusal(
        code="not_understood",
        clause=prompt,
        reason=say(understood.language, "refusal", reason, prompt=prompt),
        nearest=say(understood.language, "nearest", "any"),
    )


def _too_many(understood: Understood) -> ClauseRefusal:
    return ClauseRefusal(
        code="not_understood",
        clause=understood.text.original(0, 80),
        reason=say(understood.language, "refusal", "too_many", limit=MAX_CLAUSES),
        nearest=say(understood.language, "nearest", "split"),
    )
