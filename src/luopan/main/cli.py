"""The command line. What a command needs is imported inside it, so that `--help` and mistakes answer at once."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from contextlib import nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from luopan.kit.errors import LuopanError
    from luopan.kit.settings import Settings

MOST_PROBLEMS = 20
WORKER_STOP_SECONDS = 15
"""Its work is taken up by the next one, whatever ends it; whoever supervises it waits for 20 seconds."""
EXIT_FAILED, EXIT_DEFECT, EXIT_INTERRUPTED = 1, 70, 130

app = typer.Typer(
    name="luopan",
    help="Luopan (罗盘): a self-hosted customer platform.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
db = typer.Typer(help="The database: migrations, backup, restore.", no_args_is_help=True)
apps = typer.Typer(help="Apps: objects, forms, views and more, as folders of YAML.", no_args_is_help=True)
user = typer.Typer(help="Users.", no_args_is_help=True)
apikey = typer.Typer(help="API keys.", no_args_is_help=True)
secrets = typer.Typer(help="Secret fields and their keys.", no_args_is_help=True)
demo = typer.Typer(help="The demo company.", no_args_is_help=True)
for name, group in (
    ("db", db),
    ("app", apps),
    ("user", user),
    ("apikey", apikey),
    ("secrets", secrets),
    ("demo", demo),
):
    app.add_typer(group, name=name)

Home = Annotated[Path | None, typer.Option(help="Where data is kept.", envvar="LUOPAN_HOME", show_default=".luopan")]
Port = Annotated[int | None, typer.Option(help="The port of the API.", envvar="LUOPAN_PORT", show_default="8000")]
Host = Annotated[
    str | None, typer.Option(help="The address to listen on.", envvar="LUOPAN_HOST", show_default="127.0.0.1")
]
Folder = Annotated[Path, typer.Argument(help="The app's folder.", file_okay=False)]


def main() -> None:
    """Runs the command line; whatever goes wrong is told in one line."""
    from luopan.kit.errors import LuopanError

    try:
        app(prog_name="luopan")
    except LuopanError as error:
        _fail(_explain(error), EXIT_FAILED)
    except (KeyboardInterrupt, asyncio.CancelledError):
        sys.exit(EXIT_INTERRUPTED)
    except Exception as error:
        if os.environ.get("LUOPAN_LOG_LEVEL") == "debug":
            raise
        reason = (str(error).strip().splitlines() or [""])[0]
        _fail(f"{type(error).__name__}: {reason} (LUOPAN_LOG_LEVEL=debug shows where).", EXIT_DEFECT)


@app.command("up")
def run_everything(
    home: Home = None,
    port: Port = None,
    host: Host = None,
    empty: Annotated[bool, typer.Option("--empty", help="Without the demo company.")] = False,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open the browser.")] = False,
) -> None:
    """Set everything up if needed, and serve until Ctrl-C."""
    from luopan.main.up import up

    settings = _settings(home=home, port=port, host=host)
    asyncio.run(up(settings, is_empty=empty, opens_browser=not no_browser))


@app.command()
def serve(home: Home = None, port: Port = None, host: Host = None) -> None:
    """Run one API process."""
    import uvicorn

    from luopan.kit.postgres import database_url

    settings = _settings(home=home, port=port, host=host)
    with database_url(settings) as url:
        # The application reads its settings from the environment, as every deployment hands them over.
        os.environ |= {"LUOPAN_HOME": str(settings.home), "LUOPAN_DATABASE_URL": url}
        uvicorn.run(
            "luopan.main.api:create_app",
            factory=True,
            host=settings.host,
            port=settings.port,
            loop="uvloop",
            http="httptools",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,  # ours to judge: see LUOPAN_TRUST_PROXY
            timeout_keep_alive=75,  # longer than proxies and clients keep theirs: none sends into a closing connection
            timeout_graceful_shutdown=5,  # live screens keep their connections open for ever
        )


@app.command()
def worker(
    concurrency: Annotated[
        int, typer.Option("-n", min=1, help="Jobs at a time, of the long ones as of the others.")
    ] = 4,
    home: Home = None,
) -> None:
    """Run one worker process: event consumers and jobs."""
    from luopan.kit.process import give_way
    from luopan.main.worker import run

    async def work(settings: "Settings") -> None:
        give_way()
        with suppress(asyncio.CancelledError):  # it was asked to stop, and has
            await run(settings, concurrency)

    _with_database(work, home, stops_within=WORKER_STOP_SECONDS)


@db.command("upgrade")
def upgrade_database(home: Home = None) -> None:
    """Bring the database to this version's schema; make the first administrator if there is none."""

    async def work(settings: "Settings") -> None:
        from luopan.main.setup import upgrade

        installed = await upgrade(settings)
        if installed.admin_password is not None:
            _tell(f"{installed.admin_email}: {installed.admin_password} (this password is shown once)")

    _with_database(work, home)


