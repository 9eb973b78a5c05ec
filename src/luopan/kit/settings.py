"""What an operator may set, all of it by environment variables that begin with `LUOPAN_`."""

from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from luopan.kit.process import SetupError


class Settings(BaseSettings):
    """The settings of one process. Secrets do not appear in its `repr`."""

    model_config = SettingsConfigDict(env_prefix="LUOPAN_", env_ignore_empty=True, frozen=True)

    home: Path = Field(Path(".luopan"), description="where data is kept: the embedded database, files, logs")
    database_url: str | None = Field(None, repr=False, description="an external PostgreSQL; absent: the embedded one")
    admin_email: str | None = Field(None, description="the first administrator, on the first start")
    admin_password: str | None = Field(None, repr=False, description="theirs; absent: one is generated and shown once")
    secret_key: str | None = Field(None, repr=False, description="what secrets are sealed with; several: newest first")
    host: str = Field("127.0.0.1", description="the address that the API listens on")
    port: int = Field(8000, ge=1, le=65535)
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["auto", "json", "console"] = Field("auto", description="auto: console on a terminal, else JSON")
    public_url: str | None = Field(
        None, pattern="^https?://[^/]", description="the address that people use, for links; absent: host and port"
    )
    trust_proxy: bool = Field(False, description="believe X-Forwarded-Proto and X-Forwarded-For: only behind a proxy")
    smtp_url: str | None = Field(
        None, pattern="^smtps?://[^/]", repr=False, description="smtp://user:password@host?from=…"
    )
    requests_per_minute: int = Field(60_000, ge=60, description="of one user; of an address without one: a tenth")
    sign_ins_per_minute: int = Field(20, ge=2, description="tries of one address; for one mail: half as many")
    export_megabytes: int = Field(4_000, ge=1, description="room on the disk that one export may take")
    files_url: str | None = Field(
        None, repr=False, description="where files are kept (s3://bucket/prefix); absent: the folder files of the home"
    )
    max_file_mb: int = Field(50, ge=1, le=10_000, description="the largest file that may be uploaded")
    wait_for_demo: bool = Field(False, description="not ready before the demo company is in; set by `up` for its API")

    @property
    def url(self) -> str:
        """The address of the database. Raises SetupError where none is known: commands begin by starting or finding one."""
        if self.database_url is None:
            raise SetupError("LUOPAN_DATABASE_URL is not set.")
        return self.database_url

    @property
    def link_base(self) -> str:
        """What links in mails begin with."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def max_file_bytes(self) -> int:
        return self.max_file_mb << 20

    def with_database(self, url: str) -> "Settings":
        """The same settings with the address of a database that is known to run."""
        return self.model_copy(update={"database_url": url})


def load_settings(**overrides: object) -> Settings:
    """The settings of the environment; `overrides` that are not None win. Raises SetupError naming the wrong variable."""
    try:
        settings = Settings.model_validate({key: value for key, value in overrides.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        raise SetupError(f"LUOPAN_{str(first['loc'][0]).upper()}: {first['msg']}.") from None
    return settings.model_copy(update={"home": settings.home.expanduser().absolute()})
