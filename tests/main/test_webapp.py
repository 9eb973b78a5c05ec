"""The server as the browser's source of the web app: what is kept for ever, what is asked for anew, and what is no page."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from luopan.kernel.http.edge import answer_error
from luopan.kit.errors import LuopanError
from luopan.main import webapp

FILES = {
    "index.html": "<title>app</title>",
    "index.html.br": "packed",
    "assets/main-1a2b.js": "1",
    "assets/main-1a2b.js.br": "packed",
    "assets/main-1a2b.js.gz": "zipped",
    "manifest.webmanifest": "{}",
    ".sources": "secret",
}


@pytest.fixture
async def browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    monkeypatch.setattr(webapp, "FOLDER", tmp_path / "web")
    webapp.built_files.cache_clear()
    app = Starlette(exception_handlers={LuopanError: answer_error})
    app.router.default = webapp.web_app
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://luopan") as client:
        yield client
    webapp.built_files.cache_clear()


@pytest.fixture
def built(browser: httpx.AsyncClient, tmp_path: Path) -> httpx.AsyncClient:
    for name, text in FILES.items():
        path = tmp_path / "web" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return browser


async def test_any_address_is_the_app_and_is_asked_for_anew(built: httpx.AsyncClient) -> None:
    for address in ("/", "/objects/account", "/objects/account/01a2", "/login?to=/build", "/build/objects/张三"):
        answer = await built.get(address, headers={"accept-encoding": "identity"})
        assert (answer.status_code, answer.text) == (200, "<title>app</title>")
        assert answer.headers["cache-control"] == "no-cache"


async def test_assets_are_kept_for_ever_in_the_best_packing_that_the_browser_takes(built: httpx.AsyncClient) -> None:
    for accepted, packing in (("gzip, br", "br"), ("gzip;q=0.5", "gzip"), ("identity", None)):
        async with built.stream("GET", "/assets/main-1a2b.js", headers={"accept-encoding": accepted}) as answer:
            assert answer.headers.get("content-encoding") == packing
            assert "immutable" in answer.headers["cache-control"]
            assert answer.headers["vary"] == "accept-encoding"
            assert answer.headers["content-type"].startswith("text/javascript")


async def test_what_is_no_page_and_no_file_is_not_there(built: httpx.AsyncClient) -> None:
    for address in ("/api/nothing", "/assets/main-9z9z.js", "/v1/x", "/.sources", "/../secret.txt", "/robots.txt"):
        assert (await built.get(address)).status_code == 404, address
    assert (await built.post("/objects/account")).status_code == 404


async def test_a_server_without_the_app_says_how_to_build_it(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/")
    assert answer.status_code == 503
    assert "build_web.py" in answer.text
