"""A session may see Luopan as somebody else."""

from alembic import op

revision = "0009"
down_revision = "0008"

VIEWING = 'alter table luopan.sessions add column viewing uuid references records."user" (id) on delete set null'


def upgrade() -> None:
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.execute(VIEWING)
