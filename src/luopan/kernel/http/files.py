"""Files over HTTP: uploaded, downloaded, and pictures in small. Nothing that a browser would run is ever shown from here."""

import asyncio
import re
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from luopan.kernel.files import images, table
from luopan.kernel.files.kinds import SHOWN_INLINE
from luopan.kernel.files.table import File
from luopan.kernel.files.uploads import Upload, take_in
from luopan.kernel.http.bodies import id_in_path
from luopan.kernel.http.edge import actor_of, json_answer, kernel, rights_of
from luopan.kernel.http.forms import parts
from luopan.kernel.records import attachments
from luopan.kernel.records.read import Reading
from luopan.kit.errors import Forbidden, Invalid, Malformed, NotFound, Problem

router = APIRouter(prefix="/api")

AT_ONCE = 2
"""Previews that one process makes at a time: each may take some hundred megabytes for a moment."""
_making = asyncio.Semaphore(AT_ONCE)
_RANGE = re.compile(r"bytes=(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@router.post("/files")
async def upload_file(request: Request) -> Response:
    """Takes the part `file` of a form; answers what is known of it."""
    actor, rights = await rights_of(request)
    if not attachments.may_bring(rights):
        raise Forbidden("upload_forbidden")
    process = kernel(request)
    most = process.settings.max_file_bytes
    allowed = attachments.allowed_risks(rights.full)
    async for part in parts(request, most):
        if part.name == "file" and part.filename is not None:
            upload = Upload(part.filename, part.type, part.chunks, most, allowed)
            file = await take_in(upload, actor, process.blobs, process.database, process.clock)
            return json_answer(_known(file), 201)
    raise Invalid("invalid_file", errors=[Problem("required", "file")])


@router.get("/files/{file_id}")
async def download_file(request: Request, file_id: str) -> Response:
    """The content, to be saved; with `?inline=1` pictures may be shown where they are."""
    file = await _visible(request, file_id)
    inline = request.query_params.get("inline") == "1" and file.type in SHOWN_INLINE
    headers = _headers(file, file.sha256) | {"accept-ranges": "bytes"}
    headers["content-disposition"] = _disposition("inline" if inline else "attachment", file.name)
    if _is_known(request, headers["etag"]):
        return Response(status_code=304, headers=headers)
    whole = range(file.size)
    piece = _piece(request, whole, headers["etag"])
    if piece is None:
        return Response(status_code=416, headers=headers | {"content-range": f"bytes */{file.size}"})
    headers["content-length"] = str(len(piece))
    if piece != whole:
        headers["content-range"] = f"bytes {piece.start}-{piece.stop - 1}/{file.size}"
    content = await kernel(request).blobs.open(file.sha256, piece.start, len(piece))
    return StreamingResponse(content, 200 if piece == whole else 206, headers, file.type)


@router.get("/files/{file_id}/preview")
async def preview_file(request: Request, file_id: str) -> Response:
    """A picture that fits into a square of `size` pixels, as WebP."""
    size = _size(request)
    file = await _visible(request, file_id)
    headers = _headers(file, f"{file.sha256}-{size}")
    if _is_known(request, headers["etag"]):
        return Response(status_code=304, headers=headers)
    blobs, name = kernel(request).blobs, f"{size}.webp"
    content = await blobs.derived(file.sha256, name)
    if content is None:
        async with _making, blobs.local(file.sha256) as path:
            content = await asyncio.to_thread(images.make_preview, path, file.type, size)
        if content is None:
            raise NotFound("no_preview")
        await blobs.put_derived(file.sha256, name, content)
    return Response(content, 200, headers, "image/webp")


async def _visible(request: Request, text: str) -> File:
    """The file, where the actor may have it; `NotFound` otherwise."""
    actor = await actor_of(request)
    identity = id_in_path(text, "file_unknown")

    async def work(reading: Reading) -> File:
        session, rights = reading.session, reading.rights
        file = await table.find(session, identity)
        if file is not None:
            if await attachments.seen(session, rights, reading.context, [identity]):
                return file
            is_own = file.created_by == actor.id and attachments.may_bring(rights)
            if is_own and not await attachments.are_held(session, rights.full, identity):
                return file
        raise NotFound("file_unknown")

    return await kernel(request).records.read(actor, work)


def _known(file: File) -> dict[str, Any]:
    known: dict[str, Any] = {"id": file.id, "name": file.name, "type": file.type, "size": file.size}
    return known if file.width is None else known | {"width": file.width, "height": file.height}


def _headers(file: File, mark: str) -> dict[str, str]:
    """What every answer with a content carries. It may be kept, and must be asked for each time: rights change."""
    return {"etag": f'"{mark}"', "cache-control": "private, no-cache", "content-security-policy": POLICY}


def _disposition(how: str, name: str) -> str:
    """RFC 6266: the name in ASCII for old clients, in UTF-8 for all others."""
    plain = re.sub(r"[^ !#-.0-~]", "_", name)
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _is_known(request: Request, etag: str) -> bool:
    marks = request.headers.get("if-none-match", "")
    return etag in (mark.strip().removeprefix("W/") for mark in marks.split(","))


def _piece(request: Request, whole: range, etag: str) -> range | None:
    """The bytes that are asked for: one range, or all of them. None where they lie beyond the end."""
    found = _RANGE.fullmatch(request.headers.get("range", "").strip())
    if found is None or request.headers.get("if-range", etag) != etag:
        return whole
    first, last, tail = found.groups()
    if tail is not None:
        piece = whole[max(0, len(whole) - int(tail)) :]
    else:
        if last and int(last) < int(first):
            return whole
        piece = whole[int(first) : int(last) + 1 if last else None]
    return piece if len(piece) else None


def _size(request: Request) -> int:
    text = request.query_params.get("size", str(images.SIZES[1]))
    if text not in map(str, images.SIZES):
        known = ", ".join(map(str, images.SIZES))
        raise Malformed("preview_size", known=known, errors=[Problem("preview_size", "size", params={"known": known})])
    return int(text)
