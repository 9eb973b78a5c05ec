"""The edge itself: who asks, in which language, with what body; how errors and answers leave. Pure ASGI, for speed."""

import time
from dataclasses import replace
from typing import Any, cast
from urllib.parse import urlsplit

import orjson
import structlog
from fastapi import Request, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from luopan.kernel.http.parts import Kernel
from luopan.kernel.permissions.rights import Rights
from luopan.kernel.records.read import Reading
from luopan.kit import telemetry
from luopan.kit.actor import Actor
from luopan.kit.errors import Forbidden, LuopanError, Malformed, Problem, TooLarge, Unauthenticated
from luopan.kit.i18n import DEFAULT_LOCALE, choose_locale, translate
from luopan.kit.ids import new_id

log = structlog.get_logger()

MAX_BODY = 64 * 1024 * 1024
COOKIE = "luopan_session"
SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
SECURITY_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
]


def kernel(request: Request) -> Kernel:
    """The parts of this process."""
    return request.app.state.kernel


async def actor_of(request: Request) -> Actor:
    """Who asks, and in which language: the request's where it names one, else the user's own. `Unauthenticated` otherwise."""
    actor = await _actor_of_token(request)
    request.state.locale = actor.locale
    return replace(actor, locale=locale_of(request)) if "accept-language" in request.headers else actor


async def rights_of(request: Request) -> tuple[Actor, Rights]:
    """Who asks, and what they may do."""
    actor, records = await actor_of(request), kernel(request).records
    return actor, await records.read(actor, _rights)


async def _rights(reading: Reading) -> Rights:
    return reading.rights


async def administrator(request: Request) -> Actor:
    """Who asks, where they are an administrator; `Forbidden` otherwise."""
    actor, rights = await rights_of(request)
    rights.require_administrator()
    return actor


async def _actor_of_token(request: Request) -> Actor:
    """The bearer token's user, or the session cookie's (then only from our own pages)."""
    header = request.headers.get("authorization", "")
    if header[:7].lower() == "bearer ":
        return await kernel(request).sign_in.actor_of(header[7:].strip())
    token = request.cookies.get(COOKIE)
    if token is None:
        raise Unauthenticated()
    if request.method not in SAFE_METHODS and not _from_our_page(request):
        raise Forbidden("foreign_origin")
    return await kernel(request).sign_in.actor_of(token)


def _from_our_page(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


async def json_body(request: Request, most: int = MAX_BODY) -> Any:
    """The body as JSON; `Malformed` where it is none, `TooLarge` beyond `most` bytes."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            raise TooLarge("body_too_large", most=most)
        chunks.append(chunk)
    body = b"".join(chunks)
    if not body:
        return None
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Malformed(
            "not_json", errors=[Problem("not_json", line=error.lineno, params={"reason": error.msg})]
        ) from None


def object_body(json: Any) -> dict[str, Any]:
    """A body that must be a JSON object."""
    if not isinstance(json, dict):
        raise Malformed("body_not_an_object")
    return cast(dict[str, Any], json)


def json_text(text: str | bytes, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """JSON that somebody else has built."""
    return Response(text, status, headers, "application/json")


def json_answer(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A value as JSON."""
    return json_text(orjson.dumps(value, default=str), status, headers)


def locale_of(request: Request) -> str:
    """The language to answer in: what the request asks for, else the user's own."""
    if "accept-language" in request.headers:
        return choose_locale(request.headers["accept-language"])
    return getattr(request.state, "locale", DEFAULT_LOCALE)


async def answer_error(request: Request, error: Exception) -> Response:
    """Every expected error as an RFC 9457 problem document."""
    if isinstance(error, HTTPException):
        error = _framework_error(error)
    elif isinstance(error, ClientDisconnect):
        return Response(status_code=499)
    assert isinstance(error, LuopanError)
    return problem(error.document(locale_of(request)))


def problem(document: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    return Response(orjson.dumps(document, default=str), document["status"], headers, "application/problem+json")


def _framework_error(error: HTTPException) -> LuopanError:
    class Framework(LuopanError):
        status = error.status_code

    return Framework(f"http_{error.status_code}")


class Edge:
    """Wraps the application: request ids, metrics, security headers, and a clean 500 for what nobody expected."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        request_id = new_id()
        status = 500
        begun = False

        async def send_on(message: Message) -> None:
            nonlocal status, begun
            if message["type"] == "http.response.start":
                begun, status = True, message["status"]
                message["headers"] = [*message["headers"], *SECURITY_HEADERS, (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self._app(scope, receive, send_on)
        except Exception as error:
            log.exception("request_failed", request_id=request_id, path=scope["path"], error=str(error))
            if not begun:
                await _answer_defect(scope, receive, send_on, request_id)
        finally:
            route = scope.get("route")
            template: str = getattr(route, "path", "unmatched")
            telemetry.http_request_seconds.labels(scope["method"], template, str(status)).observe(
                time.perf_counter() - started
            )


async def _answer_defect(scope: Scope, receive: Receive, send: Send, request_id: str) -> None:
    locale = locale_of(Request(scope))
    document = LuopanError().document(locale) | {"detail": translate("internal", locale, {}), "request_id": request_id}
    await problem(document)(scope, receive, send)
