"""Search: the entries of all records, how far each object has been indexed, and the words that a mistyped one may have meant."""

from alembic import op

revision = "0004"
down_revision = "0002"

PARTITIONS = 8
"""A search for what nearly every record has ends in the first of them."""

SEARCH = """
create table luopan.search_entries (
    object_id text not null,
    record_id uuid not null,
    lines text collate "C" not null,
    tokens tsvector not null,
    primary key (record_id, object_id)
) partition by hash (record_id);

create table luopan.search_objects (
    object_id text primary key,
    signature text not null,
    reached uuid
);

create table luopan.search_words (
    word text collate "C" primary key,
    near text[] not null
);
create index search_words__near on luopan.search_words using gin (near);
"""

PARTITION = """
create table luopan.search_entries_{number} partition of luopan.search_entries
    for values with (modulus {partitions}, remainder {number});
create index search_entries_{number}__tokens on luopan.search_entries_{number}
    using gin (tokens) with (fastupdate = on, gin_pending_list_limit = 2048);
"""


def upgrade() -> None:
    _run(SEARCH)
    for number in range(PARTITIONS):
        _run(PARTITION.format(number=number, partitions=PARTITIONS))


def _run(script: str) -> None:
    """Runs several statements at once, exactly as written."""
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.execute(script)
