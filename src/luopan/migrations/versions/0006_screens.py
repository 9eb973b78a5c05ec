"""Screens: people's own views, the workspace's screens and what apps bring for them, people's preferences."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.execute(
        """
        create table luopan.views (
            id uuid primary key,
            object_id text not null,
            owner uuid not null references records."user" (id) on delete cascade,
            name text not null,
            kind text not null,
            content jsonb not null,
            shared boolean not null default false,
            position integer not null default 0,
            version bigint not null default 1,
            created_at timestamptz not null,
            changed_at timestamptz not null
        );
        create index views__object on luopan.views (object_id);
        create index views__owner on luopan.views (owner);

        create table luopan.screens (
            name text primary key,
            content jsonb,
            version bigint not null,
            changed_at timestamptz not null,
            changed_by uuid references records."user" (id) on delete set null
        );

        create table luopan.app_screens (
            app text not null,
            name text not null,
            content jsonb not null,
            seq bigint generated always as identity,
            primary key (app, name)
        );

        create table luopan.preferences (
            user_id uuid primary key references records."user" (id) on delete cascade,
            content jsonb not null
        );
        """
    )
