"""The ground floor: workspace, system objects, metadata versions, the event log, sign-in, jobs."""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0001"
down_revision = None

SYSTEM_COLUMNS = """
    id uuid primary key,
    created_at timestamptz not null default now(),
    created_by uuid references records."user" (id),
    updated_at timestamptz not null default now(),
    updated_by uuid references records."user" (id),
    owner uuid references records."user" (id),
    department uuid references records.department (id),
    version bigint not null default 1,
    deleted_at timestamptz
"""

SYSTEM_TABLES = f"""
create schema records;

create table records."user" (
    id uuid primary key,
    created_at timestamptz not null default now(),
    created_by uuid references records."user" (id),
    updated_at timestamptz not null default now(),
    updated_by uuid references records."user" (id),
    owner uuid references records."user" (id),
    department uuid,
    version bigint not null default 1,
    deleted_at timestamptz,
    name text collate "C",
    name__key text collate "C",
    email text collate "C"
);
create unique index user__email__unique on records."user" (email) where deleted_at is null;

create table records.department ({SYSTEM_COLUMNS},
    name text collate "C",
    name__key text collate "C",
    parent uuid references records.department (id)
);
alter table records."user" add foreign key (department) references records.department (id);
create index department__parent on records.department (parent) where deleted_at is null;

create table records.currency ({SYSTEM_COLUMNS},
    code text collate "C",
    code__key text collate "C",
    name text collate "C",
    name__key text collate "C"
);
create unique index currency__code__unique on records.currency (code) where deleted_at is null;

create table records.rate ({SYSTEM_COLUMNS},
    currency text collate "C",
    currency__key text collate "C",
    date date,
    rate numeric
);
create unique index rate__currency__date__unique on records.rate (currency, date) where deleted_at is null;
"""

ENGINE_TABLES = """
create table luopan.workspace (
    only_one boolean primary key default true check (only_one),
    name text not null default 'Luopan',
    zone text not null default 'Asia/Shanghai',
    locale text not null default 'zh-CN',
    currency text not null default 'CNY',
    country text not null default 'CN',
    epoch integer not null default 1,
    demo_loaded_at timestamptz
);
insert into luopan.workspace default values;

create table luopan.metadata_versions (
    version bigint primary key,
    at timestamptz not null default now(),
    actor uuid,
    note text not null default '',
    change_set jsonb not null
);
create table luopan.object_versions (
    object_id text not null,
    version bigint not null references luopan.metadata_versions,
    definition jsonb not null,
    primary key (object_id, version)
);
create index object_versions__version on luopan.object_versions (version);
create table luopan.packages (
    name text primary key,
    version text not null,
    content jsonb not null,
    installed_at timestamptz not null default now()
);
create table luopan.schema_runs (
    id uuid primary key,
    actor uuid,
    note text not null default '',
    change_set jsonb not null,
    plan jsonb not null,
    status text not null default 'queued',
    step integer not null default 0,
    progress jsonb not null default '{}',
    problem jsonb,
    version bigint,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create unique index schema_runs__one_at_a_time on luopan.schema_runs ((true)) where status in ('queued', 'running');
create table luopan.processes (
    id uuid primary key,
    kind text not null,
    pid integer not null,
    started_at timestamptz not null default now(),
    seen_at timestamptz not null default now(),
    metadata_version bigint not null
);

create function luopan.hold_version(lock bigint) returns bigint language plpgsql volatile as $$
begin
    perform pg_advisory_xact_lock_shared(lock);
    perform set_config('plan_cache_mode', 'auto', true);
    return (select coalesce(max(version), 0) from luopan.metadata_versions);
end
$$;

create table luopan.changes (
    id uuid not null primary key,
    epoch integer not null,
    xid xid8 not null default pg_current_xact_id(),
    at timestamptz not null,
    actor uuid,
    kind text not null,
    cause jsonb not null default '{}',
    undoes uuid
) partition by range (id);
create index changes__order on luopan.changes (epoch, xid);
create index changes__undoes on luopan.changes (undoes) where undoes is not null;
create table luopan.changes_default partition of luopan.changes default;

create table luopan.events (
    change_id uuid not null,
    seq integer not null,
    object_id text not null,
    record_id uuid not null,
    version bigint not null,
    action text not null,
    before json,
    after json,
    primary key (change_id, seq)
) partition by range (change_id);
create index events__record on luopan.events (record_id, version);
create table luopan.events_default partition of luopan.events default;

create table luopan.consumers (
    name text primary key,
    epoch integer not null,
    xid xid8 not null,
    seq integer not null,
    caught_up_at timestamptz not null default now(),
    attempts integer not null default 0,
    retry_at timestamptz,
    problem text
);
create table luopan.dead_letters (
    id uuid primary key,
    consumer text not null references luopan.consumers (name) on delete cascade,
    change_id uuid not null,
    at timestamptz not null default now(),
    problem text not null,
    settled_at timestamptz
);

create table luopan.counters (
    object_id text not null,
    field_id text not null,
    period text not null,
    value bigint not null,
    primary key (object_id, field_id, period)
);

create table luopan.credentials (
    user_id uuid primary key references records."user" (id) on delete cascade,
    password_hash text not null,
    is_admin boolean not null default false,
    locale text not null default 'zh-CN',
    changed_at timestamptz not null default now(),
    failures integer not null default 0,
    locked_until timestamptz
);
create table luopan.sessions (
    token_hash bytea primary key,
    user_id uuid not null references records."user" (id) on delete cascade,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null
);
create index sessions__user on luopan.sessions (user_id);
create table luopan.api_keys (
    id uuid primary key,
    user_id uuid not null references records."user" (id) on delete cascade,
    name text not null,
    token_hash bytea not null unique,
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    revoked_at timestamptz
);
"""


def upgrade() -> None:
    _run(SYSTEM_TABLES)
    for table in ("user", "department", "currency", "rate"):
        _run(
            f"""
            create index "{table}__created_at" on records."{table}" (created_at, id) where deleted_at is null;
            create index "{table}__updated_at" on records."{table}" (updated_at, id) where deleted_at is null;
            create index "{table}__owner" on records."{table}" (owner, id) where deleted_at is null;
            create index "{table}__department" on records."{table}" (department, id) where deleted_at is null;
            create index "{table}__deleted_at" on records."{table}" (deleted_at, id) where deleted_at is not null;
            """
        )
    _run(ENGINE_TABLES)
    _run("set local search_path to luopan;" + SchemaManager.get_schema() + "; set local search_path to default;")


def _run(script: str) -> None:
    """Runs several statements at once, exactly as written."""
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.execute(script)
