"""`luopan up`: everything a company needs on one machine, from an empty folder to an address and a login."""

import asyncio
import errno
import http.client
import os
import socket
import sys
import time
import webbrowser
from collections.abc import Generator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

from luopan.kit.postgres import EmbeddedPostgres, check_database
from luopan.kit.process import SetupError
from luopan.kit.settings import Settings
from luopan.kit.supervisor import DatabaseService, Program, Supervisor
from luopan.main.remembered import recall, remember

ANSWER_SECONDS = 60.0
ASK_AGAIN_SECONDS = 0.05
DEMO_SCALE, DEMO_SEED = 1.0, 1
DEMO_APP = "demo"  # installed with the demo company only

console = Console(stderr=True, highlight=False)


async def up(settings: Settings, *, is_empty: bool, opens_browser: bool) -> None:
    """Sets up what is missing, then serves until Ctrl-C. Raises SetupError where the machine stands in the way."""
    _check_port(settings)
    async with Supervisor() as supervisor:
        is_embedded = settings.database_url is None
        settings = await _start_database(supervisor, settings)
        known = recall(settings.home) if is_embedded else None
        email, password = (known.admin_email, None) if known else await _migrate(settings)
        try:
            if known is None:
                await _install_apps(settings)
            needs_demo = not (is_empty or (known and known.has_demo)) and not await _is_demo_loaded(settings)
            await _start_programs(supervisor, settings, waits_for_demo=needs_demo)
        except BaseException:
            _show_login(email, password)  # a new password is shown this once, whatever happens
            raise
        sys.stdout.write(f"\n  Luopan is at  {_address(settings)}\n")
        _show_login(email, password)
        if opens_browser and _has_screen():
            await asyncio.to_thread(webbrowser.open, _address(settings))
        if needs_demo:
            await load_demo(settings)
            await _answer(settings, "/readyz")
        if is_embedded:
            remember(settings.home, email, has_demo=not is_empty or bool(known and known.has_demo))
        await supervisor.wait()
        console.print("Stopping …")


async def load_demo(settings: Settings, scale: float = DEMO_SCALE, seed: int = DEMO_SEED) -> None:
    """Loads the demo company, with a bar for each of its parts; then tells who of its people can sign in."""
    from luopan.main.demo import load
    from luopan.main.demo.colleagues import LOGINS, PASSWORD

    columns = TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    started = time.monotonic()
    with Progress(*columns, console=console, transient=True) as progress:
        bars: dict[str, TaskID] = {}

        def show(part: str, done: int, total: int) -> None:
            if part not in bars:
                bars[part] = progress.add_task(part)
            progress.update(bars[part], completed=done, total=total)

        await load.load_demo(settings, scale, seed, show)
    _tell_done("Demo company", started)
    sys.stdout.write(f"\n  Or log in as, with the password {PASSWORD}\n")
    for email, who in LOGINS.items():
        sys.stdout.write(f"    {email:<34} {who}\n")
    sys.stdout.write("\n")
    sys.stdout.flush()


async def _start_database(supervisor: Supervisor, settings: Settings) -> Settings:
    with _step("Database"):
        if settings.database_url is not None:
            check_database(settings.database_url)
            return settings
        server = EmbeddedPostgres(settings.home)
        await supervisor.start(DatabaseService(server))
        return settings.with_database(server.url)


# Imported where they are needed: they bring the whole kernel, which takes longer than all else here, and most starts need none.


async def _migrate(settings: Settings) -> tuple[str, str | None]:
    """Gives the administrator's address, and the password if one has just been made up."""
    from luopan.main.setup import upgrade

    with _step("Migrations"):
        installed = await upgrade(settings)
    return installed.admin_email, installed.admin_password


async def _install_apps(settings: Settings) -> None:
    from luopan.main.apps import install_apps, shipped_apps

    with _step("Apps"):
        await install_apps(settings, [name for name in shipped_apps() if name != DEMO_APP])


async def _is_demo_loaded(settings: Settings) -> bool:
    from luopan.main.demo.load import is_demo_loaded

    return await is_demo_loaded(settings)


async def _start_programs(supervisor: Supervisor, settings: Settings, *, waits_for_demo: bool) -> None:
    environment = _environment(settings, waits_for_demo=waits_for_demo)
    with _step("API and worker"):
        for name, subcommand in (("api", "serve"), ("worker", "worker")):
            command = [sys.executable, "-m", "luopan.main.cli", subcommand]
            await supervisor.start(Program(name, command, environment, _show_line))
        await _answer(settings, "/healthz" if waits_for_demo else "/readyz")


def _environment(settings: Settings, *, waits_for_demo: bool) -> Mapping[str, str]:
    assert settings.database_url is not None
    return {
        "LUOPAN_LOG_LEVEL": "warning",
        "LUOPAN_LOG_FORMAT": "console" if console.is_terminal else "json",
        **os.environ,
        "LUOPAN_HOME": str(settings.home),
        "LUOPAN_DATABASE_URL": settings.database_url,
        "LUOPAN_HOST": settings.host,
        "LUOPAN_PORT": str(settings.port),
        "LUOPAN_WAIT_FOR_DEMO": str(int(waits_for_demo)),
    }


def _check_port(settings: Settings) -> None:
    """Asks before anything is started whether the address is free. Raises SetupError where it is not."""
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        with socket.create_server((settings.host, settings.port), family=family):
            return
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise SetupError(f"Port {settings.port} is in use: choose another with --port.") from None
        raise SetupError(f"{settings.host}:{settings.port} cannot be listened on: {error.strerror}.") from None


async def _answer(settings: Settings, path: str) -> None:
    """Waits until the API answers 200 at `path`. Raises SetupError after a minute."""
    deadline = time.monotonic() + ANSWER_SECONDS
    while not await asyncio.to_thread(_is_ok, settings, path):
        if time.monotonic() > deadline:
            raise SetupError(f"{_address(settings)}{path} was not ready within {ANSWER_SECONDS:.0f} s.")
        await asyncio.sleep(ASK_AGAIN_SECONDS)


def _is_ok(settings: Settings, path: str) -> bool:
    connection = http.client.HTTPConnection(_reachable_host(settings), settings.port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _reachable_host(settings: Settings) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)


def _address(settings: Settings) -> str:
    host = _reachable_host(settings)
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


@contextmanager
def _step(name: str) -> Generator[None]:
    """Shows that a step runs, then a line with the time it took."""
    started = time.monotonic()
    with console.status(f"{name} …"):
        yield
    _tell_done(name, started)


def _tell_done(name: str, started: float) -> None:
    console.print(f"  [green]✓[/] {name:<16} [dim]{time.monotonic() - started:.1f} s[/]")


def _has_screen() -> bool:
    # Without one, a text browser would take over the terminal.
    return sys.stdout.isatty() and (
        sys.platform == "darwin" or bool(os.environ.keys() & {"DISPLAY", "WAYLAND_DISPLAY"})
    )


def _show_login(email: str, password: str | None) -> None:
    sys.stdout.write(f"  Log in as     {email}\n")
    if password is not None:
        sys.stdout.write(f"  Password      {password}   (shown this once)\n")
    sys.stdout.write("\n")
    sys.stdout.flush()


def _show_line(name: str, line: str) -> None:
    console.print(Text.assemble((f"{name:>8} │ ", "dim"), line), soft_wrap=True)
