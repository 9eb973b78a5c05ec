"""Alembic's environment: runs on the connection that `migrate` hands in."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, version_table_schema="luopan", transaction_per_migration=True)
with context.begin_transaction():
    context.run_migrations()
