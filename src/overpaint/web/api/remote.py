"""Pictures by URL, where the operator allows it: https, public addresses, bounded in size and time.

Whoever sends a URL makes this server speak to a place of their choosing. So a name is resolved once and the connection made to
the address that was looked at, every redirect is a new URL with the same rules, and no proxy, cookie or key of ours is involved.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Timer
from urllib.parse import SplitResult, urljoin, urlsplit

from overpaint import __version__
from overpaint.errors import InvalidImage, TooLarge

# Of the whole fetch, redirects too. Seconds.
SECONDS = 15.0
MOST_REDIRECTS = 3
LONGEST_URL = 2048
PIECE = 65_536
_PORT = 443
_REDIRECTS = (301, 302, 303, 307, 308)
_HEADERS = {
    "Accept": "image/png, image/jpeg, image/webp",
    "Accept-Encoding": "identity",
    "User-Agent": f"overpaint/{__version__}",
}
# Public by Python's tables, and yet a house's own: Azure's host, and a translator's; IPv4 inside IPv6 by others and tunnels.
_NOT_PUBLIC = (ipaddress.ip_network("168.63.129.16/32"), ipaddress.ip_network("64:ff9b:1::/48"))
_WITH_IPV4 = {ipaddress.ip_network("64:ff9b::/96"): 0, ipaddress.ip_network("2002::/16"): 80}

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def resolve(host: str) -> list[str]:
    """Every address of a host. Raises OSError."""
    return list(dict.fromkeys(str(row[4][0]) for row in socket.getaddrinfo(host, _PORT, type=socket.SOCK_STREAM)))


def connect(address: str, seconds: float) -> socket.socket:
    """To port 443 of an address. Raises OSError."""
    return socket.create_connection((address, _PORT), seconds)


def is_public(address: str) -> bool:
    """Whether an address is one of the internet's, reached from anywhere alike."""
    try:
        found: Address = ipaddress.ip_address(address)
    except ValueError:  # a zone: link-local
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inside = found.ipv4_mapped
        for network, shift in _WITH_IPV4.items():
            if found in network:
                inside = ipaddress.IPv4Address((int(found) >> shift) & 0xFFFFFFFF)
        if inside is not None:
            return is_public(str(inside))
    return found.is_global and not found.is_multicast and not any(found in network for network in _NOT_PUBLIC)


@dataclass(frozen=True)
class Remote:
    """Fetches one picture after another; blocks, for threads. `limit`: a picture must have fewer bytes. `trust`: whose
    certificates are good; the system's where none is given.
    """

    limit: int
    seconds: float = SECONDS
    resolve: Callable[[str], Sequence[str]] = resolve
    connect: Callable[[str, float], socket.socket] = connect
    trust: ssl.SSLContext | None = None

    def pieces(self, url: str, param: str) -> Generator[bytes, None, None]:
        """The picture's bytes. Raises InvalidImage (`invalid_image_url`), TooLarge; `param` names the URL in both."""
        told = _Telling(param)
        with _Deadline(self.seconds) as deadline, told.faults(deadline), self._answer(url, told, deadline) as answer:
            length = answer.getheader("content-length", "")
            if length.isdecimal() and int(length) >= self.limit:
                raise told.too_large(self.limit)
            received = 0
            while piece := answer.read1(PIECE):
                deadline.check()
                received += len(piece)
                if received >= self.limit:
                    raise told.too_large(self.limit)
                yield piece
            deadline.check()
            if answer.length:
                raise told.wrong("its server broke off")

    @contextmanager
    def _answer(self, url: str, told: _Telling, deadline: _Deadline) -> Iterator[http.client.HTTPResponse]:
        for _ in range(MOST_REDIRECTS + 1):
            place = _place(url, told)
            connection = _Pinned(place.hostname or "", self._connected(place.hostname or "", told, deadline))
            try:
                path = place.path or "/"
                connection.request("GET", f"{path}?{place.query}" if place.query else path, headers=_HEADERS)
                answer = connection.getresponse()
                if answer.status not in _REDIRECTS:
                    _check(answer, told)
                    yield answer
                    return
                url = urljoin(url, answer.getheader("location", ""))
            finally:
                connection.close()
        raise told.wrong(f"it was redirected more than {MOST_REDIRECTS} times")

    def _connected(self, host: str, told: _Telling, deadline: _Deadline) -> ssl.SSLSocket:
        addresses = self.resolve(host)
        if not addresses or not all(map(is_public, addresses)):
            raise told.wrong("it leads to an address that is not public")
        raw = self.connect(addresses[0], deadline.left)
        try:
            trust = self.trust or ssl.create_default_context()  # made when needed: most servers fetch nothing
            secure = trust.wrap_socket(raw, server_hostname=host, do_handshake_on_connect=False)
        except BaseException:
            raw.close()
            raise
        try:
            deadline.watch(secure)
            secure.do_handshake()
        except BaseException:
            secure.close()
            raise
        return secure


