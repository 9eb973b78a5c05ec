"""Rights: the organisation as system objects, ways to single records, and what sign-in needs beyond a password."""

from alembic import op

revision = "0002"
down_revision = "0001"

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

NAME = 'name text collate "C", name__key text collate "C"'

ORGANISATION = f"""
alter table records."user" add column manager uuid references records."user" (id);
alter table records."user" add column active boolean default true;
create index user__manager on records."user" (manager, id);
alter table records.department add column manager uuid references records."user" (id);
create index department__manager on records.department (manager, id);

create table records.team ({SYSTEM_COLUMNS}, {NAME});
create unique index team__name__unique on records.team (name) where deleted_at is null;

create table records.role ({SYSTEM_COLUMNS}, {NAME}, description text collate "C", grants jsonb);
create unique index role__name__unique on records.role (name) where deleted_at is null;

create table records.sharing_rule ({SYSTEM_COLUMNS}, {NAME},
    object text collate "C", object__key text collate "C", "where" jsonb,
    grantee uuid, grantee__object text collate "C", access text collate "C"
);
create index sharing_rule__grantee on records.sharing_rule (grantee, grantee__object, id);

create table records.territory ({SYSTEM_COLUMNS}, {NAME},
    parent uuid references records.territory (id), rules jsonb, access text collate "C"
);
create index territory__parent on records.territory (parent, id);

create table records.delegation ({SYSTEM_COLUMNS},
    absent uuid references records."user" (id), delegate uuid references records."user" (id),
    starts_at timestamptz, ends_at timestamptz, note text collate "C", note__key text collate "C"
);
create index delegation__absent on records.delegation (absent, id);
create index delegation__delegate on records.delegation (delegate, id);
"""

LINKS = (("user", "roles", "role"), ("team", "members", "user"), ("territory", "members", "user"))

RIGHTS = """
create table luopan.rights_state (
    only_one boolean primary key default true check (only_one),
    version bigint not null default 1
);
insert into luopan.rights_state default values;

create function luopan.hold_versions(lock bigint) returns bigint[] language plpgsql volatile as $$
begin
    perform pg_advisory_xact_lock_shared(lock);
    perform set_config('plan_cache_mode', 'auto', true);
    return array[
        (select coalesce(max(version), 0) from luopan.metadata_versions),
        (select version from luopan.rights_state)
    ];
end
$$;
drop function luopan.hold_version(bigint);

create table luopan.shares (
    id uuid primary key,
    object_id text not null,
    record_id uuid not null,
    grantee_object text not null,
    grantee uuid not null,
    access text not null check (access in ('read', 'write')),
    role text,
    until timestamptz,
    created_at timestamptz not null default now(),
    created_by uuid references records."user" (id),
    unique (object_id, record_id, grantee)
);
create index shares__grantee on luopan.shares (grantee, object_id, record_id);

create table luopan.hand_overs (
    id uuid primary key,
    user_id uuid not null references records."user" (id),
    to_user uuid not null references records."user" (id),
    deactivate boolean not null,
    status text not null default 'queued',
    report jsonb not null default '{}',
    problem text,
    created_at timestamptz not null default now(),
    created_by uuid references records."user" (id),
    done_at timestamptz
);

create table luopan.audit (
    id uuid primary key,
    at timestamptz not null,
    actor uuid,
    kind text not null,
    object_id text,
    record_id uuid,
    address text,
    details jsonb not null default '{}'
);
create index audit__kind on luopan.audit (kind, id);
create index audit__actor on luopan.audit (actor, id);
"""

