"""What is known of uploaded files: name, type, size, who brought them, and since when nobody holds them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from luopan.kit.database import Session


@dataclass(frozen=True, slots=True)
class File:
    """One uploaded file. `width` and `height`: of a picture made of pixels, as one sees it."""

    id: str
    sha256: str
    name: str
    type: str
    size: int
    width: int | None
    height: int | None
    created_by: str | None


_COLUMNS = "id::text, sha256, name, type, size, width, height, created_by::text"


async def insert(session: Session, file: File, now: datetime) -> None:
    await session.execute(
        "insert into luopan.file (id, sha256, name, type, size, width, height, created_by, created_at, free_since)"
        " values ($1::uuid, $2, $3, $4, $5, $6, $7, $8::uuid, $9, $9)",
        file.id,
        file.sha256,
        file.name,
        file.type,
        file.size,
        file.width,
        file.height,
        file.created_by,
        now,
    )


async def find(session: Session, identity: str) -> File | None:
    row = await session.fetch_one(f"select {_COLUMNS} from luopan.file where id = $1::uuid", identity)
    return None if row is None else File(*row)


async def hold(session: Session, ids: Sequence[str]) -> dict[str, File]:
    """Those of these files that exist, by id; the cleanup can't take them before this transaction ends."""
    rows = await session.fetch(
        f"select {_COLUMNS} from luopan.file where id = any($1::uuid[]) order by id for no key update", list(ids)
    )
    return {row[0]: File(*row) for row in rows}


async def attach(session: Session, ids: Sequence[str], now: datetime) -> None:
    """Notes that records hold these files, which are held (`hold`)."""
    await session.execute(
        "update luopan.file set attached_at = coalesce(attached_at, $2), free_since = null"
        " where id = any($1::uuid[]) and (attached_at is null or free_since is not null)",
        list(ids),
        now,
    )
