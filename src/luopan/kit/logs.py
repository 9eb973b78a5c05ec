"""Logs: structured lines on standard error, JSON for machines and colours for a terminal, secrets never among them."""

import logging
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any, cast

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from luopan.kit.settings import Settings

MASK = "***"
SECRET_KEY = re.compile(
    r"password|passwd|token|authorization|cookie|secret|api_?key|write_?key|database_?url|dsn", re.IGNORECASE
)
URL_PASSWORD = re.compile(r"(?<=://)([^/\s:@]*):[^/\s@]+@")


def configure_logging(settings: Settings) -> None:
    """Sends the logs of Luopan and of its libraries through one chain, at the level and in the format of the settings."""
    is_console = settings.log_format == "console" or (settings.log_format == "auto" and sys.stderr.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    last: list[Processor] = (
        [mask_secrets, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
        if is_console
        else [structlog.processors.format_exc_info, mask_secrets, structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    logging.basicConfig(handlers=[handler], level=settings.log_level.upper(), force=True)
    for chatty in ("uvicorn.access", "httpx", "httpcore", "procrastinate", "alembic"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.getLogger().level))


def mask_secrets(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Replaces the values of keys that name a secret, at any depth, and passwords inside URLs."""
    return cast(EventDict, _masked(event))


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return URL_PASSWORD.sub(rf"\1:{MASK}@", value)
    if isinstance(value, Mapping):
        entries = cast(Mapping[Any, Any], value).items()
        return {
            key: MASK if isinstance(key, str) and SECRET_KEY.search(key) else _masked(item) for key, item in entries
        }
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [_masked(item) for item in cast(Sequence[Any], value)]
    return value
