"""The limits of a request are declared beside `EditRequest`; what stands elsewhere is the same number."""

from __future__ import annotations

from overpaint.accounts.limits import Limits
from overpaint.canvas import MAX_IMAGES, MAX_N, MAX_PROMPT
from overpaint.web.api.form import EditForm
from overpaint.web.api.plans import PlanRequest


def test_a_group_may_allow_as_many_answers_as_a_request_may_ask_for() -> None:
    """Accounts and engines don't know each other, so this number stands twice."""
    assert Limits.model_json_schema()["properties"]["max_n"]["maximum"] == MAX_N


def test_schemas_and_engines_take_the_same_limits() -> None:
    form, plan = EditForm.model_json_schema()["properties"], PlanRequest.model_json_schema()["properties"]
    assert form["prompt"]["maxLength"] == plan["prompt"]["maxLength"] == MAX_PROMPT
    assert form["n"]["maximum"] == MAX_N
    assert plan["images"]["maximum"] == MAX_IMAGES
