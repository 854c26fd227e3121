"""The error tree. Raised anywhere, translated at two edges only: HTTP (`web/api/errors.py`) and exit codes (`cli/`).

    OverpaintError                 code, param
    ├── InvalidRequest             the request breaks a rule of the contract          (codes: see CODES)
    │   ├── InvalidImage           a file is not a picture we can read, or too big for us
    │   ├── UnsupportedEncoding    a compressed or re-encoded body                    (unsupported_content_encoding)
    │   └── SlowRequest            the client sends too slowly, or nothing            (request_timeout)
    ├── Refusal                    the request is well-formed; the edit can't be done (unsupported_edit, …); may carry `boxes`
    ├── NotAuthenticated           key missing, unknown, expired, revoked             (invalid_api_key)
    ├── NotAllowed                 key good, but not for this engine or from there    (engine_not_allowed, ip_not_allowed)
    ├── NotFound                   model or page unknown                              (model_not_found, not_found)
    │   └── LinkExpired            a link to a picture whose time is over             (link_expired)
    ├── TooLarge                   body or file over its limit                        (request_too_large)
    │   └── HeadersTooLarge        request line and headers over their limit          (headers_too_large)
    ├── TryLater                   full or over a rate; carries `retry_after`         (queue_full, …)
    │   ├── QuotaExceeded          the key's pictures are used up                     (insufficient_quota)
    │   └── TooManyConnections     no room for another connection                     (too_many_connections)
    ├── StorageUnavailable         uploads can't be written to disk                   (storage_unavailable)
    │   └── StorageFull            no room on the disk for uploads                    (storage_full)
    ├── EngineError                the edit failed on our side                        (engine_failed)
    │   ├── EngineUnavailable      something the engine needs is missing              (engine_unavailable)
    │   └── EngineTimeout          the edit took longer than the setting allows       (timeout)
    ├── Cancelled                  the client went away; nobody reads the answer      (cancelled)
    └── ConfigurationError         a setting or command line is wrong                 (configuration)

Every class is picklable: an error raised in a worker process reaches the edge as it was.
"""

from __future__ import annotations

from typing import ClassVar, TypeAlias

Box: TypeAlias = tuple[int, int, int, int]
"""(top, left, bottom, right) in pixels of the answer's size, bottom and right excluded."""


class OverpaintError(Exception):
    """Root of the tree. `message` is for people and names the cure; `code` is stable and for programs."""

    default_code: ClassVar[str] = "engine_failed"

    def __init__(self, message: str, *, code: str | None = None, param: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        self.param = param

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.__dict__.copy())


def _rebuild(cls: type[OverpaintError], state: dict[str, object]) -> OverpaintError:
    error = cls.__new__(cls)
    Exception.__init__(error, state["message"])
    error.__dict__.update(state)
    return error


class InvalidRequest(OverpaintError):
    """A field is missing, unknown, of the wrong type or out of its range."""

    default_code = "invalid_value"


class InvalidImage(InvalidRequest):
    """Bytes that are not a readable picture; `param` names which (`image[1]`, `mask`)."""

    default_code = "invalid_image_file"


class UnsupportedEncoding(InvalidRequest):
    """A body, or a part of one, that is compressed or encoded; it is read as it is only."""

    default_code = "unsupported_content_encoding"


class SlowRequest(InvalidRequest):
    """The client stopped sending its request, or sends too slowly to wait for."""

    default_code = "request_timeout"


class Refusal(OverpaintError):
    """An honest no: `unsupported_edit`, `target_not_found`, `ambiguous_target`, `unclear_subject`, `ambiguous_request`,
    `not_understood` or `moderation_blocked`.

    `boxes`: of `ambiguous_target`, where the things are that fit. It is the prompt that asks for what can't be done, unless
    another `param` is named.
    """

    default_code = "unsupported_edit"

    def __init__(
        self, message: str, *, code: str | None = None, param: str | None = "prompt", boxes: tuple[Box, ...] = ()
    ) -> None:
        super().__init__(message, code=code, param=param)
        self.boxes = boxes


class NotAuthenticated(OverpaintError):
    """No key, or one that is unknown, expired or revoked."""

    default_code = "invalid_api_key"


class NotAllowed(OverpaintError):
    """A good key that may not have this: an engine, or any answer at this address."""

    default_code = "engine_not_allowed"


class NotFound(OverpaintError):
    """No such model, or no such page."""

    default_code = "not_found"


class LinkExpired(NotFound):
    """A link whose picture is kept no longer."""

    default_code = "link_expired"


class TooLarge(OverpaintError):
    """A body or a file over its limit in bytes."""

    default_code = "request_too_large"


class HeadersTooLarge(TooLarge):
    """A request's line and headers over their limit in bytes or in number."""

    default_code = "headers_too_large"


class TryLater(OverpaintError):
    """No room just now. `retry_after`: seconds after which a second try makes sense. `waiting`: edits in a queue that is full."""

    default_code = "queue_full"

    def __init__(
        self,
        message: str,
        *,
        retry_after: int,
        code: str | None = None,
        param: str | None = None,
        waiting: int | None = None,
    ) -> None:
        super().__init__(message, code=code, param=param)
        self.retry_after = retry_after
        self.waiting = waiting


