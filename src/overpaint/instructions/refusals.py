"""Honest noes: what can't be done, why, what would have run, and the nearest edit that can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from overpaint.errors import Refusal
from overpaint.instructions.describe import describe
from overpaint.instructions.messages import say
from overpaint.instructions.place_words import place_words
from overpaint.plans import ClauseRefusal, Plan

if TYPE_CHECKING:  # numpy comes with it, and reading a prompt shall stay cheap
    from overpaint.regions import Unresolved

# Which of several refusals names the code: what no engine can do is said before what was not understood.
SEVERITY = ("unsupported_edit", "ambiguous_target", "target_not_found", "ambiguous_request", "not_understood")


_MOST_SAID = 12
"""Lines of a picture's writing that a refusal names."""


def refusal_of(plan: Plan) -> Refusal | None:
    """The exception to raise for a plan with refused clauses; None for one that can run. Mixed requests are refused whole."""
    if not plan.refusals:
        return None
    rows = sorted(plan.refusals, key=lambda refusal: SEVERITY.index(refusal.code))
    return Refusal(_message(plan, rows), code=rows[0].code)


def refusal_of_place(error: Unresolved, clause: str, language: str) -> Refusal:
    """The exception to raise for a place that the picture does not have, or has several times. `clause`: what asked for it."""
    region = place_words(error.where, language)
    said = say(language, "punctuation", "list").join(f"“{words}”" for words in error.said[:_MOST_SAID])
    message = say(language, "refusal", error.reason, clause=clause, region=region, count=error.count, said=said)
    if error.reason == "ambiguous_target":
        return Refusal(message, code="ambiguous_target", boxes=error.boxes)
    if error.reason.startswith("unclear"):
        return Refusal(message, code="unclear_subject")
    if error.reason == "no_finder":
        return Refusal(message, code="unsupported_edit")
    return Refusal(message, code="target_not_found", param="mask" if error.reason == "no_mask" else "prompt")


def refusal_of_operation(reason: str, clause: str, language: str) -> Refusal:
    """The exception to raise where an operation sees that a picture does not allow what a clause asks."""
    return Refusal(say(language, "refusal", reason, clause=clause))


def _message(plan: Plan, rows: list[ClauseRefusal]) -> str:
    first = rows[0]
    steps = describe(plan.steps, plan.language) if plan.steps else ""
    others = say(plan.language, "refusal", "others", steps=steps) if steps else ""
    message = say(
        plan.language, "refusal", "frame", clause=first.clause, reason=first.reason, others=others, nearest=first.nearest
    )
    if first.code == "not_understood":
        message = f"{first.reason} {first.nearest}"
    if len(rows) == 1:
        return message.strip()
    rest = "; ".join(f"“{row.clause}”" for row in rows[1:])
    return say(plan.language, "refusal", "many", first=message.strip(), rest=rest)
