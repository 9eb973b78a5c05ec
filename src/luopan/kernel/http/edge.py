"""The edge itself: who asks, in which language, with what body; how errors and answers leave. Pure ASGI, for speed."""

import re
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

from luopan.kernel.auth.sign_in import Credential
from luopan.kernel.http.browser import added_headers, address_of, cookie_name, is_stranger, kernel, set_cookie
from luopan.kernel.permissions.rights import Rights
from luopan.kernel.records.read import Reading
from luopan.kit import telemetry
from luopan.kit.actor import Actor
from luopan.kit.errors import (
    Forbidden,
    LuopanError,
    Malformed,
    Problem,
    Stale,
    TooLarge,
    TooManyRequests,
    Unauthenticated,
    WrongMediaType,
)
from luopan.kit.i18n import DEFAULT_LOCALE, choose_locale, translate
from luopan.kit.ids import new_id

log = structlog.get_logger()

MAX_BODY = 64 * 1024 * 1024
SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
CLOSED_TO_KEYS = re.compile(r"/api/(auth/|keys|view-as$|users/[^/]+/(sessions|keys|totp|invite|reset-link)(/|$))")
"""Who a user is, and how they prove it, is for people: a key that leaks must not make itself at home."""
OWN_MATTERS = frozenset(("/api/view-as", "/api/auth/logout"))
"""What a session that sees Luopan as somebody else does as itself."""
QUESTIONS = re.compile(r"/api/records/[^/]+/(query|aggregate|funnel)$")
"""What is asked by POST, for the size of the question, and changes nothing."""
FORMS = frozenset(("/api/files", "/api/imports"))
"""Where a body may be a form with a file."""


async def actor_of(request: Request) -> Actor:
    """Who asks, and in which language: the request's where it names one, else the user's own. `Unauthenticated` otherwise."""
    actor = (await credential_of(request)).actor
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


async def credential_of(request: Request) -> Credential:
    """What the request carries: a session or key as bearer token, or the session cookie (then only from our own pages)."""
    header = request.headers.get("authorization", "")
    is_cookie = header[:7].lower() != "bearer "
    token = request.cookies.get(cookie_name(request)) if is_cookie else header[7:].strip()
    if token is None:
        raise Unauthenticated()
    if is_cookie:
        check_own_page(request)
        check_json(request)
    parts = kernel(request)
    try:
        credential = await parts.sign_in.credential_of(token)
    except Unauthenticated:
        parts.limits.stranger(address_of(request))
        raise
    assert credential.actor.id is not None
    parts.limits.user(credential.actor.id)
    if credential.session is None and CLOSED_TO_KEYS.match(request.url.path):
        raise Forbidden("key_not_allowed")
    if is_cookie and parts.sign_in.is_due(credential):
        request.state.rotation = credential, token
    return credential if credential.viewing is None else _seen_as(request, credential, credential.viewing)


def _seen_as(request: Request, credential: Credential, viewed: Actor) -> Credential:
    """The credential of a session that sees Luopan as somebody else: theirs to read, nobody's to write. An administrator who
    is none any more is only themselves."""
    administrators = kernel(request).records.permissions.organisation.administrators()
    path = request.url.path
    if path in OWN_MATTERS or not any(one.id == credential.actor.id for one in administrators):
        return credential
    reads = request.method in SAFE_METHODS and not CLOSED_TO_KEYS.match(path)
    if not reads and not (request.method == "POST" and QUESTIONS.match(path)):
        raise Forbidden("view_as_read_only")
    request.state.viewer = credential.actor
    return replace(credential, actor=viewed)


def check_own_page(request: Request) -> None:
    """`Forbidden` for an unsafe request that a page of another site has made the browser send."""
    if request.method in SAFE_METHODS:
        return
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    is_own = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    if not is_own or site not in (None, "same-origin", "none"):
        raise Forbidden("foreign_origin")


def check_json(request: Request) -> None:
    """`WrongMediaType` for a body that calls itself anything but JSON: a form of another site can't do that. Forms are taken
    where they are meant to be, of browsers that say whose page has sent them."""
    headers = request.headers
    says_whence = "origin" in headers or "sec-fetch-site" in headers
    if request.url.path in FORMS and says_whence:  # and so `check_own_page` has seen that it is ours
        return
    has_body = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
    if has_body and headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise WrongMediaType()


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


def if_match(request: Request) -> int | None:
    """The version that the client has read, bare or quoted."""
    text = request.headers.get("if-match")
    if text is None or text == "*":
        return None
    text = text.removeprefix("W/").strip('"')
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Stale(errors=[Problem("stale", "version")])
    return int(text)


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
    return problem(error.document(locale_of(request)), _retry_after(error))


def problem(document: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    return Response(orjson.dumps(document, default=str), document["status"], headers, "application/problem+json")


def _framework_error(error: HTTPException) -> LuopanError:
    class Framework(LuopanError):
        status = error.status_code

    return Framework(f"http_{error.status_code}")


def _retry_after(error: LuopanError) -> dict[str, str] | None:
    return {"retry-after": str(error.params["seconds"])} if isinstance(error, TooManyRequests) else None


class Edge:
    """Wraps the application: limits, request ids, metrics, headers, fresh cookies, a clean 500 for what nobody expected."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        request, request_id = Request(scope), new_id()
        status = 500
        begun = False

        async def send_on(message: Message) -> None:
            nonlocal status, begun
            if message["type"] == "http.response.start":
                begun, status = True, message["status"]
                added = [*added_headers(request, message["headers"]), *await _fresh_cookie(request)]
                message["headers"] = [*message["headers"], *added, (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            if is_stranger(scope):
                kernel(request).limits.stranger(address_of(request))
            await self._app(scope, receive, send_on)
        except TooManyRequests as error:
            await (await answer_error(request, error))(scope, receive, send_on)
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


async def _fresh_cookie(request: Request) -> list[tuple[bytes, bytes]]:
    """The cookie with a new token, where one is due: made at the moment when it is certain to be sent."""
    due: tuple[Credential, str] | None = getattr(request.state, "rotation", None)
    if due is None:
        return []
    request.state.rotation = None
    try:
        fresh = await kernel(request).sign_in.rotate(*due)
    except LuopanError as error:  # the next request tries again
        log.warning("not_rotated", error=str(error))
        return []
    return [] if fresh is None else [set_cookie(request, fresh, kernel(request).clock())]


async def _answer_defect(scope: Scope, receive: Receive, send: Send, request_id: str) -> None:
    locale = locale_of(Request(scope))
    document = LuopanError().document(locale) | {"detail": translate("internal", locale, {}), "request_id": request_id}
    await problem(document)(scope, receive, send)
