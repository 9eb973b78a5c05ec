"""The funnel over HTTP."""

from typing import Any

from fastapi import APIRouter, Request, Response

from luopan.kernel.http.edge import actor_of, json_answer, json_body, kernel
from luopan.kernel.records.funnel import read_funnel
from luopan.kernel.records.read import Reading

router = APIRouter(prefix="/api")


@router.post("/records/{object_name}/funnel")
async def funnel(request: Request, object_name: str) -> Response:
    actor = await actor_of(request)
    body = await json_body(request)

    async def work(reading: Reading) -> dict[str, Any]:
        return await read_funnel(reading, object_name, body)

    return json_answer(await kernel(request).records.read(actor, work))
