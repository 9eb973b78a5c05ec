"""`luopan bench web`: what somebody waits for in a browser, over a million accounts and three million opportunities."""

import argparse
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.data import Size, ensure_filled
from bench.harness import Report, Row, Timing, console
from bench.records import ACCOUNTS, OPPORTUNITIES
from bench.server import ADMIN, PASSWORD, Platform
from luopan.main.webapp import FOLDER

CHROMIUM = "/usr/bin/chromium"
VIEWPORT = {"width": 1440, "height": 900}
FIRST_LOAD_KB = 350
COLD_MS, WARM_MS, TASK_MS = 1_000, 200, 100
SCROLLS, STEP = 60, 900
TYPED = "精密机械"

ROW = '[role="gridcell"] a'
HOME = 'main svg[role="img"]'
HEAD = 'main header a[href="/objects/account"]'
LISTENING = """
window.seen = {}; window.tasks = [];
new PerformanceObserver(list => list.getEntries().forEach(one => tasks.push(one.duration)))
  .observe({type: 'longtask', buffered: true});
window.awaited = selector => new Promise(done => {
  const look = () => { const found = document.querySelector(selector);
    if (found && found.textContent.trim()) { observer.disconnect(); requestAnimationFrame(() => done(performance.now())); } };
  const observer = new MutationObserver(look);
  observer.observe(document, {childList: true, subtree: true, characterData: true}); look();
});
"""
"""In every page: long tasks are noted, and `awaited(selector)` tells when something with words in it is there, painted."""

GO = """path => {
  const at = performance.now(); history.pushState({}, '', path); dispatchEvent(new PopStateEvent('popstate')); return at }"""
"""Goes to another screen without loading the page anew; gives the moment."""


def main(argv: Sequence[str]) -> None:
    """Fills a home if need be, measures, shows the table, writes JSON."""
    options = _options(argv)
    size = Size(int(ACCOUNTS * options.scale), int(OPPORTUNITIES * options.scale))
    report = Report("web", {"accounts": size.account, "opportunities": size.opportunity})
    with Platform(options.home / f"records-{size.account}-{size.opportunity}") as platform:
        platform.set_up(["core", "sales"])
        ensure_filled(platform, size)
        with platform.connect() as connection:
            found = connection.execute("select id::text from records.account limit 1").fetchone()
            assert found is not None
        url = f"http://127.0.0.1:{platform.start_api().port}"
        platform.start_worker()
        with sync_playwright() as tool:
            browser = tool.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            _first_load(browser, url, report)
            _openings(browser, url, report, options.rounds, f"/objects/account/{found[0]}")
            _smoothness(browser, url, report)
            browser.close()
    report.show()
    console.print(f"Written to {report.save()}")


def _first_load(browser: Browser, url: str, report: Report) -> None:
    """Everything that a browser with an empty cache loads until the first screen stands, as gzip."""
    for what, path, ready in (("first load: sign-in", "/login", "form"), ("first load: list", "/objects/account", ROW)):
        with _context(browser, url, signed_in=path != "/login") as context:
            page = context.new_page()
            loaded: list[str] = []
            page.on("response", lambda answer, loaded=loaded: loaded.append(urlsplit(answer.url).path))
            page.goto(path)
            page.wait_for_selector(ready)
            size = sum(_gzipped(one) for one in {*loaded, "/index.html"}) / 1e3
            met = size <= FIRST_LOAD_KB if path == "/login" else None
            target = f"≤ {FIRST_LOAD_KB} kB before split screens" if met is not None else ""
            report.add(Row(what, len(loaded), rate=size, unit="kB gzip", target=target, met=met))


def _gzipped(path: str) -> int:
    file = FOLDER / path.removeprefix("/")
    packed = file.with_name(file.name + ".gz")
    text = file.suffix in (".js", ".css", ".html", ".svg", ".json")
    return packed.stat().st_size if packed.is_file() else file.stat().st_size if text and file.is_file() else 0


def _openings(browser: Browser, url: str, report: Report, rounds: int, record: str) -> None:
    """Cold: an empty cache. Warm: another screen of the app has been open before."""
    for what, path, ready in (("list", "/objects/account", ROW), ("record", record, HEAD)):
        cold: list[float] = []
        for _ in range(rounds):
            with _context(browser, url) as context:
                cold.append(_opened(context.new_page(), path, ready))
        report.add(_row(f"{what}, cold", cold, COLD_MS))
        with _context(browser, url) as context:
            page = context.new_page()
            _opened(page, path, ready)
            warm = [_again(page, path, ready) for _ in range(rounds + 1)][1:]
        report.add(_row(f"{what}, warm", warm, WARM_MS))


def _opened(page: Page, path: str, ready: str) -> float:
    page.goto(path, wait_until="commit")
    return page.evaluate("selector => awaited(selector)", ready)


def _again(page: Page, path: str, ready: str) -> float:
    """Goes home and comes back, as a click does it."""
    page.evaluate(GO, "/")
    page.wait_for_selector(ready, state="detached")
    page.wait_for_selector(HOME)
    page.wait_for_load_state("networkidle")
    started = page.evaluate(GO, path)
    return page.evaluate("selector => awaited(selector)", ready) - started


def _smoothness(browser: Browser, url: str, report: Report) -> None:
    """The longest task while scrolling through thousands of rows, and while typing."""

    def scroll(page: Page) -> None:
        page.hover(ROW)
        for _ in range(SCROLLS):
            page.mouse.wheel(0, STEP)
            page.wait_for_timeout(60)

    def write(page: Page) -> None:
        page.locator("main input[type=text], main input[type=search]").first.click()
        for letter in TYPED:
            page.keyboard.type(letter)
            page.wait_for_timeout(80)
        page.wait_for_timeout(1_000)

    acts: tuple[tuple[str, Callable[[Page], None]], ...] = (("scrolling", scroll), ("typing", write))
    with _context(browser, url) as context:
        page = context.new_page()
        _opened(page, "/objects/account", ROW)
        page.wait_for_load_state("networkidle")
        for what, act in acts:
            page.evaluate("tasks.length = 0")
            act(page)
            tasks: list[float] = page.evaluate("tasks")
            longest = max(tasks, default=0.0)
            note = f"{len(tasks)} over 50 ms"
            row = Row(
                f"longest task, {what}", 1, most=longest, target=f"≤ {TASK_MS} ms", met=longest <= TASK_MS, note=note
            )
            report.add(row)


@contextmanager
def _context(browser: Browser, url: str, *, signed_in: bool = True) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=url, viewport=VIEWPORT, locale="zh-CN", timezone_id="Asia/Shanghai")
    context.add_init_script(LISTENING)
    if signed_in:
        answer = context.request.post("/api/auth/login", data={"email": ADMIN, "password": PASSWORD})
        assert answer.ok, answer.text()
    yield context
    context.close()


def _row(what: str, times: Sequence[float], target: float) -> Row:
    timing = Timing([times])
    return Row(
        what, timing.n, p50=timing.p50, p95=timing.p95, target=f"p50 ≤ {target:.0f}", met=median(times) <= target
    )


def _options(argv: Sequence[str]) -> Any:
    parser = argparse.ArgumentParser(prog="luopan bench web", description=__doc__)
    parser.add_argument(
        "--scale", type=float, default=1.0, help="1.0: a million accounts and three million opportunities"
    )
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--home", type=Path, default=Path(".luopan-bench"))
    return parser.parse_args(argv)
