"""url: a web address, http or https, of at most 2,000 characters.

https:// is put before one that has no scheme; otherwise it is kept as typed. Operators compare it as written.
"""

import re
import unicodedata
from typing import Any

from sqlalchemy import Text

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import Column, Context, FieldType, NoSettings, Rejected, as_text, words

MAX_LENGTH = 2_000
_USER = r"([^\s/?#@\\<>\"]+@)?"
_HOST = r"(\[[0-9a-fA-F:.]+\]|[^\s\x00-\x20\x7f/?#@:\\<>\[\]\"]+)"
_REST = r"(:[0-9]{1,5})?([/?#][^\s\x00-\x20\x7f]*)?"
_BEGINNING = re.compile(r"https?://(www\.)?")
_ADDRESS = re.compile(rf"(?:(https?)://)?({_USER}{_HOST}{_REST})", re.I)


class UrlType(FieldType):
    name = "url"
    columns = (Column("", "text", collate_c=True),)
    operators = operators.TEXT
    operand_type = Text()
    converts_from = words("text long_text")
    searchable = True
    widget = "url"

    def parse(self, settings: NoSettings, raw: Any, context: Context) -> Any:
        text = unicodedata.normalize("NFC", as_text(raw)).strip()
        if not text:
            return None
        found = _ADDRESS.fullmatch(text)
        if not found or ("." not in text and not found[1]):
            raise Rejected("not_a_url")
        canonical = f"{(found[1] or 'https').lower()}://{found[2]}"
        if len(canonical) > MAX_LENGTH:
            raise Rejected("value_too_long", most=MAX_LENGTH)
        return canonical

    def searched(self, key: Any) -> str:
        """Without what nearly all begin with."""
        return _BEGINNING.sub("", key)

    def json_schema(self, settings: NoSettings) -> dict[str, Any]:
        usual = r"^https?://([a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?\.)+[a-z]{2,20}(:[0-9]{1,5})?(/[!-~]*)?$"
        patterns = (usual, rf"^https?://{_USER}{_HOST}{_REST}$")
        return {"anyOf": [{"type": "string", "maxLength": MAX_LENGTH, "pattern": pattern} for pattern in patterns]}

    def sample(self, settings: NoSettings) -> Any:
        return "https://example.com"
