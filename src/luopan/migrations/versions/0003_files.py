"""Files: the contents in the store, and what people call them.

`attached_at`: when a record first held the file. `free_since`: since when the cleanup has found nobody who does.
"""

from alembic import op

revision = "0003"
down_revision = "0002"

FILES = """
create table luopan.blob (
    sha256 text collate "C" primary key,
    size bigint not null,
    put_at timestamptz not null
);
create index blob__put_at on luopan.blob (put_at);

create table luopan.file (
    id uuid primary key,
    sha256 text collate "C" not null references luopan.blob (sha256),
    name text collate "C" not null,
    type text collate "C" not null,
    size bigint not null,
    width integer,
    height integer,
    created_at timestamptz not null,
    created_by uuid references records."user" (id),
    attached_at timestamptz,
    free_since timestamptz
);
create index file__sha256 on luopan.file (sha256);
"""


def upgrade() -> None:
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.execute(FILES)
