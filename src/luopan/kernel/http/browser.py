"""What passes between us and a browser, or a proxy before us: addresses, cookies, headers. Nothing here asks who somebody is."""

from collections.abc import Iterable
from datetime import datetime

from fastapi import Request, Response
from starlette.types import Scope

from luopan.kernel.auth.sessions import Client
from luopan.kernel.auth.sign_in import SignedIn
from luopan.kernel.http.parts import Kernel

COOKIE = "luopan_session"
HTTPS_COOKIE = f"__Host-{COOKIE}"
"""Browsers keep a cookie of this name only from https, for this host alone."""

Header = tuple[bytes, bytes]

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "style-src 'self' 'unsafe-inline'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "object-src 'none'",
    )
)
HEADERS: list[Header] = [
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
]
HTTPS_HEADERS: list[Header] = [(b"strict-transport-security", b"max-age=31536000")]
DATA_HEADERS: list[Header] = [(b"cache-control", b"no-store")]
DATA = ("/api/", "/openapi.json")
"""Where answers depend on who asks."""


def kernel(request: Request) -> Kernel:
    """The parts of this process."""
    return request.app.state.kernel


def is_https(request: Request) -> bool:
    """Whether the browser speaks https, to us or to a proxy that we trust."""
    return request.scope["scheme"] == "https" or _told_by_proxy(request, "x-forwarded-proto").lower() == "https"


def address_of(request: Request) -> str:
    """The client's address: as a trusted proxy has seen it, else the other end of the connection."""
    return _told_by_proxy(request, "x-forwarded-for")[:100] or (request.client.host if request.client else "unknown")


def client_of(request: Request) -> Client:
    """Where a request comes from."""
    return Client(address_of(request), request.headers.get("user-agent"))


def is_stranger(scope: Scope) -> bool:
    """Whether a request carries nothing that would say who asks, or goes where nobody wants to know."""
    if not scope["path"].startswith(DATA):
        return True
    return not any(name in (b"authorization", b"cookie") for name, _ in scope["headers"])


def cookie_name(request: Request) -> str:
    """The name of the session cookie on this connection."""
    return HTTPS_COOKIE if is_https(request) else COOKIE


def set_cookie(request: Request, signed_in: SignedIn, now: datetime) -> Header:
    """The header that gives the browser a session."""
    answer = Response()
    answer.set_cookie(
        cookie_name(request),
        signed_in.token,
        max_age=round((signed_in.expires_at - now).total_seconds()),
        httponly=True,
        samesite="lax",
        secure=is_https(request),
    )
    return b"set-cookie", answer.headers["set-cookie"].encode("latin-1")


def delete_cookie(request: Request, answer: Response) -> None:
    """Takes the session away from the browser."""
    answer.delete_cookie(cookie_name(request), httponly=True, samesite="lax", secure=is_https(request))


def added_headers(request: Request, headers: Iterable[Header]) -> list[Header]:
    """What every answer carries besides its own: data is never kept, and https stays https."""
    added = HEADERS
    if request.scope["path"].startswith(DATA) and not any(name == b"cache-control" for name, _ in headers):
        added = added + DATA_HEADERS
    return added + HTTPS_HEADERS if is_https(request) else added


def _told_by_proxy(request: Request, header: str) -> str:
    """The last value: our own proxy has written it; those before may come from anybody."""
    if not kernel(request).settings.trust_proxy:
        return ""
    return ",".join(request.headers.getlist(header)).rpartition(",")[2].strip()