SIGN_IN = """
alter table luopan.credentials drop column is_admin;
alter table luopan.credentials alter column password_hash drop not null;
alter table luopan.credentials add column totp_secret text;
alter table luopan.credentials add column totp_confirmed_at timestamptz;
alter table luopan.credentials add column totp_last_step bigint;
create table luopan.recovery_codes (
    user_id uuid not null references records."user" (id) on delete cascade,
    code_hash bytea not null,
    used_at timestamptz,
    primary key (user_id, code_hash)
);

alter table luopan.sessions add column id uuid not null default gen_random_uuid();
alter table luopan.sessions add column agent text;
alter table luopan.sessions add column address text;
alter table luopan.sessions add column seen_at timestamptz not null default now();
alter table luopan.sessions add column rotated_at timestamptz not null default now();
alter table luopan.sessions add column previous_hash bytea;
alter table luopan.sessions add column previous_until timestamptz;
create unique index sessions__id on luopan.sessions (id);
create index sessions__previous on luopan.sessions (previous_hash) where previous_hash is not null;

alter table luopan.api_keys add column scopes text[];
alter table luopan.api_keys add column created_by uuid references records."user" (id);
alter table luopan.api_keys add column used_at timestamptz;
create index api_keys__user on luopan.api_keys (user_id);

create table luopan.one_time_tokens (
    token_hash bytea primary key,
    user_id uuid not null references records."user" (id) on delete cascade,
    purpose text not null,
    created_at timestamptz not null,
    created_by uuid references records."user" (id),
    expires_at timestamptz not null
);
create index one_time_tokens__user on luopan.one_time_tokens (user_id);

create function luopan.end_sign_in() returns trigger language plpgsql as $$
begin
    delete from luopan.sessions where user_id = new.id;
    delete from luopan.one_time_tokens where user_id = new.id;
    perform pg_notify('luopan_sign_in', '');
    return null;
end
$$;
create trigger user_left after update of active, deleted_at on records."user" for each row
when (new.active is false or new.deleted_at is not null) execute function luopan.end_sign_in();
"""
"""Whichever way a user is deactivated or deleted: their sessions end with the same commit, and no process remembers them."""

ADMINISTRATOR = """
insert into records.role (id, name, name__key, description, grants) values (
    '00000000-0000-7000-8000-000000000001', 'Administrator', 'administrator', 'May do everything.',
    '[{"object": "*", "scope": "all", "actions":
       ["create", "read", "update", "delete", "import", "export", "transfer", "configure"]}]'
);
insert into records.user__roles (source, target)
select user_id, '00000000-0000-7000-8000-000000000001' from luopan.credentials where is_admin;
"""

SCOPED_SORTS = """
do $$
declare sort record;
begin
    for sort in
        select t.relname as table_name, i.relname as index_name, a.attname as column_name
        from pg_index x
        join pg_class i on i.oid = x.indexrelid
        join pg_class t on t.oid = x.indrelid
        join pg_namespace n on n.oid = t.relnamespace and n.nspname = 'records'
        join pg_attribute a on a.attrelid = t.oid and a.attnum = x.indkey[0]
        join pg_attribute b on b.attrelid = t.oid and b.attnum = x.indkey[1] and b.attname = 'id'
        where x.indnkeyatts = 2 and not x.indisunique and x.indpred is not null
          and a.attname not in ('owner', 'department', 'deleted_at')
          and t.relname not in ('user', 'department', 'currency', 'rate', 'team', 'role', 'sharing_rule', 'territory',
                                'delegation')
          and not exists (
              select from pg_attribute sorted
              where sorted.attrelid = t.oid and sorted.attname in (a.attname || '__key', a.attname || '__base')
          )
          and not exists (
              select from luopan.object_versions v, jsonb_array_elements(v.definition -> 'fields') field
              where v.object_id = t.relname and field ->> 'column' = a.attname and field ->> 'type' = 'select'
          )
    loop
        execute format(
            'create index if not exists %I on records.%I (department, %I, id) where deleted_at is null',
            case when length(sort.index_name || '__scoped') <= 63 then sort.index_name || '__scoped'
                 else left(sort.index_name, 52) || '__'
                      || left(encode(sha256((sort.index_name || '__scoped')::bytea), 'hex'), 9) end,
            sort.table_name, sort.column_name
        );
    end loop;
end
$$;
"""
"""Lists of one department's records, in every order that an index serves for all of them."""


def upgrade() -> None:
    _run(ORGANISATION)
    for holder, field, target in LINKS:
        _run(
            f"""
            create table records.{holder}__{field} (
                source uuid not null references records."{holder}" (id) on delete cascade,
                target uuid not null references records."{target}" (id) on delete cascade,
                constraint {holder}__{field}__pair primary key (source, target)
            );
            create index {holder}__{field}__target on records.{holder}__{field} (target, source);
            """
        )
    for table in ("team", "role", "sharing_rule", "territory", "delegation"):
        _run(
            f"""
            create index {table}__created_at on records.{table} (created_at, id) where deleted_at is null;
            create index {table}__updated_at on records.{table} (updated_at, id) where deleted_at is null;
            create index {table}__owner on records.{table} (owner, id) where deleted_at is null;
            create index {table}__department on records.{table} (department, id) where deleted_at is null;
            create index {table}__deleted_at on records.{table} (deleted_at, id) where deleted_at is not null;
            """
        )
    for script in (ADMINISTRATOR, RIGHTS, SIGN_IN, SCOPED_SORTS):
        _run(script)


def _run(script: str) -> None:
    """Runs several statements at once, exactly as written."""
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.execute(script)
