"""The HTTP application."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI
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
    screens,
    search,
    sessions,
    stream,
    system,
    view_as,
)
from luopan.kernel.http.edge import Edge, answer_error
from luopan.kit.errors import LuopanError
from luopan.kit.logs import configure_logging
from luopan.kit.settings import Settings, load_settings
from luopan.main.webapp import web_app
from luopan.main.wiring import open_process
from luopan.migrations.migrate import head


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
        screens,
        meta,
        sessions,
        accounts,
        keys,
        view_as,
        audit,
        notifications,
        stream,
        system,
        openapi,
    ):
        app.include_router(room.router)
    app.router.default = web_app
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
