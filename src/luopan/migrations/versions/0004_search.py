"""Search: the entries of all records, how far each object has been indexed, and the words that a mistyped one may have meant."""

from alembic import op

revision = "0004"
down_revision = "0003"

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

CANDIDATES = """
create function luopan.search_candidates(stages text[], fits text[], looked_at int, wanted int)
returns table (object_id text, record_id uuid, lines text)
language plpgsql stable set plan_cache_mode = 'force_generic_plan' set enable_seqscan = off as $$
#variable_conflict use_column
declare
    stage text;
    number int;
    found_so_far int := 0;
begin
    foreach stage in array stages loop
        return query select x.object_id, x.record_id, x.lines from (
            select e.object_id, e.record_id, e.lines from luopan.search_entries e
            where e.tokens @@ stage::tsquery and e.lines ~ all (fits) limit looked_at
        ) x order by x.record_id desc limit wanted;
        get diagnostics number = row_count;
        found_so_far := found_so_far + number;
        exit when found_so_far >= wanted;
    end loop;
end
$$;
"""
"""The statement is planned once a connection, not with every search: planning takes longer than most searches."""

PARTITION = """
create table luopan.search_entries_{number} partition of luopan.search_entries
    for values with (modulus {partitions}, remainder {number}) with (autovacuum_vacuum_insert_threshold = -1);
create index search_entries_{number}__tokens on luopan.search_entries_{number}
    using gin (tokens) with (fastupdate = on, gin_pending_list_limit = 1024);
"""


def upgrade() -> None:
    _run(SEARCH)
    for number in range(PARTITIONS):
        _run(PARTITION.format(number=number, partitions=PARTITIONS))
    _run(CANDIDATES)


def _run(script: str) -> None:
    """Runs several statements at once, exactly as written."""
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.execute(script)
