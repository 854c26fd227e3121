"""`background_replace` takes exactly one source: a scene with its parameters, or a picture."""

import pytest
from pydantic import ValidationError

from overpaint.operations.background_replace import Params


@pytest.mark.parametrize(
    "given", [{}, {"scene": "sea"}, {"scene": "sea", "scene_params": {"time": "noon"}}, {"picture": "image 2"}]
)
def test_one_source_is_taken_and_replayable(given):
    params = Params.model_validate(given)
    assert (params.scene is None) != (params.picture is None)
    assert Params.model_validate_json(params.model_dump_json()) == params


@pytest.mark.parametrize(
    "given",
    [
        {"scene": "sea", "picture": "image 2"},
        {"scene": None},
        {"scene": None, "picture": None},
        {"picture": "office.jpg", "scene_params": {"time": "noon"}},
    ],
)
def test_two_sources_or_none_are_refused(given):
    with pytest.raises(ValidationError, match="not both"):
        Params.model_validate(given)
