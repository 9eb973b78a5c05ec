"""The words that a mistyped one may have meant are looked up by their index, whatever is known of the table."""

from alembic import op

revision = "0008"
down_revision = "0007"

NEAR_WORDS = """
alter index luopan.search_words__near set (fastupdate = off);
select gin_clean_pending_list('luopan.search_words__near');

create function luopan.near_words(keys text[]) returns setof text
language sql stable set enable_seqscan = off as $$
    select word from luopan.search_words where near && keys limit 200
$$;
"""


def upgrade() -> None:
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.execute(NEAR_WORDS)
