"""Imports: the files that came, what has been done with their rows, and what has not gone in."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute(
        """
        create table luopan.imports (
            id uuid primary key,
            object_id text not null,
            file_name text not null,
            sha256 text not null,
            size bigint not null,
            recognised jsonb not null,
            expected_rows bigint,
            mapping json not null,
            options jsonb not null,
            status text not null,
            attempt int not null default 1,
            dry_run boolean not null default false,
            problem jsonb,
            created_at timestamptz not null,
            created_by uuid references records."user" (id),
            scopes text[],
            locale text not null,
            started_at timestamptz,
            done_at timestamptz
        );
        create index imports__newest on luopan.imports (created_at desc);
        create index imports__file on luopan.imports (sha256);

        create table luopan.import_chunks (
            import_id uuid not null references luopan.imports (id) on delete cascade,
            first bigint not null,
            last bigint not null,
            change_id uuid,
            rows int not null default 0,
            created int not null default 0,
            updated int not null default 0,
            unchanged int not null default 0,
            rejected int not null default 0,
            related jsonb not null default '{}',
            undone int not null default 0,
            taken_back boolean not null default false,
            related_taken_back boolean not null default false,
            primary key (import_id, first)
        );

        create table luopan.import_faults (
            import_id uuid not null references luopan.imports (id) on delete cascade,
            number bigint not null,
            cells text[] not null,
            problems jsonb not null,
            waiting boolean not null default false,
            primary key (import_id, number)
        );

        create table luopan.import_conflicts (
            import_id uuid not null references luopan.imports (id) on delete cascade,
            first bigint not null,
            problem jsonb not null
        );
        create index import_conflicts__import on luopan.import_conflicts (import_id, first);
        """
    )
