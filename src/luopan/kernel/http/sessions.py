"""Signing in and out."""

from fastapi import APIRouter, Request, Response

from luopan.kernel.auth.sign_in import SESSION_LIFE
from luopan.kernel.http.edge import COOKIE, actor_of, json_answer, json_body, kernel, object_body, rights_of
from luopan.kit.errors import Invalid, Problem

router = APIRouter(prefix="/api")

MAX_SIGN_IN_BODY = 16 * 1024


@router.post("/auth/login")
async def sign_in(request: Request) -> Response:
    """Opens a session: a cookie for browsers, the same token for others."""
    body = object_body(await json_body(request, MAX_SIGN_IN_BODY))
    email, password = body.get("email"), body.get("password")
    problems = [
        Problem("required", name)
        for name, value in (("email", email), ("password", password))
        if not isinstance(value, str) or not value or "\x00" in value
    ]
    if problems or not isinstance(email, str) or not isinstance(password, str):
        raise Invalid("invalid_sign_in", errors=problems)
    signed_in = await kernel(request).sign_in.sign_in(email, password)
    answer = json_answer({"token": signed_in.token, "expires_at": signed_in.expires_at.isoformat()})
    answer.set_cookie(
        COOKIE,
        signed_in.token,
        max_age=int(SESSION_LIFE.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return answer


@router.post("/auth/logout")
async def sign_out(request: Request) -> Response:
    """Ends the session of the token or cookie."""
    await actor_of(request)
    header = request.headers.get("authorization", "")
    token = header[7:].strip() if header[:7].lower() == "bearer " else request.cookies.get(COOKIE, "")
    await kernel(request).sign_in.sign_out(token)
    answer = Response(status_code=204)
    answer.delete_cookie(COOKIE)
    return answer


@router.get("/me")
async def who_am_i(request: Request) -> Response:
    """The signed-in user and their workspace."""
    actor, rights = await rights_of(request)
    workspace = kernel(request).records.workspace
    return json_answer(
        {
            "id": actor.id,
            "name": actor.name,
            "admin": rights.administers,
            "locale": actor.locale,
            "workspace": {
                "name": workspace.name,
                "zone": str(workspace.zone),
                "locale": workspace.locale,
                "currency": workspace.currency,
                "country": workspace.country,
            },
        }
    )
