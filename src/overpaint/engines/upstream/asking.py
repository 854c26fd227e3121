"""What is asked of one upstream for one edit: as many calls as its kind needs, each answer read, waited for or fetched."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from overpaint.canvas import EditRequest
from overpaint.engines.upstream.calling import Answer, Broken, Unreached, asked
from overpaint.engines.upstream.connections import Connections
from overpaint.engines.upstream.duty import Prepared
from overpaint.engines.upstream.events import data_of
from overpaint.engines.upstream.faults import MOST_ERROR, Fault, fault_of
from overpaint.engines.upstream.lines import Line
from overpaint.engines.upstream.patience import Patience
from overpaint.engines.upstream.vendors import VENDORS
from overpaint.engines.upstream.vendors.base import Ask, BadAnswer, Blocked, Call, Later, Made
from overpaint.errors import Refusal, UpstreamError

# Bytes that an answer may have: of each picture in base64 as many as it could need as PNG, and something around it.
_BYTES_A_PIXEL, _BYTES_AROUND, _MOST_BYTES = 6, 4_000_000, 256_000_000
# Looks at a job that may fail in a row: a look costs nothing and bills nothing.
_LOOKS = 3


class Failed(Exception):
    """A call came to nothing."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.kind)
        self.fault = fault


@dataclass(frozen=True)
class Glimpse:
    """A file of an intermediate picture of answer `index`."""

    file: bytes
    index: int


@dataclass
class Results:
    """`files`: one for each answer, with what is told of it. `calls`: those that went out. `billed`: pictures that they asked for
    and that may be billed.
    """

    files: list[bytes] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    calls: int = 0
    billed: int = 0


@dataclass(frozen=True)
class Asking:
    """One edit at one line. `results` fills up as it goes, also where it fails in the end."""

    line: Line
    connections: Connections
    patience: Patience
    results: Results = field(default_factory=Results)

    def run(self, prepared: Prepared, prompt: str, request: EditRequest) -> Generator[Glimpse, None, Results]:
        """Every answer. Raises Failed, Cancelled, EngineTimeout."""
        vendor, upstream = VENDORS[self.line.upstream.vendor], self.line.upstream
        partials = request.partials if upstream.stream and vendor.streams else 0
        most = 1 if len(prepared.first) > 1 or partials else vendor.most_of(upstream)
        while (index := len(self.results.files)) < request.n:
            count = min(most, request.n - index)
            ask = Ask(
                prompt=prompt,
                pictures=(prepared.first[min(index, len(prepared.first) - 1)], *prepared.others),
                mask=prepared.mask,
                size=prepared.sheet.size,
                n=count,
                quality=request.quality,
                seed=request.seed + index if upstream.seed and vendor.seeds else None,
                transparent=request.background == "transparent",
                partials=partials,
            )
            try:
                yield from self._call(ask, index)
            except Failed as failed:
                if failed.fault.kind != "busy" or not self.results.files or failed.fault.rest >= self.patience.left:
                    raise
                self.patience.wait(failed.fault.rest)  # what is made is paid for: worth waiting for the rest
        return self.results

    def _call(self, ask: Ask, index: int) -> Iterator[Glimpse]:
        upstream, vendor = self.line.upstream, VENDORS[self.line.upstream.vendor]
        most = min(_MOST_BYTES, ask.n * (_BYTES_A_PIXEL * ask.size[0] * ask.size[1] + _BYTES_AROUND) * (1 + ask.partials))
        call = vendor.call(ask, upstream, self.line.key)
        self.results.billed += ask.n
        self.results.calls += 1
        try:
            with asked(call, self.connections, self.patience, most) as answer:
                self._check(answer)
                if answer.headers.get("content-type", "").startswith("text/event-stream"):
                    made = yield from self._heard(answer, index)
                else:
                    made = self._made(vendor.read(answer.body()), most)
            if len(made) < ask.n:
                raise BadAnswer(f"it holds {len(made)} of {ask.n} pictures")
        except Unreached as error:
            self.results.billed -= ask.n
            self.results.calls -= 1
            message = f"The upstream {upstream.name} can't be reached: {error}."
            unreached = UpstreamError(message, code="upstream_unreachable", retry=True)
            raise Failed(Fault("failed", unreached, again=True, broken=True)) from None
        except Failed as failed:
            if not failed.fault.broken:  # it said no
                self.results.billed -= ask.n
            raise
        except Broken as error:
            raise self._failed(f"broke off: {error}. It may have billed the edit") from None
        except BadAnswer as error:
            raise self._failed(f"answered with what can't be used: {error}") from None
        except Blocked:
            message = f"The upstream {upstream.name} does not make this edit."
            raise Failed(Fault("blocked", Refusal(message, code="moderation_blocked"))) from None
        for one in made[: ask.n]:
            self.results.files.append(one.data)
            self.results.told.append(one.told)

    def _heard(self, answer: Answer, index: int) -> Generator[Glimpse, None, tuple[Made, ...]]:
        vendor = VENDORS[self.line.upstream.vendor]
        for data in data_of(answer.chunks):
            if (heard := vendor.heard(data)) is None:
                continue
            if heard.last:
                return (heard.made,)
            yield Glimpse(heard.made.data, index)
        raise BadAnswer("it ended without a picture")

    def _made(self, read: tuple[Made, ...] | Later, most: int) -> tuple[Made, ...]:
        """Pictures with their files: looked for until they are there, fetched where they are links."""
        vendor, place, failures = VENDORS[self.line.upstream.vendor], "", 0
        while isinstance(read, Later):
            place = read.url or place
            self.patience.wait(read.seconds)
            try:
                with self._get(place, vendor.looks, vendor.headers(self.line.key), most) as answer:
                    self._check(answer)
                    read, failures = vendor.read(answer.body()), 0
            except (Unreached, Broken, Failed):
                failures += 1
                if failures == _LOOKS:
                    raise
        return tuple(one if one.data else self._fetched(one, most) for one in read)

    def _fetched(self, made: Made, most: int) -> Made:
        """Without the key: the link may lead to somebody else's store."""
        hosts = (*self.line.upstream.result_hosts, *VENDORS[self.line.upstream.vendor].hosts)
        with self._get(made.link, hosts, {}, most) as answer:
            if answer.status != 200:
                raise BadAnswer("its picture can't be fetched")
            return Made(data=answer.body(), told=made.told)

    def _get(self, url: str, hosts: tuple[str, ...], headers: dict[str, str], most: int) -> AbstractContextManager[Answer]:
        if not self.line.upstream.may_fetch(url, hosts):
            raise BadAnswer("it links to a host that is not named in result_hosts")
        return asked(Call(url, headers, method="GET"), self.connections, self.patience, most)

    def _check(self, answer: Answer) -> None:
        """Raise Failed for a status that is no success."""
        if 200 <= answer.status < 300:
            return
        body = b""
        try:
            for chunk in answer.chunks:
                body += chunk[: MOST_ERROR - len(body)]
                if len(body) == MOST_ERROR:
                    break
        except Broken:  # the status says enough
            body = b""
        raise Failed(fault_of(self.line.upstream.name, answer.status, answer.headers, body, self.line.key))

    def _failed(self, how: str) -> Failed:
        return Failed(Fault("failed", UpstreamError(f"The upstream {self.line.upstream.name} {how}."), broken=True))
