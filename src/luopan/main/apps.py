"""Apps: metadata as folders of YAML, the shipped ones and others."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from luopan.kernel.metadata import export, packages
from luopan.kernel.metadata.packages import App, File, Installers
from luopan.kernel.metadata.store import Catalogue
from luopan.kernel.records.batch import Batch
from luopan.kernel.records.decode import refused
from luopan.kernel.records.write import write
from luopan.kernel.records.writing import Writing
from luopan.kernel.screens import workspace
from luopan.kit.actor import SYSTEM, Actor
from luopan.kit.errors import Invalid, Problem
from luopan.kit.settings import Settings
from luopan.main.wiring import Process, with_process

SHIPPED = Path(__file__).parents[1] / "apps"


def shipped_apps() -> list[str]:
    """The names of the apps that come with Luopan."""
    return sorted(file.parent.name for file in SHIPPED.glob("*/app.yaml"))


async def install_apps(settings: Settings, names: Sequence[str]) -> None:
    """Installs or upgrades shipped apps, those first that others stand on."""

    async def work(process: Process) -> None:
        waiting = {name: packages.read_app(SHIPPED / name) for name in names}
        while waiting:
            ready = next((app for app in waiting.values() if not waiting.keys() & set(app.depends)), None)
            assert ready is not None, "shipped apps depend on one another in a circle"
            await packages.install_app(process.kernel.catalogue, SYSTEM, ready, installers(process))
            del waiting[ready.name]

    await with_process(settings, work)


async def plan_app(settings: Settings, folder: Path) -> dict[str, Any]:
    """What installing an app from a folder would do, as the API shows a plan."""

    async def work(process: Process) -> dict[str, Any]:
        plan = await packages.plan_app(process.kernel.catalogue, SYSTEM, packages.read_app(folder))
        return plan.document(SYSTEM.locale)

    return await with_process(settings, work)


async def install_app(settings: Settings, folder: Path) -> dict[str, Any]:
    """Installs or upgrades an app from a folder: the metadata's `version`, and what was `kept` as it is here, in words."""

    async def work(process: Process) -> dict[str, Any]:
        app = packages.read_app(folder)
        done = await packages.install_app(process.kernel.catalogue, SYSTEM, app, installers(process))
        return {"version": done.version, "kept": [kept.text(SYSTEM.locale) for kept in done.kept]}

    return await with_process(settings, work)


async def export_app(settings: Settings, folder: Path, app: str | None) -> None:
    """Writes metadata out as text."""

    async def work(process: Process) -> None:
        async with process.kernel.database.session() as session:
            await export.export_app(session, folder, app)
            screens = await workspace.exported(session, process.kernel.catalogue.current, app)
        export.write_texts(folder, {f"screens/{name}.yaml": export.yaml_text(one) for name, one in screens.items()})

    await with_process(settings, work)


def installers(process: Process) -> Installers:
    """What an app's folder may hold beside objects, and who installs it."""

    async def seeds(catalogue: Catalogue, actor: Actor, app: App, files: tuple[File, ...]) -> None:
        """Records that an app brings along. Those that are there already stay as they are."""
        for file in files:
            batch = Batch(file.content["object"], "create", file.content["records"], atomic=False)

            async def work(writing: Writing, file: File = file, batch: Batch = batch) -> None:
                problems = refused((await write(writing, batch)).rows)
                unexpected = [file.problem(one, f"records[{one.row}]") for one in problems if one.code != "not_unique"]
                if unexpected:
                    raise Invalid("package_invalid", errors=unexpected)

            await process.kernel.records.write(actor, "seeds", work, cause={"app": app.name})

    async def workspace_screens(catalogue: Catalogue, actor: Actor, app: App, files: tuple[File, ...]) -> None:
        """Screens of the workspace that stand while nobody has changed them."""
        screens: dict[str, Any] = {}
        problems: list[Problem] = []
        for file in files:
            name = Path(file.path).stem
            try:
                screens[name] = workspace.read_content(name, file.content, catalogue.current, actor.locale)
            except Invalid as error:
                problems += [file.problem(one, (one.field or "").removeprefix("content.")) for one in error.errors]
        if problems:
            raise Invalid("package_invalid", errors=problems)
        async with catalogue.database.transaction() as session:
            await workspace.bring(session, app.name, screens)

    registered = Installers()
    registered.register("seeds", seeds)
    registered.register("screens", workspace_screens)
    return registered
