"""A planner's answer → a plan of ours, a refusal, or nothing that can be used.

It is held to the prompt (every word of it is answered for, and no words are shown that it does not have) and to what is installed
(`check_plan`): a prompt that talks the model over gets no more than somebody who writes a plan by hand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from overpaint.engines.planning import Unread
from overpaint.errors import InvalidRequest, Refusal
from overpaint.instructions import check_plan, say
from overpaint.instructions.catalogue import Catalogue
from overpaint.plans import ClauseRefusal, Named, Note, Plan, SentPicture, Step, Text, Where, Whole, places_in

_MOST = 64

# Words between clauses: an answer need not give them to one of them.
_BETWEEN = re.compile(r"\b(?:and|then|also|please|but|plus|so|the|a|an|to)\b|[并且再然后和又请也把的了吧]")
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_THOUGHTS = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL)


class Unusable(Exception):
    """An answer that is no plan. The message repeats nothing of it, nor of the prompt: it is logged."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _Clause(_Strict):
    words: str = Field(min_length=1)
    verdict: Literal["done", "kept", "told", "refused"]
    where: Where | None = None


class _Step(_Strict):
    clause: str
    operation: str
    params: dict[str, Any]
    where: Where = Whole()
    pictures: tuple[SentPicture, ...] = ()


class _Answer(_Strict):
    clauses: tuple[_Clause, ...] = Field(min_length=1, max_length=_MOST)
    steps: tuple[_Step, ...] = Field(max_length=_MOST)
    unserved: tuple[str, ...] = Field(max_length=_MOST)


def judged(text: str, unread: Unread, read: Plan, catalogue: Catalogue, model: str) -> Plan:
    """The plan that an answer holds, or one of refusals where it says that something can't be done. `read`: the reader's own.

    Raises Unusable, also for a refusal of what the reader found ambiguous: the reader's names the readings.
    """
    answer = _answer(text)
    _check_words(answer, unread.prompt)
    left_out = _refused(answer, unread.prompt, read.language, model)
    if left_out and not (unread.partial and answer.steps and not answer.unserved):  # no clause is done by half
        if any(row.code == "ambiguous_request" for row in read.refusals):
            raise Unusable("it refuses what has two readings")
        return Plan(prompt=unread.prompt, language=read.language, families=read.families, refusals=left_out)
    _check_clauses(answer)
    notes = [Note("read_by", {"model": model})]
    notes += [Note("only_told", {"clause": clause.words}) for clause in answer.clauses if clause.verdict == "told"]
    notes += [Note("skipped", {"clause": row.clause}) for row in left_out]
    steps = tuple(_step(step, catalogue, unread.prompt) for step in answer.steps)
    keep = tuple(clause.where for clause in answer.clauses if clause.verdict == "kept" and clause.where is not None)
    for where in keep:
        _check_quotes(where, unread.prompt)
    plan = Plan(
        prompt=unread.prompt,
        language=read.language,
        families=tuple(dict.fromkeys(step.family for step in steps)),
        steps=steps,
        keep=keep,
        notes=tuple(notes),
        skipped=left_out,
    )
    try:
        check_plan(plan, catalogue, images=unread.images, has_mask=unread.has_mask)
    except (InvalidRequest, Refusal):  # its words may be the model's
        raise Unusable("its plan can't run here") from None
    return plan


def _answer(text: str) -> _Answer:
    """The object in a text: alone, in a code fence, or after thoughts."""
    for start in _starts(_THOUGHTS.sub("", text)):
        try:
            found, _ = json.JSONDecoder().raw_decode(start)
            return _Answer.model_validate_json(json.dumps(found))
        except ValidationError:
            raise Unusable("it is not of the form that was asked for") from None
        except (ValueError, RecursionError):
            continue
    raise Unusable("there is no JSON object in it")


def _starts(text: str) -> Iterator[str]:
    """Where an object may begin: at its fence, else at the first brace."""
    fence = re.search(r"```(?:json)?\s*(\{.*)", text, re.DOTALL)
    if fence:
        yield fence[1]
    if "{" in text:
        yield text[text.index("{") :]


def _check_words(answer: _Answer, prompt: str) -> None:
    """Every word of the prompt belongs to a clause, and every clause to the prompt."""
    rest = _even(prompt)
    for clause in sorted(answer.clauses, key=lambda one: len(one.words), reverse=True):
        if _bare(clause.words) not in rest:
            raise Unusable("it answers for words that the prompt does not have")
        rest = rest.replace(_bare(clause.words), " \0 ", 1)
    if re.search(r"\w", _BETWEEN.sub(" ", rest)):
        raise Unusable("it leaves out a part of the prompt")


def _check_clauses(answer: _Answer) -> None:
    """Each clause is what its verdict says."""
    done = {_bare(clause.words) for clause in answer.clauses if clause.verdict == "done"}
    if not done or done != {_bare(step.clause) for step in answer.steps}:
        raise Unusable("its steps are not those of its clauses")
    for clause in answer.clauses:
        if (clause.verdict == "kept") != (clause.where is not None):
            raise Unusable("it does not say what is kept")


def _refused(answer: _Answer, prompt: str, language: str, model: str) -> tuple[ClauseRefusal, ...]:
    """What the answer says it does not do, once each; words that lie in others that are refused go with them."""
    words = [clause.words for clause in answer.clauses if clause.verdict == "refused"]
    for unserved in answer.unserved:
        if _bare(unserved) not in _even(prompt) or not _bare(unserved):
            raise Unusable("it refuses words that the prompt does not have")
        if not any(_bare(unserved) in _bare(one) for one in words):
            words.append(unserved)
    reason = say(language, "refusal", "planner_cannot", model=model)
    return tuple(ClauseRefusal(code="unsupported_edit", clause=one, reason=reason) for one in dict.fromkeys(words))


def _step(step: _Step, catalogue: Catalogue, prompt: str) -> Step:
    declared = catalogue.operations.get(step.operation)
    if declared is None:
        raise Unusable("it names an operation that is not here")
    shown = _free_texts(declared.params) & step.params.keys()
    lines = [line for name in shown for line in str(step.params[name]).split("\n") if not _COLOUR.fullmatch(line)]
    if any(_bare(line) not in _even(prompt) for line in lines):
        raise Unusable("it shows words that the prompt does not have")
    _check_quotes(step.where, prompt)
    return Step(
        operation=step.operation,
        version=declared.version,
        params=step.params,
        where=step.where,
        pictures=step.pictures,
        clause=step.clause,
        family=declared.family,
    )


@cache
def _free_texts(params: type[BaseModel]) -> frozenset[str]:
    """Names of parameters that may hold any words, to be shown in the picture or looked for in it; colours among them."""
    rows = params.model_json_schema().get("properties", {})
    return frozenset(name for name, row in rows.items() if row.get("type") == "string" and "enum" not in row and name != "scene")


def _check_quotes(where: Where, prompt: str) -> None:
    quotes = [
        place.content if isinstance(place, Text) else place.words for place in places_in(where) if isinstance(place, Text | Named)
    ]
    if any(_bare(quote) not in _even(prompt) for quote in quotes):
        raise Unusable("it looks for words that the prompt does not have")


def _even(text: str) -> str:
    """Of one case, with single spaces."""
    return " ".join(text.casefold().split())


def _bare(text: str) -> str:
    return _even(text).strip(" .,;:!?…，。；：、！？")
