"""Whose address is it? The connection's, or behind a proxy that the operator trusts, the one that it says."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.types import Scope

from overpaint.accounts.limit_words import is_among


def client_address(scope: Scope, trusted: Sequence[str]) -> str | None:
    """The nearest address that is not a trusted proxy's own. What a client writes into the header itself stands further away, and
    counts for nothing.
    """
    client = scope.get("client")
    address: str | None = client[0] if client else None
    if not is_among(address, trusted):
        return address
    named = [one.strip() for line in Headers(scope=scope).getlist("x-forwarded-for") for one in line.split(",")]
    for address in reversed([_bare(one) for one in named if one]):
        if not is_among(address, trusted):
            return address
    return _bare(named[0]) if named and named[0] else address


def _bare(text: str) -> str:
    """Without the port and the brackets that some proxies add."""
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text
