"""Log lines for people (text) or machines (json). No line holds a key, a prompt or a byte of a picture: none is given to it.

A line's own fields come as `extra={"fields": {...}}`.
"""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from typing import Any

import orjson

from overpaint.settings import Settings
from overpaint.web.request_id import current_request_id

# Clients choose paths and names: a line break among them must not start a log line of its own.
_CONTROL = {code: f"\\x{code:02x}" for code in (*range(32), 127)}

# Below a warning these tell of selectors, of every SQL statement with its values, and of migrations at every start.
TALKATIVE = ("asyncio", "sqlalchemy", "alembic")


def configure(settings: Settings) -> None:
    """Send every logger's lines to stderr in the format of the settings. The server calls it once, at its start."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if settings.log_format == "json" else TextLines())
    logging.basicConfig(handlers=[handler], level=settings.log_level.upper(), force=True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


class TextLines(logging.Formatter):
    """`2026-11-22T16:58:01.123Z info  req_… POST /v1/images/edits status=200 ms=812`; a traceback follows on its own lines."""

    def format(self, record: logging.LogRecord) -> str:
        pairs = "".join(f" {name}={value}" for name, value in _fields(record).items())
        line = f"{_time(record)} {record.levelname.lower():<7} {current_request_id()} {record.getMessage()}{pairs}"
        line = line.translate(_CONTROL)
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class JsonLines(logging.Formatter):
    """One object a line: `time`, `level`, `logger`, `request_id`, `message`, the line's own fields, `exception`."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request_id": current_request_id(),
            "message": record.getMessage(),
            **_fields(record),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    fields: dict[str, Any] = getattr(record, "fields", {})
    return {name: value for name, value in fields.items() if value is not None}


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
