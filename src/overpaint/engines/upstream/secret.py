"""A key that is never held longer than a call: what is kept, shown and pickled is where it stands."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Secret:
    """`source`: `env:NAME` or `file:/path`. A file is read again for each call, so that a new key needs no restart."""

    source: str

    @classmethod
    def parse(cls, source: object) -> Secret:
        """Raises ValueError; its message repeats nothing of what was given, which may be the key itself."""
        if isinstance(source, Secret):
            return source
        if not isinstance(source, str) or not re.fullmatch(r"env:[A-Za-z_]\w*|file:.+", source):
            raise ValueError("write env:NAME or file:/path, never the key itself")
        return cls(source)

    def read(self) -> str | None:
        """The key; None where there is none that could stand in a header."""
        kind, _, place = self.source.partition(":")
        try:
            found = os.environ.get(place, "") if kind == "env" else Path(place).expanduser().read_text("utf-8")
        except (OSError, UnicodeDecodeError, RuntimeError):
            return None
        key = found.strip()
        return key if re.fullmatch(r"[!-~]+", key) else None


def redacted(text: str, key: str | None) -> str:
    """A text from outside as a message may show it: one line, not long, without the key or anything that looks like one."""
    if key:
        text = text.replace(key, "…")
    text = re.sub(r"\b(sk|key|api)[-_][\w*.-]{6,}|AIza[\w-]{10,}|(?i:bearer)\s+\S+", "…", text)
    text = re.sub(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+", " ", text).strip()
    return text if len(text) <= 300 else text[:300] + "…"
