"""The built web app over HTTP: hashed assets for ever, everything else fresh, any other address the app itself."""

from collections.abc import Mapping
from functools import lru_cache
from mimetypes import guess_type
from pathlib import Path
from types import MappingProxyType

from fastapi import Request, Response
from fastapi.responses import FileResponse, HTMLResponse
from starlette.types import Receive, Scope, Send

from luopan.kit.errors import NotFound

FOLDER = Path(__file__).parents[1] / "web"
NOT_BUILT = Path(__file__).with_name("page.html")
ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""What the build has packed beside each file, best first."""
FOR_EVER = "public, max-age=31536000, immutable"
TYPES = {".webmanifest": "application/manifest+json", ".js": "text/javascript", ".woff2": "font/woff2"}
NEVER_PAGES = ("api", "v1", "assets", "docs", "openapi.json", "metrics")
"""The first steps of addresses that are no screens: whoever asks for one that is not there gets an error, not the app."""


async def web_app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers what no endpoint is for: a file of the app, or the app itself, which knows its own addresses."""
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        raise NotFound("not_found")
    await _answer(Request(scope), scope["path"].removeprefix("/"))(scope, receive, send)


def _answer(request: Request, path: str) -> Response:
    known = built_files()
    if path in known and path != "index.html":
        return _file(request, known[path], FOR_EVER if path.startswith("assets/") else "no-cache")
    if path.partition("/")[0] in NEVER_PAGES or "." in path.rpartition("/")[2]:
        raise NotFound("not_found")
    if "index.html" not in known:
        return HTMLResponse(NOT_BUILT.read_text(encoding="utf-8"), 503)
    return _file(request, known["index.html"], "no-cache")


@lru_cache(1)
def built_files() -> Mapping[str, Path]:
    """The files of the app by address: only what is listed here is ever read."""
    found = {str(path.relative_to(FOLDER)): path for path in FOLDER.rglob("*") if path.is_file()}
    return MappingProxyType({name: path for name, path in found.items() if not name.startswith(".")})


def _file(request: Request, path: Path, caching: str) -> Response:
    kind = TYPES.get(path.suffix) or guess_type(path.name)[0] or "application/octet-stream"
    headers = {"cache-control": caching, "vary": "accept-encoding"}
    accepted = {one.partition(";")[0].strip() for one in request.headers.get("accept-encoding", "").split(",")}
    for encoding, suffix in ENCODINGS.items():
        packed = path.with_name(path.name + suffix)
        if encoding in accepted and packed.is_file():
            return FileResponse(packed, media_type=kind, headers=headers | {"content-encoding": encoding})
    return FileResponse(path, media_type=kind, headers=headers)
