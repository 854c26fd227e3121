"""What an upstream's refusal means: for the caller an error of ours, for the upstream's line a pause. One table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal

import orjson

from overpaint.engines.upstream.secret import redacted
from overpaint.errors import EngineTimeout, OverpaintError, Refusal, TryLater, UpstreamError

Kind = Literal["blocked", "refusal", "auth", "quota", "busy", "refused", "slow", "failed"]

# Seconds that a key rests where the upstream does not say for how long, and the most that it can make it rest.
COOL_SECONDS, MOST_COOL_SECONDS = 20.0, 3600.0
# Bytes of an error that are read.
MOST_ERROR = 1 << 16

_BLOCKED = ("moderation_blocked", "content_policy_violation", "content_filter", "contentfilter", "datainspectionfailed", "safety")
_QUOTA = ("insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "arrearage", "insufficient_credits")
# Refusals that another Overpaint makes: they are its answer, and ours.
_OURS = ("unsupported_edit", "target_not_found", "ambiguous_target", "unclear_subject", "ambiguous_request", "not_understood")


@dataclass(frozen=True)
class Fault:
    """`error`: for the caller. `again`: nothing was billed, so that another key or upstream may be asked. `rest`: seconds that
    the key is left alone; `parked`: until it is another key. `broken`: the upstream itself is ill.
    """

    kind: Kind
    error: OverpaintError
    again: bool = False
    rest: float = 0.0
    parked: bool = False
    broken: bool = False


def fault_of(name: str, status: int, headers: Mapping[str, str], body: bytes, key: str | None) -> Fault:
    """Read an answer that is no success. `name`: the upstream's, as the operator calls it."""
    code, message = _said(body)
    kind = _kind(status, code, message, headers)
    said = redacted(message, key)
    words = f" It says: {said}" if said else ""
    asked = _pause(headers)
    rest = COOL_SECONDS if asked is None else asked
    match kind:
        case "blocked":
            return Fault(kind, Refusal(f"The upstream {name} does not make this edit.{words}", code="moderation_blocked"))
        case "refusal":
            return Fault(kind, Refusal(said or "The upstream refused the edit.", code=code))
        case "auth":
            text = f"The upstream {name} does not take the key that is set for it. Give it another one.{words}"
            return Fault(kind, UpstreamError(text, code="upstream_auth"), again=True, parked=True)
        case "quota":
            text = f"The account at the upstream {name} has no credit left.{words}"
            return Fault(kind, UpstreamError(text, code="upstream_quota"), again=True, parked=True)
        case "busy":
            text = f"The upstream {name} takes no more requests just now. Try again later."
            busy = TryLater(text, code="rate_limit_exceeded", retry_after=max(1, round(rest)))
            return Fault(kind, busy, again=True, rest=rest)
        case "refused":
            text = f"The upstream {name} takes no such request (status {status}).{words}"
            return Fault(kind, UpstreamError(text, code="upstream_refused"))
        case "slow":
            return Fault(kind, EngineTimeout(f"The upstream {name} gave up on the edit (status {status})."), broken=True)
        case "failed":
            text = f"The upstream {name} failed (status {status}). It may have billed the edit.{words}"
            return Fault(kind, UpstreamError(text), broken=True)


def _kind(status: int, code: str, message: str, headers: Mapping[str, str]) -> Kind:
    lowered = code.lower()
    if status < 500 and any(word in lowered for word in _BLOCKED):
        return "blocked"
    if status == 402 or lowered in _QUOTA:
        return "quota"
    if status == 400 and code in _OURS:
        return "refusal"
    if status in (401, 403) or (status == 400 and "api key" in message.lower()):  # Gemini's word for a wrong key is 400
        return "auth"
    if status == 429 or (status == 503 and "retry-after" in headers):
        return "busy"
    if status in (408, 504, 524):
        return "slow"
    return "refused" if status < 500 else "failed"


def _said(body: bytes) -> tuple[str, str]:
    """Code and message of an error in the shapes that vendors use: `{"error": {…}}`, `{"code", "message"}`, `{"detail"}`."""
    try:
        told: Any = orjson.loads(body)
    except ValueError:
        return "", ""
    if isinstance(told, list) and told:
        told = told[0]
    inner = told.get("error", told) if isinstance(told, dict) else told
    if isinstance(inner, str):
        return "", inner
    if not isinstance(inner, dict):
        return "", ""
    code = next((inner[name] for name in ("code", "status", "type") if isinstance(inner.get(name), str)), "")
    if isinstance(detail := inner.get("detail"), list) and detail and isinstance(detail[0], dict):  # FastAPI's own errors
        inner = {"message": detail[0].get("msg")}
    message = next((inner[name] for name in ("message", "detail", "title") if isinstance(inner.get(name), str)), "")
    return code[:64], message


def _pause(headers: Mapping[str, str]) -> float | None:
    """Seconds to stay away: `Retry-After` as a number or a date, or when OpenAI says that its limit is reset (`1m30s`)."""
    seconds = _seconds(headers.get("retry-after", ""))
    if seconds is None:
        resets = [_span(headers.get(f"x-ratelimit-reset-{what}", "")) for what in ("requests", "images", "tokens")]
        seconds = max((one for one in resets if one is not None), default=None)
    return None if seconds is None else min(max(seconds, 1.0), MOST_COOL_SECONDS)


def _seconds(text: str) -> float | None:
    if re.fullmatch(r"\d{1,9}(\.\d+)?", text):
        return float(text)
    try:
        return (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError):
        return None


def _span(text: str) -> float | None:
    if not re.fullmatch(r"(\d+(\.\d+)?(ms|h|m|s))+", text):
        return _seconds(text) if text.isdigit() else None
    units = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
    return sum(float(number) * units[unit] for number, _, unit in re.findall(r"(\d+(\.\d+)?)(ms|h|m|s)", text))