class QuotaExceeded(TryLater):
    """A key's pictures for the day or the month are used up. `retry_after` may be days."""

    default_code = "insufficient_quota"


class TooManyConnections(TryLater):
    """No room for another connection just now."""

    default_code = "too_many_connections"


class StorageUnavailable(OverpaintError):
    """An upload can't be written to the folder for temporary files."""

    default_code = "storage_unavailable"


class StorageFull(StorageUnavailable):
    """No room is left for an upload in the folder for temporary files."""

    default_code = "storage_full"


class EngineError(OverpaintError):
    """The edit failed on our side: a worker died, ran out of memory, or met a defect. `retry`: the same again may well work."""

    default_code = "engine_failed"

    def __init__(self, message: str, *, code: str | None = None, param: str | None = None, retry: bool = False) -> None:
        super().__init__(message, code=code, param=param)
        self.retry = retry


class EngineUnavailable(EngineError):
    """Something the engine needs (a weight file, an upstream) is missing; the message names the cure."""

    default_code = "engine_unavailable"


class EngineTimeout(EngineError):
    """The edit ran longer than the setting allows and was stopped."""

    default_code = "timeout"


class UpstreamError(EngineError):
    """An upstream can't be reached, or did not make the edit. What it said is told without its address or key."""

    default_code = "upstream_failed"


class Cancelled(OverpaintError):
    """The caller went away; work stops at the next step."""

    default_code = "cancelled"


class ConfigurationError(OverpaintError):
    """A setting, file or command line that can't be used as it is."""

    default_code = "configuration"


# Every stable code and when it is sent. docs/errors.md lists the same rows; a test holds that each is raised and no other is.
CODES: dict[str, str] = {
    "missing_required_parameter": "a required field (model, prompt, image) is not there",
    "unknown_parameter": "a field that the contract does not know",
    "invalid_type": "a field that is not of its type (n=two, a text field sent as a file)",
    "invalid_value": "a field out of its range, or a combination that can't be met",
    "invalid_input_fidelity_model": "input_fidelity, which gpt-image-2 does not take",
    "invalid_size": "size breaks one of the five rules; the message names the rule and the nearest allowed size",
    "invalid_plan": "a plan that is not one, or that this version can't replay; the message names the step and the reason",
    "invalid_body": "a body that is not the form or the JSON it says it is",
    "unsupported_content_type": "a body of a type that this version does not take",
    "unsupported_content_encoding": "a body, or a part of one, that is compressed or encoded (gzip, base64): send it as it is",
    "malformed_request": "bytes that are not an HTTP/1.1 request",
    "headers_too_large": "a request line and headers over 32,768 bytes, or more than 100 headers",
    "request_timeout": "the request stopped coming, or came too slowly",
    "invalid_image_file": "an image that is empty, truncated, corrupt, of another format, or over the pixel limit",
    "invalid_image_url": "a picture's URL that is not fetched here, can't be fetched, or leads to no public address",
    "invalid_mask_image_format": "a mask without an alpha channel",
    "mask_size_mismatch": "a mask whose pixel size differs from the first image's",
    "too_many_images": "more than 16 images",
    "group_required": "a mask, n > 1 or a size with a key whose group, or own limit, does not allow it",
    "unsupported_edit": "understood, but no engine here does that edit",
    "target_not_found": "the edit's target is not in the picture",
    "ambiguous_target": "more than one thing in the picture fits the target; `boxes` in the error says where they are",
    "unclear_subject": "the target could not be told from the rest well enough for this edit; the message says what was unclear",
    "ambiguous_request": "the prompt can be read in two ways, or asks for opposite things",
    "not_understood": "no edit could be read from the prompt",
    "moderation_blocked": "an edit that is not made, here or at the upstream, for what the prompt asks or a picture shows",
    "engine_not_allowed": "the edit would go to an engine, or to an upstream, that the key's group does not allow",
    "ip_not_allowed": "the key may not be used from the address that the request comes from",
    "invalid_api_key": "key missing, unknown, expired or revoked",
    "model_not_found": "no such model, or not for this key",
    "not_found": "no such page, or link",
    "link_expired": "a link to a picture that is kept no longer",
    "method_not_allowed": "the page exists, but not for this HTTP method",
    "request_too_large": "a body or file over its limit in bytes",
    "queue_full": "every worker is busy and the queue is full",
    "rate_limit_exceeded": "the key asks too often or has too many edits at work, or the upstream needed takes no more just now",
    "insufficient_quota": "the key's pictures for the day or the month are used up",
    "too_many_connections": "the server is at work on as many connections as it takes",
    "storage_full": "no room is left on the server's disk for uploads",
    "storage_unavailable": "uploads can't be written to the server's disk",
    "engine_failed": "the edit failed on our side",
    "engine_unavailable": "the engine is not ready; the message names what is missing",
    "upstream_unreachable": "no connection to the upstream; nothing was sent",
    "upstream_auth": "the upstream does not take the key that is set for it",
    "upstream_quota": "the account at the upstream has no credit left",
    "upstream_refused": "the upstream takes no such request; the message has its words",
    "upstream_failed": "the upstream failed, broke off or answered something that is no picture of the size asked for",
    "timeout": "the edit took longer than the setting allows",
    "cancelled": "the client went away before its answer; seen in usage records",
    "configuration": "a setting, a file or a command line that can't be used as it is; seen on the command line",
}
