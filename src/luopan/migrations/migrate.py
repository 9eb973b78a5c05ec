"""Brings the static tables up to date."""

from pathlib import Path

from sqlalchemy import create_engine, make_url, text

FOLDER = Path(__file__).parent
LOCK = 7_310_001


def upgrade(database_url: str) -> None:
    """Runs all missing migrations; several processes may call it at once, one does the work. Blocking."""
    # A process that only asks for `head` is spared what Alembic costs to import.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    engine = create_engine(make_url(database_url).set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        connection.execute(text(f"select pg_advisory_lock({LOCK})"))
        connection.execute(text("create schema if not exists luopan"))
        connection.commit()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
    engine.dispose()


def head() -> str:
    """The newest revision that this code knows: files are numbered."""
    return max(file.name.partition("_")[0] for file in FOLDER.glob("versions/[0-9]*.py"))
