"""The contract of a vendor's adapter: what is asked → one HTTP call → pictures. Pure: no socket, no clock, no pixels."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from overpaint.engines.upstream.declared import Upstream
from overpaint.imaging.codec import Format
from overpaint.imaging.values import Quality, Size


@dataclass(frozen=True)
class Ask:
    """`pictures`: files without metadata, PNG or what the vendor `takes`; the first is of `size` and the one to edit.

    `mask`: PNG of that size, in the upstream's own polarity; None without one, or where it takes none. `seed`: None where it
    takes none. `partials`: how many intermediate pictures are wanted.
    """

    prompt: str
    pictures: tuple[bytes, ...]
    mask: bytes | None
    size: Size
    n: int
    quality: Quality
    seed: int | None
    transparent: bool = False
    partials: int = 0


@dataclass(frozen=True)
class Call:
    """One call: a form of `fields` and `files` (name, file name, bytes), a `body` of JSON, or nothing but its headers."""

    url: str
    headers: Mapping[str, str] = field(repr=False)
    fields: Mapping[str, str] = field(default_factory=dict)
    files: tuple[tuple[str, str, bytes], ...] = ()
    body: bytes | None = None
    method: Literal["POST", "GET"] = "POST"

    @property
    def is_form(self) -> bool:
        return bool(self.fields or self.files)


@dataclass(frozen=True)
class Made:
    """One picture of an answer: its file, or a link to it. `told`: what the upstream says that it did."""

    data: bytes = b""
    link: str = ""
    told: str = ""


@dataclass(frozen=True)
class Later:
    """Not made yet: look at `url` in `seconds`; empty: where it was looked at before."""

    url: str
    seconds: float


@dataclass(frozen=True)
class Heard:
    """A picture out of a stream: an intermediate one, or the last."""

    made: Made
    last: bool


class BadAnswer(Exception):
    """An answer that holds no picture. The message names the fault and repeats nothing of the answer."""


class Blocked(Exception):
    """An answer that says that the vendor's rules forbid the edit."""


class Vendor(ABC):
    """One way of speaking. `most`: pictures one call may ask for; `pictures`: that it may be given. `masks`: the polarities it
    takes one in. `seeds`: takes a seed. `streams`: sends intermediate pictures. `alpha`: makes transparent pictures when asked.
    `takes`: formats that a picture may be sent in as it came; one that is made here is PNG.

    `hosts`: where, besides the upstream's own host, its results are fetched from, without the key; `looks`: where its jobs are
    looked at, with the key. One that begins with a dot stands for all below it.
    """

    most: ClassVar[int] = 1
    pictures: ClassVar[int] = 16
    masks: ClassVar[tuple[str, ...]] = ()
    seeds: ClassVar[bool] = False
    streams: ClassVar[bool] = False
    alpha: ClassVar[bool] = False
    takes: ClassVar[tuple[Format, ...]] = ("png",)
    hosts: ClassVar[tuple[str, ...]] = ()
    looks: ClassVar[tuple[str, ...]] = ()

    def most_of(self, upstream: Upstream) -> int:  # noqa: ARG002 - for those whose models differ
        """`most`, of an upstream's model."""
        return self.most

    def pictures_of(self, upstream: Upstream) -> int:  # noqa: ARG002 - for those whose models differ
        """`pictures`, of an upstream's model."""
        return self.pictures

    @abstractmethod
    def frame(self, size: Size, upstream: Upstream) -> Size:
        """The size to ask for, so that a picture of `size` (width, height) finds room in it."""

    @abstractmethod
    def call(self, ask: Ask, upstream: Upstream, key: str | None) -> Call:
        """The call that asks for it."""

    @abstractmethod
    def headers(self, key: str | None) -> dict[str, str]:
        """What says who asks: for the call, and for looking at `Later`."""

    @abstractmethod
    def read(self, body: bytes) -> tuple[Made, ...] | Later:
        """The pictures of a body with a status of success, at least one. Raises BadAnswer, Blocked."""

    def heard(self, data: bytes) -> Heard | None:  # noqa: ARG002 - for those that stream
        """What one event of a stream says; None for what is of no interest. Raises BadAnswer, Blocked."""
        raise BadAnswer("it is a stream, which was not asked for")
