"""Small bodies: what calls about sign-in carry, read with every problem at its place."""

from datetime import datetime
from typing import Any

from fastapi import Request

from luopan.kernel.fields.base import Rejected
from luopan.kernel.fields.types.reference import parse_id
from luopan.kernel.http.edge import json_body, object_body
from luopan.kit.errors import Invalid, NotFound, Problem

MAX_BODY = 16 * 1024
MAX_TEXT = 1_000


async def small_body(request: Request) -> dict[str, Any]:
    """A body that is a small JSON object."""
    return object_body(await json_body(request, MAX_BODY))


def texts(body: dict[str, Any], *names: str, code: str = "invalid_sign_in") -> list[str]:
    """Texts that must be there, under these names."""
    problems = [Problem("required", name) for name in names if not _text(body.get(name))]
    if problems:
        raise Invalid(code, errors=problems)
    return [body[name] for name in names]


def text_if_any(body: dict[str, Any], name: str, *, code: str = "invalid_sign_in") -> str | None:
    """A text that may be left out."""
    value = body.get(name)
    if value is not None and not _text(value):
        raise Invalid(code, errors=[Problem("value_not_text", name)])
    return value


def moment_if_any(body: dict[str, Any], name: str, *, code: str) -> datetime | None:
    """A point in time with its zone, which may be left out."""
    text = text_if_any(body, name, code=code)
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Invalid(code, errors=[Problem("moment_with_zone", name)])
    return moment


def id_in_path(text: str, code: str) -> str:
    """An id from an address; what can't be one is not found."""
    try:
        return parse_id(text)
    except Rejected:
        raise NotFound(code) from None


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value) and len(value) <= MAX_TEXT and "\x00" not in value
