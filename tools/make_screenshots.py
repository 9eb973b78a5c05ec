"""Takes the pictures of the documentation from a running Luopan with the demo company, or of every screen, to look at them all.

python tools/make_screenshots.py [--url http://127.0.0.1:8000]              docs/images/<name>-<language>.png
python tools/make_screenshots.py --all FOLDER [--password ADMINISTRATOR'S]  every screen, both sizes and themes, each language
"""

import argparse
from itertools import product
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from luopan.main.demo.colleagues import DOMAIN, PASSWORD

IMAGES = Path(__file__).parents[1] / "docs" / "images"
CHROMIUM = "/usr/bin/chromium"
MANAGER = f"zhou.qiming@{DOMAIN}"
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
LOCALES = {"zh": "zh-CN", "en": "en", "tw": "zh-TW"}

PICTURES = {
    "home": "/",
    "list": "/objects/account",
    "board": "/objects/opportunity?view=board",
    "record": "/objects/opportunity/{deal}",
}
SCREENS = PICTURES | {
    "leads": "/objects/lead",
    "customer": "/objects/account/{account}",
    "funnel": "/objects/opportunity?view=funnel",
    "calendar": "/objects/activity?view=calendar",
    "imports": "/imports",
    "import": "/imports/new",
    "profile": "/settings/profile",
    "security": "/settings/security",
    "bin": "/settings/bin",
    "nothing": "/objects/nothing",
}
_BUILD, _SETTINGS = "/build/objects/opportunity", "/settings"
FOR_ADMINISTRATORS = (
    {"build": "/build", "navigation": "/build/navigation", "compass": "/build/compass", "versions": "/build/versions"}
    | {"relations": "/build/relations"}
    | {tab: f"{_BUILD}/{tab}" for tab in ("fields", "page", "views", "rules", "pipeline")}
    | {name: f"{_SETTINGS}/{name}" for name in ("users", "departments", "teams", "roles", "sharing", "territories")}
    | {name: f"{_SETTINGS}/{name}" for name in ("rights", "audit", "hand-overs", "health", "keys")}
)


def main() -> None:
    """Takes the pictures that the options ask for."""
    options = _options()
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        if options.all is None:
            for short in ("zh", "en"):
                _take(browser, options.url, PICTURES, IMAGES, MANAGER, PASSWORD, short)
        else:
            for short, phone, theme in product(options.languages, (False, True), ("light", "dark")):
                _take(browser, options.url, SCREENS, options.all, MANAGER, PASSWORD, short, phone, theme)
                if options.password:
                    _take(
                        browser,
                        options.url,
                        FOR_ADMINISTRATORS,
                        options.all,
                        options.admin,
                        options.password,
                        short,
                        phone,
                        theme,
                    )
        browser.close()


def _take(
    browser: Browser,
    url: str,
    pages: dict[str, str],
    folder: Path,
    email: str,
    password: str,
    short: str,
    phone: bool = False,
    theme: str = "light",
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(
        base_url=url,
        viewport=PHONE if phone else DESKTOP,
        is_mobile=phone,
        has_touch=phone,
        locale=LOCALES[short],
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )
    look = f'{{"theme":"{theme}","locale":"{LOCALES[short]}","slim":false}}'
    context.add_init_script(f"localStorage.setItem('luopan.look', '{look}')")
    answer = context.request.post("/api/auth/login", data={"email": email, "password": password})
    assert answer.ok, answer.text()
    page = context.new_page()
    for name, address in pages.items():
        page.goto(_filled(context.request, address))
        page.wait_for_load_state("load")
        page.wait_for_selector("main")
        page.wait_for_timeout(1_500)
        marks = [name, short, *(["phone"] if phone else []), *(["dark"] if theme == "dark" else [])]
        page.screenshot(path=folder / f"{'-'.join(marks)}.png")
    context.close()


def _filled(request: Any, address: str) -> str:
    """The address, with a deal or an account that has something to show."""
    where = {"and": [{"any": "activities"}, {"any": "tasks"}, {"field": "stage", "op": "eq", "value": "proposal"}]}
    for mark, name, condition in (("{deal}", "opportunity", where), ("{account}", "account", {"any": "opportunities"})):
        if mark in address:
            body = {"where": condition, "select": ["id"], "limit": 1}
            found = request.post(f"/api/records/{name}/query", data=body).json()["records"]
            address = address.replace(mark, found[0]["id"])
    return address


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--all", type=Path, metavar="FOLDER")
    parser.add_argument("--languages", nargs="+", choices=LOCALES, default=list(LOCALES))
    parser.add_argument("--admin", default="admin@luopan.local")
    parser.add_argument("--password", default="", help="the administrator's, for the screens that only they see")
    return parser.parse_args()


if __name__ == "__main__":
    main()
