"""The embedded PostgreSQL: the same engine as an external one, started and stopped by Luopan itself.

`EmbeddedPostgres(home)` owns a server; `database_url(settings)` gives whichever database the settings ask for.
"""

from luopan.kit.postgres.access import check_database, database_url
from luopan.kit.postgres.binaries import Binaries, find_binaries, find_client
from luopan.kit.postgres.server import EmbeddedPostgres

__all__ = ["Binaries", "EmbeddedPostgres", "check_database", "database_url", "find_binaries", "find_client"]
