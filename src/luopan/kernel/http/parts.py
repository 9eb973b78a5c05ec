"""The parts of the kernel that a process holds. Knows no web framework, so that workers need none."""

from dataclasses import dataclass

from luopan.kernel.auth.sign_in import SignIn
from luopan.kernel.events.consumers import Consumer
from luopan.kernel.events.tail import Tail
from luopan.kernel.files.blobs import Blobs
from luopan.kernel.http.limits import Limits
from luopan.kernel.imports.desk import Desk
from luopan.kernel.imports.exports import Exports
from luopan.kernel.metadata.store import Catalogue
from luopan.kernel.notifications.bell import Bell
from luopan.kernel.records.door import Records
from luopan.kernel.screens.standing import Standing
from luopan.kernel.search.index import Indexer
from luopan.kit.clock import Clock
from luopan.kit.database import Database
from luopan.kit.jobs import Jobs
from luopan.kit.keyring import Keyring
from luopan.kit.notify import Hub
from luopan.kit.settings import Settings


@dataclass(frozen=True)
class Kernel:
    """What the endpoints of one process share; `main` puts it together."""

    database: Database
    hub: Hub
    catalogue: Catalogue
    records: Records
    indexer: Indexer
    sign_in: SignIn
    tail: Tail
    bell: Bell
    consumers: tuple[Consumer, ...]
    clock: Clock
    settings: Settings
    keyring: Keyring
    jobs: Jobs
    limits: Limits
    exports: Exports
    blobs: Blobs
    desk: Desk
    standing: Standing
