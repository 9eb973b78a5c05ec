"""The audit over HTTP, for administrators: newest first, page by page."""

from fastapi import APIRouter, Request, Response

from luopan.kernel.auth import audit
from luopan.kernel.fields.base import Rejected
from luopan.kernel.fields.types.reference import parse_id
from luopan.kernel.http.edge import administrator, json_answer, kernel
from luopan.kit.errors import Invalid, Malformed, Problem

router = APIRouter(prefix="/api")

PAGE = 100
MOST = 1_000


@router.get("/audit")
async def read_audit(request: Request) -> Response:
    """Lines of a kind, of an actor, before another line. `next` is the `before` of the following page."""
    await administrator(request)
    limit = _limit(request)
    kind = request.query_params.get("kind") or None
    if kind is not None and "\x00" in kind:
        raise Invalid("invalid_query", errors=[Problem("value_nul", "kind")])
    async with kernel(request).database.session() as session:
        lines = await audit.read(
            session, kind=kind, actor_id=_id(request, "actor"), before=_id(request, "before"), limit=limit
        )
    return json_answer({"audit": lines, "next": lines[-1]["id"] if len(lines) == limit else None})


def _id(request: Request, name: str) -> str | None:
    text = request.query_params.get(name)
    try:
        return parse_id(text) if text else None
    except Rejected as refusal:
        raise Invalid("invalid_query", errors=[Problem(refusal.code, name)]) from None


def _limit(request: Request) -> int:
    text = request.query_params.get("limit") or str(PAGE)
    if not text.isascii() or not text.isdigit() or len(text) > 9 or not 1 <= int(text) <= MOST:
        raise Malformed("query_limit", most=MOST, errors=[Problem("query_limit", "limit", params={"most": MOST})])
    return int(text)
