"""Browser pages of other origins, where the operator names them: every answer to them, errors too, says that they may read it."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

from overpaint.web.api.errors import error_response

# Answers' headers beyond those that a browser shows of itself.
EXPOSED = (
    "allow",
    "openai-processing-ms",
    "retry-after",
    "www-authenticate",
    "x-overpaint-queue-length",
    "x-overpaint-queue-position",
    *(f"x-ratelimit-{which}-{what}" for what in ("images", "requests") for which in ("limit", "remaining", "reset")),
    "x-overpaint-seed",
    "x-request-id",
    "x-should-retry",
)


class NamedOrigins(CORSMiddleware):
    """ASGI middleware. Keys travel in headers and never in cookies, so any header may be sent and no credentials are allowed."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        super().__init__(
            app,
            allow_origins=origins,
            allow_methods=("*",),
            allow_headers=("*",),
            # A page from the internet that asks a server in the house: the operator has named that page.
            allow_private_network=True,
            expose_headers=EXPOSED,
        )

    def preflight_response(self, request_headers: Headers) -> Response:
        """As starlette answers it; a refusal in our shape."""
        response = super().preflight_response(request_headers)
        if response.status_code < 400:
            return response
        reason = bytes(response.body).decode()
        message = f"{reason}. OVERPAINT_CORS_ORIGINS names the origins whose pages may call this server."
        return error_response(400, message, code="invalid_value", headers={"vary": response.headers["vary"]})
