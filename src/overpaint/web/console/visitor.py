"""Who is at the console, and how they like it: read from cookies once a request, handed to the pages."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Literal

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from overpaint.accounts.console import SIGNED_IN_FOR, SignedIn

PATH = "/console"
SIGN_IN_COOKIE = "overpaint_console"
# Before anybody is signed in: what the sign-in form's CSRF token is made from.
VISIT_COOKIE = "overpaint_visit"
LANGUAGE_COOKIE = "overpaint_language"
LOOK_COOKIE = "overpaint_look"

Language = Literal["en", "zh"]
Look = Literal["auto", "light", "dark"]


@dataclass(frozen=True)
class Visitor:
    """`secret`: of the sign-in, or of the visit where `signed_in` is None."""

    secret: str
    signed_in: SignedIn | None
    language: Language
    look: Look

    @property
    def is_admin(self) -> bool:
        return self.signed_in is not None and self.signed_in.is_admin

    @property
    def csrf(self) -> str:
        """The token that every form and call of this visitor must carry. Pages of others can't know it."""
        return csrf_token(self.secret)


def csrf_token(secret: str) -> str:
    return hashlib.sha256(b"csrf\0" + secret.encode("utf-8", "replace")).hexdigest()[:40]


def visitor_of(request: HTTPConnection) -> Visitor:
    """As the gate found them."""
    visitor: Visitor = request.scope["state"]["visitor"]
    return visitor


def language_of(connection: HTTPConnection) -> Language:
    """What was chosen, else what the browser asks for."""
    chosen = connection.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in ("en", "zh"):
        return "zh" if chosen == "zh" else "en"
    first = connection.headers.get("accept-language", "").partition(",")[0]
    return "zh" if first.strip().lower().startswith("zh") else "en"


def look_of(connection: HTTPConnection) -> Look:
    chosen = connection.cookies.get(LOOK_COOKIE, "")
    return "dark" if chosen == "dark" else "light" if chosen == "light" else "auto"


def sign_in(response: Response, request: Request, secret: str) -> Response:
    """Give the browser the sign-in; it can't be read by scripts, nor sent along by pages of others."""
    _set(response, request, SIGN_IN_COOKIE, secret, int(SIGNED_IN_FOR.total_seconds()))
    response.delete_cookie(VISIT_COOKIE, path=PATH)
    return response


def sign_out(response: Response) -> Response:
    response.delete_cookie(SIGN_IN_COOKIE, path=PATH)
    return response


def begin_visit(response: Response, request: Request) -> Response:
    """Where there is no sign-in, the browser keeps the visit's secret, so that its form is known again."""
    visitor = visitor_of(request)
    if visitor.signed_in is None and request.cookies.get(VISIT_COOKIE) != visitor.secret:
        _set(response, request, VISIT_COOKIE, visitor.secret, None)
    return response


def new_secret() -> str:
    return secrets.token_urlsafe(24)


def _set(response: Response, request: Request, name: str, value: str, seconds: int | None) -> None:
    # A proxy that speaks TLS for us says so; a lie only makes a browser keep the cookie to itself.
    secure = request.url.scheme == "https" or request.headers.get("x-forwarded-proto") == "https"
    response.set_cookie(name, value, max_age=seconds, path=PATH, secure=secure, httponly=True, samesite="strict")
