"""The HTTP application."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from luopan.kernel.http import (
    accounts,
    audit,
    comments,
    exports,
    files,
    funnel,
    imports,
    keys,
    meta,
    notifications,
    openapi,
    records,
    rights,
    search,
    sessions,
    stream,
    system,
)
from luopan.kernel.http.edge import Edge, answer_error
from luopan.kit.errors import LuopanError
from luopan.kit.logs import configure_logging
from luopan.kit.settings import Settings, load_settings
from luopan.main.wiring import open_process
from luopan.migrations.migrate import head

PAGE = Path(__file__).with_name("page.html")


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application; without arguments it reads its settings from the environment."""
    settings = settings or load_settings()
    configure_logging(settings)
    app = FastAPI(title="Luopan", lifespan=_lifespan, openapi_url=None, docs_url=None, redoc_url=None)
    app.state.settings = settings
    app.state.wait_for_demo = settings.wait_for_demo
    app.state.migration_head = head()
    for room in (
        rights,
        records,
        comments,
        funnel,
        exports,
        imports,
        files,
        search,
        meta,
        sessions,
        accounts,
        keys,
        audit,
        notifications,
        stream,
        system,
        openapi,
    ):
        app.include_router(room.router)
    app.add_api_route("/", _page, include_in_schema=False)
    app.add_exception_handler(LuopanError, answer_error)
    app.add_exception_handler(HTTPException, answer_error)
    app.add_exception_handler(ClientDisconnect, answer_error)
    app.add_middleware(Edge)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncGenerator[None]:
    async with open_process(app.state.settings, "api") as process:
        app.state.kernel = process.kernel
        tasks = [asyncio.create_task(one.run()) for one in (process.kernel.tail, process.kernel.bell)]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task


async def _page(request: Request) -> Response:
    return HTMLResponse(PAGE.read_text(encoding="utf-8"))
