"""email: one address, checked in form only, in lower case.

The address of `Li Lei <li.lei@example.com>` and `mailto:li.lei@example.com` is taken. Operators compare the lower-case form;
an operand is read likewise.
"""

import re
import unicodedata
from typing import Any

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import ColumnElement, Text, func, literal_column

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import Column, Context, FieldType, NoSettings, Rejected, as_text, words

MAX_LENGTH = 254
_LABEL = r"[a-z0-9](?:[a-z0-9]|-(?!-)){0,61}(?<!-)"
_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_PLAIN = re.compile(rf"(?=.{{3,254}}$)(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+[a-z]{{2,63}}")
"""Nearly all addresses, those of private networks (…@mail.corp.local) too; the rest is left to the library."""


_WRAPPED = re.compile(r"(?:[^<>@]*<)?(?:mailto:)?([^<>\s]+)>?")


class EmailType(FieldType):
    name = "email"
    columns = (Column("", "text", collate_c=True),)
    operators = operators.TEXT
    operand_type = Text()
    converts_from = words("text long_text")
    searchable = True
    widget = "email"

    def parse(self, settings: NoSettings, raw: Any, context: Context) -> Any:
        text = _bare(as_text(raw).strip().lower())
        if _PLAIN.fullmatch(text):
            return text
        if not text:
            return None
        try:
            address = validate_email(unicodedata.normalize("NFKC", text), check_deliverability=False)
        except EmailNotValidError:
            raise Rejected("not_an_email") from None
        canonical = address.normalized.lower()
        if len(canonical) > MAX_LENGTH:
            raise Rejected("not_an_email")
        return canonical

    def mask(self, value: Any) -> str:
        """l***@example.com"""
        return f"{value[0]}***@{value.partition('@')[2]}"

    def masked(self, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        (address,) = columns
        first = func.left(address, literal_column("1"))
        domain = func.split_part(address, literal_column("'@'"), literal_column("2"))
        return first.concat(literal_column("'***@'")).concat(domain)

    def json_schema(self, settings: NoSettings) -> dict[str, Any]:
        return {"type": "string", "maxLength": MAX_LENGTH, "anyOf": [{"format": "email"}, {"format": "idn-email"}]}

    def sample(self, settings: NoSettings) -> Any:
        return "li.lei@example.com"


def _bare(text: str) -> str:
    """The address alone, where it stands in a link or behind its owner's name."""
    if not text.startswith("mailto:") and not text.endswith(">"):
        return text
    found = _WRAPPED.fullmatch(text)
    return found[1] if found and text.endswith(">") == ("<" in text) else text
