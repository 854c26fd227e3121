"""Log lines for people (text) or machines (json). No line holds a key, a prompt or a byte of a picture: none is given to it.

A line's own fields come as `extra={"fields": {...}}`. Whatever a client chose, a line stays one line of bounded length in UTF-8.
"""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from typing import Any

import orjson

from overpaint.settings import Settings
from overpaint.web.request_id import current_request_id

# Clients choose paths and names: what is among them must not start a line of its own, drive a terminal or turn its text around.
_SEPARATORS = (0x2028, 0x2029)
_DIRECTIONS = (0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_CONTROL = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))}
_CONTROL |= {code: f"\\u{code:04x}" for code in (*_SEPARATORS, *_DIRECTIONS)}
_TRACEBACK_CONTROL = {code: shown for code, shown in _CONTROL.items() if code != ord("\n")}
# What JSON itself lets stand that some readers take for the end of a line.
_JSON_CONTROL = {code: f"\\u{code:04x}" for code in (*range(127, 160), *_SEPARATORS)}
# Characters of one text in a line, and of a traceback, of which the end tells most.
LONGEST_TEXT = 2_000
LONGEST_TRACEBACK = 20_000

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
        pairs = "".join(f" {name}={_bounded(str(value))}" for name, value in _fields(record).items())
        line = f"{_time(record)} {record.levelname.lower():<7} {current_request_id()} {_bounded(record.getMessage())}{pairs}"
        line = line.translate(_CONTROL)
        return f"{line}\n{_traceback(self, record).translate(_TRACEBACK_CONTROL)}" if record.exc_info else line


class JsonLines(logging.Formatter):
    """One object a line: `time`, `level`, `logger`, `request_id`, `message`, the line's own fields, `exception`."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request_id": current_request_id(),
            "message": _bounded(record.getMessage()),
            **{name: _json_value(value) for name, value in _fields(record).items()},
        }
        if record.exc_info:
            line["exception"] = _traceback(self, record)
        return orjson.dumps(line).decode().translate(_JSON_CONTROL)


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    fields: dict[str, Any] = getattr(record, "fields", {})
    return {name: value for name, value in fields.items() if value is not None}


def _json_value(value: Any) -> Any:
    """A number that every reader of JSON holds, or a text."""
    return value if isinstance(value, bool | float) or (isinstance(value, int) and abs(value) < 2**53) else _bounded(str(value))


def _bounded(text: str) -> str:
    """Not too long, and without the halves of characters (surrogates) that UTF-8 has no bytes for."""
    if len(text) > LONGEST_TEXT:
        text = f"{text[:LONGEST_TEXT]}… ({len(text):,} characters)"
    return _encodable(text)


def _traceback(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    text = formatter.formatException(record.exc_info) if record.exc_info else ""
    if len(text) > LONGEST_TRACEBACK:
        text = f"{text[: LONGEST_TRACEBACK // 4]}\n…\n{text[-3 * LONGEST_TRACEBACK // 4 :]}"
    return _encodable(text)


def _encodable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
