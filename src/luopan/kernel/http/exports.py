"""Files of records over HTTP: exports, and templates for imports."""

import asyncio
from collections.abc import Awaitable
from typing import Any
from urllib.parse import quote

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from luopan.kernel.http.browser import address_of
from luopan.kernel.http.edge import actor_of, json_body, kernel, object_body
from luopan.kernel.http.operations import FILE_TYPES
from luopan.kernel.imports.exports import Making
from luopan.kernel.imports.writers.template import TEMPLATE_FORMATS, import_template
from luopan.kernel.records.read import Reading
from luopan.kit.errors import Invalid, LuopanError, Problem

router = APIRouter(prefix="/api")

log = structlog.get_logger()

MAX_BODY = 1024 * 1024
_NO_FILE_NAME = str.maketrans(dict.fromkeys('/\\:*?"<>|', "-"))


@router.post("/exports")
async def export_records(request: Request) -> Response:
    """The file itself. It is sent while it is made; what goes wrong before its first piece is a problem document."""
    actor = await actor_of(request)
    exports = kernel(request).exports
    plan = await exports.plan(actor, object_body(await json_body(request, MAX_BODY)))
    making = await exports.begin(plan, address_of(request))
    try:
        await _unless_gone(request, making.ready())
    except BaseException:
        await making.close()
        raise
    name = f"-{plan.day}.{plan.format}"
    charset = f"; charset={plan.encoding.removesuffix('-sig')}" if plan.format == "csv" else ""
    return _File(making, FILE_TYPES[plan.format] + charset, attachment(plan.title + name, plan.item.name + name))


@router.get("/imports/template")
async def read_import_template(request: Request) -> Response:
    """An empty file with a column for every field that the actor may write: `?object=account&format=xlsx`."""
    actor = await actor_of(request)
    name, form = request.query_params.get("object"), request.query_params.get("format") or "xlsx"
    if not name:
        raise Invalid("invalid_export", errors=[Problem("required", "object")])
    if form not in TEMPLATE_FORMATS:
        params = {"value": form[:60], "known": ", ".join(TEMPLATE_FORMATS)}
        raise Invalid("invalid_export", errors=[Problem("grant_value", "format", params=params)])

    async def work(reading: Reading) -> tuple[str, bytes]:
        return await asyncio.to_thread(import_template, reading, name, form, actor.locale)

    title, content = await kernel(request).records.read(actor, work)
    disposition = attachment(f"{title}.{form}", f"{name}.{form}")
    return Response(content, media_type=FILE_TYPES[form], headers={"content-disposition": disposition})


def attachment(name: str, plain: str) -> str:
    """A Content-Disposition with a name in any script (RFC 6266 and 5987), and a plain one for those who read no other."""
    written = "".join(one for one in name.translate(_NO_FILE_NAME) if one.isprintable())[-120:]
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(written, safe='')}"


class _File(StreamingResponse):
    """A file that is sent while it is made; whatever becomes of the client, nothing of it stays."""

    def __init__(self, making: Making, media_type: str, disposition: str) -> None:
        headers = {"content-disposition": disposition}
        if making.size is not None:
            headers["content-length"] = str(making.size)
        super().__init__(making.chunks(), headers=headers, media_type=media_type)
        self._making = making

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        except LuopanError as error:  # the connection ends without the last piece: nobody takes it for the whole
            log.warning("export_cut_short", object=self._making.plan.item.name, error=str(error))
        finally:
            await self._making.close()


async def _unless_gone(request: Request, work: Awaitable[Any]) -> None:
    """Waits for the work; `ClientDisconnect` where nobody waits for us any more."""
    working, gone = asyncio.ensure_future(work), asyncio.ensure_future(request.receive())
    try:
        await asyncio.wait([working, gone], return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientDisconnect
        await working
    finally:
        for task in (working, gone):
            task.cancel()
        await asyncio.wait([working, gone])
