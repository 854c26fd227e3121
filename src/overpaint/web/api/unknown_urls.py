"""What to say of a URL that is not here: OpenAI's own routes and near misses are sent the right way."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

# How much of a path a message repeats, and is compared. Characters.
SHOWN = 200
EDITS = "/v1/images/edits"
# OpenAI's other routes for pictures, which the same clients offer beside edits.
NOT_MADE_HERE = {
    "/v1/images/generations": f"Pictures are not made from a prompt alone here: send one to edit to POST {EDITS}.",
    "/v1/images/variations": f"Variations are not made here: say what shall change, to POST {EDITS} with n over 1.",
}
# The least likeness of a path that is taken for a slip of another; /images/edits without /v1 has 0.9.
ALIKE = 0.8


def way_from(path: str, known: Collection[str]) -> str:
    """A sentence that leads from an unknown path to one of the `known`."""
    path = path[:SHOWN]
    if path in NOT_MADE_HERE:
        return NOT_MADE_HERE[path]
    if near := get_close_matches(path, known, 1, ALIKE):
        return f"Did you mean {near[0]}?"
    return f"This server edits pictures: POST {EDITS}. GET /docs and GET /openapi.json list every route."
