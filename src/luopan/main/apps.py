"""Apps: metadata as folders of YAML, the shipped ones and others."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from luopan.kernel.metadata import packages
from luopan.kernel.metadata.plan import Step
from luopan.kernel.records.batch import Batch
from luopan.kernel.records.write import Writing, write
from luopan.kit.actor import SYSTEM
from luopan.kit.database import Session
from luopan.kit.settings import Settings
from luopan.main.wiring import Process, with_process

SHIPPED = Path(__file__).parents[1] / "apps"


async def install_apps(settings: Settings, names: Sequence[str]) -> None:
    """Installs shipped apps that are not installed in this version yet, those first that others stand on."""

    async def work(process: Process) -> None:
        apps = {name: packages.read_app(SHIPPED / name) for name in names}
        done: set[str] = set()

        async def install(name: str) -> None:
            if name in done or name not in apps:
                return
            done.add(name)
            for needed in apps[name].depends:
                await install(needed)
            await packages.install_app(process.kernel.catalogue, SYSTEM, apps[name], installers(process))

        for name in names:
            await install(name)

    await with_process(settings, work)


async def plan_app(settings: Settings, folder: Path) -> Sequence[Step]:
    """What installing an app from a folder would do."""

    async def work(process: Process) -> Sequence[Step]:
        plan = await packages.plan_app(process.kernel.catalogue, SYSTEM, packages.read_app(folder))
        return plan.steps

    return await with_process(settings, work)


async def install_app(settings: Settings, folder: Path) -> None:
    """Installs or upgrades an app from a folder."""

    async def work(process: Process) -> None:
        app = packages.read_app(folder)
        await packages.install_app(process.kernel.catalogue, SYSTEM, app, installers(process))

    await with_process(settings, work)


async def export_app(settings: Settings, folder: Path, app: str | None) -> None:
    """Writes metadata out as text."""

    async def work(process: Process) -> None:
        async with process.kernel.database.reading() as session:
            await packages.export_app(session, folder, app)

    await with_process(settings, work)


def installers(process: Process) -> packages.Installers:
    """What an app's folder may hold beside objects, and who installs it."""

    async def seeds(session: Session, documents: Sequence[packages.Document]) -> None:
        for document in documents:
            content = document.content

            async def work(writing: Writing, content: Any = content) -> None:
                await write(writing, Batch(content["object"], "upsert", content["records"], _key(content.get("key"))))

            await process.kernel.records.write(SYSTEM, "seeds", work)

    return {"seeds": seeds}


def _key(written: Any) -> tuple[str, ...]:
    return () if written is None else (written,) if isinstance(written, str) else tuple(written)
