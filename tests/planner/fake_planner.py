"""A chat endpoint on a real socket, as strict as the protocol: what it is asked must be of its form."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from engines.fake_upstream import Asked, Fake, Said, fake, told

MODEL = "small-model"
KEY = "sk-planner-0123456789"

ZING = "more zing please"
"""Something that our own reader does not understand."""


def clause(words: str, verdict: str = "done", **more: Any) -> dict[str, Any]:
    return {"words": words, "verdict": verdict, **more}


def step(words: str, operation: str = "vibrance", where: dict[str, Any] | None = None, **params: Any) -> dict[str, Any]:
    return {"clause": words, "operation": operation, "params": params, "where": where or {"type": "whole"}}


def plan(*clauses: dict[str, Any], steps: tuple[dict[str, Any], ...] = (), unserved: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"clauses": list(clauses), "steps": list(steps), "unserved": list(unserved)}


GOOD = plan(clause(ZING), steps=(step(ZING, amount=0.4),))


def says(content: Any, finish: str = "stop") -> Said:
    text = content if isinstance(content, str) else json.dumps(content)
    message = {"role": "assistant", "content": text}
    return told({"id": "1", "object": "chat.completion", "choices": [{"index": 0, "message": message, "finish_reason": finish}]})


@contextmanager
def endpoint(answer: Callable[[Asked], Said] | Any) -> Iterator[Fake]:
    """Answers with `answer`, a function, something already `Said`, or what the model says."""

    def strict(asked: Asked) -> Said:
        assert (asked.method, asked.path) == ("POST", "/v1/chat/completions")
        body = asked.json
        assert set(body) <= {"model", "messages", "temperature", "response_format"} and body["model"] == MODEL
        assert [message["role"] for message in body["messages"]] == ["system", "user"]
        if "response_format" in body:
            form = body["response_format"]
            assert form["type"] == "json_schema" and set(form["json_schema"]) == {"name", "schema"}
        if callable(answer):
            return answer(asked)
        return answer if isinstance(answer, Said) else says(answer)

    with fake(strict) as running:
        running.url += "/v1"
        yield running
