"""The yardstick for throughput: FastAPI with a pool and the bare statement, without everything that a platform adds."""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import orjson
from fastapi import FastAPI, Request, Response
from psycopg import AsyncRawCursor
from psycopg_pool import AsyncConnectionPool

from bench.statements import CREATE, opportunities
from luopan.kit.database import SESSION_OPTIONS
from luopan.kit.ids import new_ids

LIST = (
    "select coalesce(json_agg(r.row_to_json::json), '[]')::text from ("
    + opportunities("o.stage = $1 and account.industry = $2", "o.amount__base desc, o.id desc")
    + ") r (row_to_json)"
)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncGenerator[None]:
    settings = {"autocommit": True, "options": SESSION_OPTIONS}
    async with AsyncConnectionPool(os.environ["LUOPAN_DATABASE_URL"], kwargs=settings, max_size=10) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=_lifespan)


@app.get("/")
async def answer() -> Response:
    return Response()


@app.get("/list")
async def read_list(request: Request) -> Response:
    asked = request.query_params
    async with request.app.state.pool.connection() as connection:
        cursor = AsyncRawCursor(connection)
        await cursor.execute(LIST, (asked["stage"], asked["industry"]))
        row = await cursor.fetchone()
    return Response(row[0], media_type="application/json")


@app.post("/create")
async def create(request: Request) -> Response:
    record = orjson.loads(await request.body())
    record["id"], change = new_ids(2)
    async with request.app.state.pool.connection() as connection:
        await AsyncRawCursor(connection).execute(CREATE, (orjson.dumps(record).decode(), change, record["owner"]))
    return Response(orjson.dumps(record), 201, media_type="application/json")
