"""What an answer says of the upstream that made it."""

from __future__ import annotations

from overpaint.engines.upstream.declared import Upstream
from overpaint.engines.upstream.secret import redacted
from overpaint.engines.upstream.vendors import VENDORS
from overpaint.plans import Note


def seeded(upstream: Upstream) -> bool:
    """Whether the same seed would make the same picture there again."""
    return upstream.seed and VENDORS[upstream.vendor].seeds


def who(upstream: Upstream, words: str, told: str) -> list[Note]:
    """`words`: what it was given, empty for the prompt as it is. `told`: what it says of its answer."""
    named = {"name": upstream.name, "model": upstream.model}
    by = [Note("upstream_part", {"words": words, **named}) if words else Note("upstream", named)]
    return [*by, Note("upstream_told", {"words": redacted(told, None)})] if told else by
