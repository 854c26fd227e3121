"""The address under which a client reached this server, for pages and links that it is given."""

from __future__ import annotations

import re

from starlette.requests import Request

# A host that may stand in a page and in a shell's command as it is: a name, or an address, and a port.
_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]+)?|\[[0-9A-Fa-f:.]+\](:[0-9]+)?", re.ASCII)


def address_of(request: Request) -> str:
    """As the client reached us. A proxy that speaks TLS for us says so; whoever lies there is given a link that leads nowhere."""
    scheme = "https" if request.headers.get("x-forwarded-proto") == "https" else request.url.scheme
    host = request.headers.get("host", "")
    return f"{scheme}://{host if _HOST.fullmatch(host) else 'localhost'}"
