"""The web app in a real browser, as people of the demo company use it.

The app must be built (`tools/build_web.py`; `./luopan test` does so), and Chromium must be there (CHROMIUM, else Debian's).
Whatever the browser complains of on its console, and every answer 500, fails the test that caused it.
"""

import asyncio
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from luopan.kernel.search.reindex import bring_up_to_date
from luopan.kit.settings import load_settings
from luopan.main.demo.colleagues import DOMAIN
from luopan.main.demo.colleagues import PASSWORD as DEMO_PASSWORD
from luopan.main.demo.load import load_demo
from luopan.main.setup import create_user
from luopan.main.wiring import with_process
from tests.conftest import DatabaseServer
from tests.live import PASSWORD, LiveServer, live_server

ROOT = Path(__file__).parents[3]
BUILT = ROOT / "src/luopan/web/index.html"
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"

REP, MANAGER, ADMIN = f"gu.xiaowei@{DOMAIN}", f"zhou.qiming@{DOMAIN}", "admin@luopan-web.example"
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
HARMLESS = ("status of 4", "net::ERR_ABORTED", "net::ERR_INCOMPLETE_CHUNKED_ENCODING", "net::ERR_NETWORK_CHANGED")
"""What browsers write by themselves about answers 4xx, and about streams that end with their page."""

PageAs = Callable[..., Page]

expect.set_options(timeout=30_000)  # a busy machine is no defect


@dataclass
class Watch:
    """What went wrong on the pages of one test."""

    found: list[str] = field(default_factory=list[str])

    def over(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.found.append(f"error on {page.url}: {error}"))
        page.on("console", lambda message: self._console(page, message.type, message.text))
        page.on("response", lambda answer: answer.status >= 500 and self.found.append(f"{answer.status} {answer.url}"))

    def _console(self, page: Page, kind: str, text: str) -> None:
        if kind == "error" and not any(one in text for one in HARMLESS):
            self.found.append(f"console on {page.url}: {text}")


@pytest.fixture(scope="package")
def web(database_server: DatabaseServer, template_database: str, shared_home: Path) -> Iterator[LiveServer]:
    """A running Luopan with a fifth of the demo company."""
    assert BUILT.is_file(), "The web app is not built: run tools/build_web.py"
    with database_server.database("test_web", template_database) as url:
        settings = load_settings(home=shared_home, database_url=url)
        asyncio.run(load_demo(settings, 0.2, 1, lambda part, done, total: None))
        asyncio.run(with_process(settings, lambda one: bring_up_to_date(one.kernel.records, one.kernel.indexer)))
        with live_server(url, shared_home, ("core", "sales", "demo")) as server:
            asyncio.run(create_user(settings, ADMIN, "Admin", PASSWORD, True))
            yield server


@pytest.fixture(scope="package")
def web_url(web: LiveServer) -> str:
    return web.url


@pytest.fixture(scope="package")
def chromium(web_url: str) -> Iterator[Browser]:
    """Begun after the server and ended before other tests: Playwright keeps an event loop running in this thread."""
    assert Path(CHROMIUM).exists(), f"{CHROMIUM} is missing: apt-get install chromium, or set CHROMIUM"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture
def page_as(web_url: str, chromium: Browser) -> Iterator[PageAs]:
    """`page_as(REP, locale="en", phone=True, theme="dark")`: a page of somebody who is signed in; without a mail, of nobody."""
    contexts: list[BrowserContext] = []
    watch = Watch()

    def make(email: str | None = ADMIN, *, locale: str = "zh-CN", phone: bool = False, theme: str = "light") -> Page:
        context = chromium.new_context(
            base_url=web_url,
            viewport=PHONE if phone else DESKTOP,
            has_touch=phone,
            is_mobile=phone,
            locale=locale,
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        contexts.append(context)
        look = f'{{"theme":"{theme}","locale":"{locale}","slim":false}}'
        context.add_init_script(f"localStorage.getItem('luopan.look') ?? localStorage.setItem('luopan.look', '{look}')")
        if email is not None:
            sign_in(context, email)
        page = context.new_page()
        page.set_default_timeout(30_000)
        watch.over(page)
        return page

    yield make
    for context in contexts:
        context.close()
    assert not watch.found, "\n".join(watch.found)


def password_of(email: str) -> str:
    return PASSWORD if email == ADMIN else DEMO_PASSWORD


def sign_in(context: BrowserContext, email: str) -> None:
    """Gives the browser a session as the sign-in page does."""
    answer = context.request.post("/api/auth/login", data={"email": email, "password": password_of(email)})
    assert answer.ok, answer.text()


def check_accessible(page: Page, *, leave_out: tuple[str, ...] = ()) -> None:
    """axe-core finds nothing serious on the page as it is now."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    options: dict[str, Any] = {"resultTypes": ["violations"], "rules": {name: {"enabled": False} for name in leave_out}}
    result = page.evaluate("options => axe.run(document, options)", options)
    serious = [one for one in result["violations"] if one["impact"] in ("serious", "critical")]
    told = [f"{one['id']}: {one['help']}: {[node['target'] for node in one['nodes']][:4]}" for one in serious]
    assert not told, f"{page.url}\n" + "\n".join(told)


def until(page: Page, what: str, is_so: Callable[[], object]) -> None:
    """Waits for what no locator tells: what the server holds, what the browser keeps, what a route has caught."""
    for _ in range(300):
        if is_so():
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never: {what}")


def check_nothing_sticks_out(page: Page) -> None:
    """The page is not wider than the window: nothing has to be scrolled sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 1, f"{page.url} is {wide} pixels wider than the window"


__all__ = [
    "ADMIN",
    "MANAGER",
    "REP",
    "PageAs",
    "check_accessible",
    "check_nothing_sticks_out",
    "expect",
    "password_of",
    "until",
]