@db.command("backup")
def backup_database(
    file: Annotated[Path, typer.Argument(help="The .tar file to write.", dir_okay=False)], home: Home = None
) -> None:
    """Write the database and all files to one file, as of one moment."""

    async def work(settings: "Settings") -> None:
        from luopan.main.backup import backup

        await asyncio.to_thread(backup, settings, file.absolute())

    _with_database(work, home, busy="Writing the backup …")
    _tell(f"{file} ({file.stat().st_size / 1e6:,.1f} MB)")


@db.command("restore")
def restore_database(
    file: Annotated[Path, typer.Argument(help="The backup.", exists=True, dir_okay=False)],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    home: Home = None,
) -> None:
    """Replace the database and all files by those of a backup."""
    if not yes:
        typer.confirm("This replaces everything that is in the database now. Go on?", abort=True)

    async def work(settings: "Settings") -> None:
        from luopan.main.backup import restore
        from luopan.main.remembered import forget
        from luopan.main.setup import after_restore

        forget(settings.home)
        await asyncio.to_thread(restore, settings, file.absolute())
        await after_restore(settings)

    _with_database(work, home, busy="Restoring …")
    _tell("Restored.")


@app.command("import")
def import_records(
    object_name: Annotated[str, typer.Argument(metavar="OBJECT", help="What the rows are.")],
    file: Annotated[Path, typer.Argument(help="CSV or XLSX.", exists=True, dir_okay=False)],
    maps: Annotated[
        list[str] | None,
        typer.Option("--map", help="COLUMN=FIELD (or FIELD.by for a relation); repeatable. Absent: guessed."),
    ] = None,
    key: Annotated[list[str] | None, typer.Option(help="Match records by this field; repeatable.")] = None,
    mode: Annotated[str | None, typer.Option(help="create, update or upsert.")] = None,
    create: Annotated[
        list[str] | None, typer.Option(help="Create what this relation does not find; repeatable, * for all.")
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="Of a CSV file. Absent: found out.")] = None,
    sheet: Annotated[str | None, typer.Option(help="Of a workbook. Absent: the first with data.")] = None,
    refused: Annotated[
        Path | None, typer.Option("--rejected", help="Where refused rows are written, .xlsx or .csv.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    home: Home = None,
) -> None:
    """Import a file of records, as the system itself."""

    async def work(settings: "Settings") -> None:
        from luopan.kernel.imports.definitions import read_options
        from luopan.kit.process import give_way
        from luopan.main.importing import Wanted, import_file

        give_way()
        read = {name: value for name, value in (("encoding", encoding), ("sheet", sheet)) if value is not None}
        options = {"key": key or [], "mode": mode, "dry_run": dry_run, "file": read}
        options["create"] = True if "*" in (create or ()) else create or False
        if not await import_file(settings, Wanted(object_name, file, maps or [], read_options(options), refused)):
            raise typer.Exit(1)

    _with_database(work, home)


@apps.command("plan")
def plan_app(folder: Folder, home: Home = None) -> None:
    """Show what installing a folder would change."""

    async def work(settings: "Settings") -> None:
        from luopan.main import apps as shipped

        _show_plan(await shipped.plan_app(settings, folder))

    _with_database(work, home)


@apps.command("install")
def install_app(folder: Folder, home: Home = None) -> None:
    """Bring the workspace to what a folder says."""

    async def work(settings: "Settings") -> None:
        from luopan.main import apps as shipped

        installed = await shipped.install_app(settings, folder)
        _tell(f"Installed; the metadata is at version {installed['version']} now.")
        for kept in installed["kept"]:
            _tell(f"Stays as it is here: {kept}")

    _with_database(work, home, busy="Installing …")


@apps.command("export")
def export_app(
    folder: Folder, name: Annotated[str | None, typer.Option("--app", help="Only this app.")] = None, home: Home = None
) -> None:
    """Write the workspace's definitions out as YAML."""

    async def work(settings: "Settings") -> None:
        from luopan.main import apps as shipped

        await shipped.export_app(settings, folder, name)

    _with_database(work, home)


@app.command("export")
def export_records(
    name: Annotated[str, typer.Argument(metavar="OBJECT", help="The object, by its name.")],
    file: Annotated[Path, typer.Argument(help="The file to write.", dir_okay=False)],
    where: Annotated[str | None, typer.Option(help="A condition, as JSON.")] = None,
    select: Annotated[str | None, typer.Option(help="Fields and paths, between commas.")] = None,
    form: Annotated[
        str | None, typer.Option("--format", help="csv, xlsx or parquet; absent: the file's ending.")
    ] = None,
    headers: Annotated[str | None, typer.Option(help="labels or names.")] = None,
    locale: Annotated[str | None, typer.Option(help="zh-CN, zh-TW or en.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Of CSV: utf-8-sig, utf-8 or gb18030.")] = None,
    home: Home = None,
) -> None:
    """Write records into a file, as the system itself sees them."""
    choices = {
        "format": form or file.suffix[1:].lower() or None,
        "headers": headers,
        "locale": locale,
        "encoding": encoding,
    }
    body = {"object": name, "select": select.split(",") if select else None} | choices

    async def work(settings: "Settings") -> None:
        from luopan.main.exports import export

        _tell(f"{file} ({await export(settings, file, body, where):,} records)")

    _with_database(work, home)


@user.command("create")
def create_user(
    email: str,
    name: Annotated[str, typer.Option(help="The name that colleagues see.")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
    admin: Annotated[bool, typer.Option("--admin", help="May do everything.")] = False,
    home: Home = None,
) -> None:
    """Make a user."""

    async def work(settings: "Settings") -> None:
        from luopan.main import setup

        await setup.create_user(settings, email, name, password, admin)

    _with_database(work, home)


@secrets.command("rotate")
def rotate_secrets(home: Home = None) -> None:
    """Seal every secret with the newest key of LUOPAN_SECRET_KEY."""

    async def work(settings: "Settings") -> None:
        from luopan.main.setup import reseal_secrets

        for name, found in (await reseal_secrets(settings)).items():
            _tell(f"{name}: {found.changed} sealed anew")
            for what, ids in (
                ("no key opens", found.unreadable),
                ("another record has the same value:", found.doubled),
            ):
                for identity in ids:
                    _tell(f"  {what} {identity}")

    _with_database(work, home)


@apikey.command("create")
def create_api_key(
    email: Annotated[str, typer.Argument(help="The user whose rights the key has.")],
    name: Annotated[str, typer.Option(help="What the key is for.")] = "command line",
    scope: Annotated[
        list[str] | None,
        typer.Option(help="What it may do: read, account:update, *:create …; repeatable. Absent: all."),
    ] = None,
    expires: Annotated[
        datetime | None, typer.Option(help="When it ends (UTC).", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M"])
    ] = None,
    home: Home = None,
) -> None:
    """Make an API key and print it; it is not shown again."""
    expires_at = None if expires is None else expires.replace(tzinfo=UTC)

    async def work(settings: "Settings") -> None:
        from luopan.main import setup

        _tell(await setup.create_api_key(settings, email, name, scope or None, expires_at))

    _with_database(work, home)


@demo.command("load")
def load_demo(
    scale: Annotated[float, typer.Option(min=0.001, help="1 is the usual size.")] = 1.0,
    seed: Annotated[int, typer.Option(help="The same seed makes the same company.")] = 1,
    home: Home = None,
) -> None:
    """Load the demo company."""

    async def work(settings: "Settings") -> None:
        from luopan.main.up import load_demo

        await load_demo(settings, scale, seed)

    _with_database(work, home)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False)
def bench(context: typer.Context, name: str) -> None:
    """Run a benchmark of the checkout: a table on the screen, JSON in a file."""
    from importlib import import_module

    from luopan.kit.process import SetupError

    checkout, module = Path(__file__).parents[3], name.replace("-", "_")
    if not (checkout / "bench").is_dir():
        raise SetupError("Benchmarks are part of the source checkout, and this is an installed Luopan.")
    if not (checkout / "bench" / f"{module}.py").is_file():
        raise SetupError(f"There is no benchmark {name}: {', '.join(_benchmarks(checkout))}.")
    sys.path.insert(0, str(checkout))
    import_module(f"bench.{module}").main(context.args)


def _benchmarks(checkout: Path) -> list[str]:
    files = sorted((checkout / "bench").glob("*.py"))
    return [file.stem for file in files if "def main(" in file.read_text(encoding="utf-8")]


def _settings(**overrides: object) -> "Settings":
    from luopan.kit.logs import configure_logging
    from luopan.kit.settings import load_settings

    settings = load_settings(**overrides)
    configure_logging(settings)
    return settings


def _with_database(
    work: Callable[["Settings"], Coroutine[Any, Any, None]],
    home: Path | None,
    *,
    busy: str | None = None,
    stops_within: int | None = None,
) -> None:
    """Runs `work` with the database that the settings ask for, started for this time only if need be.

    SIGTERM cancels it; what has not ended so many seconds later is ended by force.
    """
    from rich.console import Console

    from luopan.kit.postgres import database_url

    async def run(settings: "Settings") -> None:
        task = asyncio.current_task()
        assert task is not None
        loop = asyncio.get_running_loop()

        def stop(*_: object) -> None:
            if stops_within is not None:
                signal.alarm(stops_within)
            loop.call_soon_threadsafe(task.cancel)

        before = signal.signal(signal.SIGTERM, stop)  # not the loop's own way: it may be busy
        try:
            await work(settings)
        finally:
            signal.signal(signal.SIGTERM, before)

    settings = _settings(home=home)
    with database_url(settings) as url, Console(stderr=True).status(busy) if busy else nullcontext():
        asyncio.run(run(settings.with_database(url)))


def _show_plan(plan: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("Action", "Target", "Risk", "Message")
    for step in plan["steps"]:
        table.add_row(step["action"], step["target"], step["risk"], step["message"])
    Console().print(table if table.row_count else "Nothing would change.")
    for kept in plan["kept"]:
        _tell(f"Stays as it is here: {kept}")


def _explain(error: "LuopanError") -> str:
    """The sentence, and below it what is wrong at which place."""
    lines = [error.message]
    for problem in error.errors[:MOST_PROBLEMS]:
        place = [str(part) for part in (problem.field, problem.row, problem.line) if part is not None]
        lines.append("  " + ": ".join([*place, problem.text()]))
    if len(error.errors) > MOST_PROBLEMS:
        lines.append(f"  … and {len(error.errors) - MOST_PROBLEMS} more")
    return "\n".join(lines)


def _tell(line: str) -> None:
    typer.echo(line)


def _fail(message: str, code: int) -> None:
    typer.echo(f"luopan: {message}", err=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
