"""Brings the static tables up to date."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, make_url, text

LOCK = 7_310_001


def upgrade(database_url: str) -> None:
    """Runs all missing migrations; several processes may call it at once, one does the work. Blocking."""
    config = _config()
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
    """The newest revision that this code knows."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config
