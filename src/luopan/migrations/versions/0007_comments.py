"""Comments on records, notifications of people, how records went through their stages, and events with a moment of their own."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.execute(
        """
        create table luopan.comments (
            id uuid primary key,
            object_id text not null,
            record_id uuid not null,
            author uuid not null references records."user" (id),
            text text not null,
            mentions uuid[] not null,
            at timestamptz not null,
            edited_at timestamptz
        );
        create index comments__record on luopan.comments (record_id, id);

        create table luopan.notifications (
            id uuid primary key,
            user_id uuid not null references records."user" (id),
            effect text not null,
            kind text not null,
            object_id text not null,
            record_id uuid,
            actor uuid references records."user" (id),
            comment_id uuid references luopan.comments (id) on delete cascade,
            content jsonb not null,
            at timestamptz not null,
            read_at timestamptz,
            unique (user_id, effect)
        );
        create index notifications__newest on luopan.notifications (user_id, id);
        create index notifications__unread on luopan.notifications (user_id, id) where read_at is null;
        create index notifications__at on luopan.notifications (at);
        create index notifications__comment on luopan.notifications (comment_id) where comment_id is not null;

        create table luopan.journeys (
            object_id text not null,
            field_id text not null,
            record_id uuid not null,
            way text collate "C" not null,
            seconds int[] not null,
            timed boolean not null,
            primary key (object_id, field_id, record_id)
        );

        alter table luopan.events add column at timestamptz;
        """
    )
