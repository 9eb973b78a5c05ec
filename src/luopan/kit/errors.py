"""One hierarchy of errors, from any floor to the RFC 9457 problem document that a client reads.

An error carries a code, the HTTP status it answers with, and the parameters of its message. The message itself is looked up in
the reader's language (`kit.i18n`) at the edge, so no floor below needs to know who reads.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as data_field
from typing import Any, ClassVar

from luopan.kit.i18n import DEFAULT_LOCALE, translate


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, at its place: the field (a path such as `amount.currency`), the row of a set, the line of a file.

    `message` is a text written by an administrator (a validation rule's), by locale; without it the code is looked up.
    """

    code: str
    field: str | None = None
    row: int | None = None
    line: int | None = None
    params: Mapping[str, Any] = data_field(default_factory=dict[str, Any])
    message: Mapping[str, str] | None = None

    def text(self, locale: str = DEFAULT_LOCALE) -> str:
        """The sentence a person reads."""
        if self.message is not None:
            return self.message.get(locale) or self.message.get("en") or next(iter(self.message.values()), self.code)
        return translate(self.code, locale, self.params)

    def document(self, locale: str = DEFAULT_LOCALE) -> dict[str, Any]:
        """The entry of `errors` in a problem document; absent places are left out."""
        place = {"field": self.field, "row": self.row, "line": self.line}
        return {key: value for key, value in place.items() if value is not None} | {
            "code": self.code,
            "message": self.text(locale),
        }

    def at(self, *, field: str | None = None, row: int | None = None) -> "Problem":
        """The same problem seen from outside: `field` is put before its own path, `row` fills an absent one."""
        path = ".".join(part for part in (field, self.field) if part)
        return Problem(
            self.code, path or None, row if self.row is None else self.row, self.line, self.params, self.message
        )


class LuopanError(Exception):
    """What every expected failure derives from. Anything else that reaches the edge is a defect and answers 500."""

    status: ClassVar[int] = 500
    code: str = "internal"

    def __init__(self, code: str | None = None, *, errors: Iterable[Problem] = (), **params: Any) -> None:
        if code is not None:
            self.code = code
        self.params = params
        self.errors = tuple(errors)
        super().__init__(self.code)

    @property
    def message(self) -> str:
        return self.text()

    def text(self, locale: str = DEFAULT_LOCALE) -> str:
        """The sentence a person reads, in their language."""
        return translate(self.code, locale, self.params)

    def document(self, locale: str = DEFAULT_LOCALE) -> dict[str, Any]:
        """The RFC 9457 problem document."""
        return {
            "type": f"urn:luopan:error:{self.code}",
            "title": translate(f"status_{self.status}", locale, {}),
            "status": self.status,
            "detail": self.text(locale),
            "code": self.code,
            "errors": [problem.document(locale) for problem in self.errors],
        }

    def __str__(self) -> str:
        places = "; ".join(f"{problem.field or ''}: {problem.text('en')}" for problem in self.errors)
        return f"{self.text('en')}{f' ({places})' if places else ''}"


class Malformed(LuopanError):
    """The request can't be read at all."""

    status = 400
    code = "malformed"


class Unauthenticated(LuopanError):
    """Nobody is signed in, or the key is not valid."""

    status = 401
    code = "unauthenticated"


class Forbidden(LuopanError):
    """The actor is known, and may not do this."""

    status = 403
    code = "forbidden"


class NotFound(LuopanError):
    """It does not exist, or the actor may not know that it does."""

    status = 404
    code = "not_found"


class Conflict(LuopanError):
    """Somebody else is at it, or it is in use."""

    status = 409
    code = "conflict"


class Stale(LuopanError):
    """The record has moved on since the client read it."""

    status = 412
    code = "stale"


class TooLarge(LuopanError):
    """More than one call may carry."""

    status = 413
    code = "too_large"


class WrongMediaType(LuopanError):
    """The body is not JSON, which is all that a page of another site can send."""

    status = 415
    code = "body_not_json"


class Invalid(LuopanError):
    """It was read and understood, and something in it is wrong; `errors` says what and where."""

    status = 422
    code = "invalid"


class TooManyRequests(LuopanError):
    """Too many tries in a short time; `seconds` (a parameter) says when to try again."""

    status = 429
    code = "too_many_requests"


class Unavailable(LuopanError):
    """The database, or something else that is needed, does not answer now; trying again later may work."""

    status = 503
    code = "unavailable"
