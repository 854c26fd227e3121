"""Records of two keys over three days, as few as show every sum and every filter."""

from __future__ import annotations

from datetime import UTC, datetime

from overpaint.accounts import Accounts, UsageRecord
from overpaint.accounts.values import EditDetails, StepTime

STEPS = (StepTime("", "queue", 3), StepTime("Brightened the picture.", "exposure", 40))


def write_usage(accounts: Accounts) -> tuple[int, int]:
    """The ids of ada's key (group direct) and bob's (group default)."""
    ada, bob = accounts.issue("ada", "direct")[1].id, accounts.issue("bob", "default")[1].id
    rows = [
        # request, key, group, day, hour, engine, n, outcome, prompt
        ("req_a1", ada, "direct", 20, 9, "local", 2, "finished", "make it brighter"),
        ("req_a2", ada, "direct", 20, 23, "local", 1, "unsupported_edit", "add a dragon"),
        ("req_a3", ada, "direct", 21, 0, "local+upstream", 1, "finished", "add 100% of_a dragon"),
        ("req_b1", bob, "default", 21, 8, "local", 1, "finished", "把背景换成海边日落"),
        ("req_b2", bob, "default", 22, 7, "local", 1, "timeout", None),
    ]
    for request_id, key, group, day, hour, engine, n, outcome, prompt in rows:
        message = "" if outcome == "finished" else f"It went wrong: {outcome}."
        details = None if prompt is None else EditDetails(prompt, '{"steps": []}', STEPS, message)
        accounts.record_usage(
            UsageRecord(
                key_id=key,
                request_id=request_id,
                engine=engine,
                prompt_length=len(prompt or ""),
                images_in=1,
                n=n,
                size="1024x1024",
                milliseconds=100,
                outcome=outcome,
                input_tokens=10,
                output_tokens=20 * (outcome == "finished"),
                calls=int("upstream" in engine),
                cost=0.04 * ("upstream" in engine),
                time=datetime(2026, 11, day, hour, tzinfo=UTC),
                group=group,
                details=details,
            )
        )
    return ada, bob
