"""Setting up a database: migrations, system objects, the first administrator, users and their keys. Each may be run again."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from luopan.kernel.auth import keys
from luopan.kernel.auth.passwords import generate_password
from luopan.kernel.events.consumers import register
from luopan.kernel.events.log import ensure_partitions
from luopan.kernel.metadata import store
from luopan.kernel.records.batch import Batch
from luopan.kernel.records.sealing import Resealed, reseal, secrets_of
from luopan.kernel.records.write import write
from luopan.kernel.records.writing import Writing
from luopan.kit.actor import SYSTEM
from luopan.kit.clock import system_clock
from luopan.kit.database import Database
from luopan.kit.settings import Settings
from luopan.main.wiring import Process, with_process
from luopan.migrations import migrate

DEFAULT_ADMIN = "admin@luopan.local"
ADMINISTRATOR = "00000000-0000-7000-8000-000000000001"
"""The role that every installation begins with."""


@dataclass(frozen=True)
class Installed:
    """The first administrator; `admin_password` only where it has just been made up."""

    admin_email: str
    admin_password: str | None


async def upgrade(settings: Settings) -> Installed:
    """Migrations, system objects, the month's partitions, the first administrator."""
    url = settings.url
    await asyncio.to_thread(migrate.upgrade, url)
    async with Database(url, max_connections=2, application="luopan setup") as database:
        async with database.transaction() as session:
            await store.install_system_objects(session)
        async with database.transaction() as session:
            await ensure_partitions(session, system_clock())
    return await with_process(settings, lambda process: _begin(process, settings))


async def create_user(settings: Settings, email: str, name: str, password: str, admin: bool) -> None:
    """A user who can sign in."""

    async def work(process: Process) -> None:
        await process.kernel.records.write(
            SYSTEM, "create", lambda writing: _user(writing, email, name, password, admin)
        )

    await with_process(settings, work)


async def create_api_key(
    settings: Settings,
    email: str,
    name: str,
    scopes: Sequence[str] | None = None,
    expires_at: datetime | None = None,
) -> str:
    """An API key with the rights of a user, or those of them that the scopes leave; it is shown this once."""
    async with Database(settings.url, max_connections=1) as database, database.transaction() as session:
        return await keys.create_for_email(session, system_clock(), email, name, scopes=scopes, expires_at=expires_at)


async def reseal_secrets(settings: Settings) -> dict[str, Resealed]:
    """Brings all secrets to the newest key; what became of them, by `object.field`."""

    async def work(process: Process) -> dict[str, Resealed]:
        kernel = process.kernel
        return {
            f"{item.name}.{one.name}": await reseal(kernel.database, item, one, kernel.keyring)
            for item in kernel.catalogue.current.objects.values()
            for one in secrets_of(item)
        }

    return await with_process(settings, work)


async def after_restore(settings: Settings) -> None:
    """Raises the epoch: whoever follows the event log sees that its end has moved back. Cuts short what ran at the backup."""
    async with Database(settings.url, max_connections=1) as database, database.transaction() as session:
        await session.execute("update luopan.workspace set epoch = epoch + 1")
        await session.execute("delete from luopan.processes")


async def _begin(process: Process, settings: Settings) -> Installed:
    """From here on the followers of the log miss nothing, whenever the first worker starts."""
    async with process.kernel.database.transaction() as session:
        for consumer in process.kernel.consumers:
            await register(session, consumer)
    return await _first_administrator(process, settings)


async def _first_administrator(process: Process, settings: Settings) -> Installed:
    """The administrator of an empty database; an existing one is only named."""
    administrators = process.kernel.records.permissions.organisation.administrators()
    if administrators:
        return Installed(min(administrators, key=lambda one: one.id).email, None)
    email = settings.admin_email or DEFAULT_ADMIN
    password = settings.admin_password or generate_password()
    await process.kernel.records.write(SYSTEM, "create", lambda writing: _user(writing, email, "Admin", password, True))
    return Installed(email, None if settings.admin_password else password)


async def _user(writing: Writing, email: str, name: str, password: str, admin: bool) -> None:
    roles = [ADMINISTRATOR] if admin else []
    await write(
        writing, Batch("user", "create", [{"email": email, "name": name, "password": password, "roles": roles}])
    )