class _Pinned(http.client.HTTPSConnection):
    """A connection that is there already; it makes no other."""

    def __init__(self, host: str, connected: ssl.SSLSocket) -> None:
        super().__init__(host, _PORT)
        self.sock = connected
        self.auto_open = 0


class _Deadline:
    """Ends whatever waits on a socket when the time is over: a server that sends byte after byte keeps every timeout from it."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds
        self._timer = Timer(seconds, self._end)
        self._timer.daemon = True
        self._socket: socket.socket | None = None

    def __enter__(self) -> _Deadline:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    @property
    def left(self) -> float:
        return max(0.01, self._ends - time.monotonic())

    def watch(self, connected: socket.socket) -> None:
        self._socket = connected
        self.check()

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._ends

    def check(self) -> None:
        """Raises TimeoutError."""
        if self.is_over:
            raise TimeoutError

    def _end(self) -> None:
        if self._socket is not None:
            with suppress(OSError):
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


@dataclass(frozen=True)
class _Telling:
    """What is wrong with one URL, in words that say nothing of what lies behind it."""

    param: str

    def wrong(self, reason: str) -> InvalidImage:
        message = f"The picture of '{self.param}' can't be fetched: {reason}. Send data:image/png;base64,… instead."
        return InvalidImage(message, code="invalid_image_url", param=self.param)

    def too_large(self, limit: int) -> TooLarge:
        return TooLarge(f"The picture of '{self.param}' is too large: it must be smaller than {limit:,} bytes.", param=self.param)

    @contextmanager
    def faults(self, deadline: _Deadline) -> Iterator[None]:
        try:
            yield
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise self._fault(TimeoutError() if deadline.is_over else error) from None

    def _fault(self, error: Exception) -> InvalidImage:
        if isinstance(error, ssl.SSLCertVerificationError):
            return self.wrong("its server's certificate is not good")
        if isinstance(error, TimeoutError):
            return self.wrong("it took too long")
        if isinstance(error, socket.gaierror):
            return self.wrong("there is no such host")
        return self.wrong("its server can't be reached, or answers no HTTP")


def _place(url: str, told: _Telling) -> SplitResult:
    """The parts of a URL that may be fetched."""
    if len(url) > LONGEST_URL:
        raise told.wrong(f"it has more than {LONGEST_URL:,} characters")
    if not url.isascii() or any(sign <= " " or sign == "\x7f" for sign in url):
        raise told.wrong("it holds characters that no URL has as they are")
    try:
        place = urlsplit(url)
        port = place.port
    except ValueError:
        raise told.wrong("it can't be read as a URL") from None
    if place.scheme != "https" or not place.hostname:
        raise told.wrong("only https is fetched")
    if place.username is not None or place.password is not None:
        raise told.wrong("it holds a name or a password")
    if port not in (None, _PORT):
        raise told.wrong(f"only port {_PORT} is asked")
    return place


def _check(answer: http.client.HTTPResponse, told: _Telling) -> None:
    if answer.status != http.client.OK:
        raise told.wrong(f"its server answers {answer.status}")
    if answer.getheader("content-encoding", "identity").lower() not in ("", "identity"):
        raise told.wrong("its server sends it compressed")
