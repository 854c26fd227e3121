"""Small forms that pages post: `application/x-www-form-urlencoded`, read whole."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request

from overpaint.errors import InvalidRequest, TooLarge

MEDIA_TYPE = "application/x-www-form-urlencoded"
MOST_BYTES = 65_536
MOST_FIELDS = 200


def is_form(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == MEDIA_TYPE


async def read_form(request: Request) -> Mapping[str, str]:
    """Name → value, of a name that comes twice the last. Read once, then remembered. Raises TooLarge, InvalidRequest."""
    state = request.scope["state"]
    if "form" not in state:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                raise TooLarge(f"A form of the console has at most {MOST_BYTES:,} bytes.")
        try:
            pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
        except ValueError as error:
            raise InvalidRequest("The form can't be read.", code="invalid_body") from error
        state["form"] = dict(pairs)
    form: Mapping[str, str] = state["form"]
    return form
