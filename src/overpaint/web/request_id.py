"""The id of the request that the running code works for, in every log line and error of that request."""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar

_CURRENT: ContextVar[str] = ContextVar("overpaint_request_id", default="-")
# What a gateway before us may choose: enough for a UUID or a trace id, nothing that could break a log line or a header.
_SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")


def begin_request(offered: str | None) -> str:
    """Take the client's `x-request-id` if it is sane, else make one, and make it the current one."""
    request_id = offered if offered is not None and _SANE.fullmatch(offered) else f"req_{secrets.token_hex(12)}"
    _CURRENT.set(request_id)
    return request_id


def current_request_id() -> str:
    """The id of the request being served in this task or thread; `-` outside of one."""
    return _CURRENT.get()
