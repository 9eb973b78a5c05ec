"""The search over all objects."""

from fastapi import APIRouter, Request, Response

from luopan.kernel.http.edge import actor_of, json_answer, kernel
from luopan.kernel.http.records import number
from luopan.kernel.search.condition import query_text
from luopan.kernel.search.find import MOST, USUAL, find

router = APIRouter(prefix="/api")


@router.get("/search")
async def search(request: Request) -> Response:
    actor = await actor_of(request)
    text = query_text(request.query_params.get("q"), "q")
    named = request.query_params.get("objects")
    objects = list(dict.fromkeys(named.split(","))) if named else None
    limit = number(request, "limit", MOST) or USUAL
    return json_answer(await kernel(request).records.read(actor, lambda reading: find(reading, text, objects, limit)))
