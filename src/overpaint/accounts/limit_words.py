"""The lists that limits may hold: names, sizes, addresses; each written in one way only, without repeats."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field

Network: TypeAlias = IPv4Network | IPv6Network

MOST_WORDS = 100
"""Words that one limit may list."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,127}")
_SIZE = re.compile(r"auto|[1-9]\d{1,4}x[1-9]\d{1,4}")


def _names(words: tuple[str, ...]) -> tuple[str, ...]:
    for word in words:
        if not _NAME.fullmatch(word):
            raise ValueError(f"{word[:64]!r} is no name: letters, digits and . _ : / @ + -")
    return tuple(dict.fromkeys(words))


def _sizes(words: tuple[str, ...]) -> tuple[str, ...]:
    for word in words:
        if not _SIZE.fullmatch(word):
            raise ValueError(f"{word[:64]!r} is no size: 1024x1024, or auto")
    return tuple(dict.fromkeys(words))


def _addresses(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(network_of(word)) for word in words))


Names: TypeAlias = Annotated[tuple[str, ...], Field(max_length=MOST_WORDS), AfterValidator(_names)]
SizeNames: TypeAlias = Annotated[tuple[str, ...], Field(max_length=MOST_WORDS), AfterValidator(_sizes)]
Addresses: TypeAlias = Annotated[tuple[str, ...], Field(max_length=MOST_WORDS), AfterValidator(_addresses)]


def network_of(word: str) -> Network:
    """An address or a network, in CIDR notation. Raises ValueError."""
    try:
        return ip_network(word, strict=False)
    except ValueError as error:
        raise ValueError(f"{word[:64]!r} is no IP address and no network such as 10.0.0.0/8") from error


def both_addresses(some: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    """The networks that lie in both."""
    pairs = ((network_of(one), network_of(other)) for one in some for other in others)
    found = (str(max(pair, key=lambda network: network.prefixlen)) for pair in pairs if _overlap(*pair))
    return tuple(dict.fromkeys(found))


def is_among(address: str | None, networks: Sequence[str]) -> bool:
    """Whether an address is in one of the networks. IPv4 in IPv6's clothes counts as IPv4; what is no address is in none."""
    try:
        found = ip_address((address or "").partition("%")[0])
    except ValueError:
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    return any(found in network for network in _parsed(tuple(networks)))


@lru_cache(maxsize=1024)
def _parsed(networks: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(network_of(network) for network in networks)


def _overlap(one: Network, other: Network) -> bool:
    return one.version == other.version and one.overlaps(other)
