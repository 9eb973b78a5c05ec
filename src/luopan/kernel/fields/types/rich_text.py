"""rich_text: text with headings, lists, tables, links and images, as HTML that is safe to show.

Canonical is what the cleaner leaves: only the elements and attributes below, links and images over http and https (links
over mailto and tel too, images from /api/files/ too), no scripts, no styles, no classes. Text without any element becomes
paragraphs. Beside it stands the plain text, which operators look at, as those of long_text do.
"""

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from typing import Any

import nh3
from sqlalchemy import ColumnElement, Text

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import TEXT_PATTERN, Column, Context, FieldType, NoSettings, Rejected, as_text, words
from luopan.kernel.fields.types.text import first_alone, first_alone_sql

MAX_LENGTH = 1_000_000
MAX_ELEMENTS, MAX_DEPTH, MAX_ENTITIES = 20_000, 100, 100_000
"""Parsing takes time in the square of each; what people write is far below."""
ROUNDS = 8
"""With some elements taken out, the rest may read differently: it is cleaned until it stays as it is."""

_ELEMENTS = words(
    "p br h1 h2 h3 h4 strong em u s a ul ol li blockquote code pre table thead tbody tr th td img hr span"
)
_DROPPED_WHOLE = words("script style iframe noscript noembed noframes object svg math template textarea title")
_INLINE = words("strong em u s a code span img")
_NEVER_DEEP = words("br hr img input meta link wbr p li td th tr tbody thead dt dd option")
"""Elements without content, and those that the next of their kind closes."""
_FILE = re.compile(r"/api/files/(?!.*(?:\.\.|%2e))[\w%./~-]+", re.I)
_WEB = re.compile(r"https?://", re.I)
_SIZE = re.compile(r"[0-9]{1,4}")
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_WHOLE_TAG = re.compile(r'</?([a-z0-9]+)(?:[^"<>]|"[^"]*")*>')
_SHOWN = re.compile(r"<hr|<img[^<>]* src=")
_PARAGRAPHS = re.compile(r"\n\s*\n")


class RichTextType(FieldType):
    name = "rich_text"
    columns = (Column("", "text", collate_c=True), Column("__text", "text", collate_c=True))
    operators = operators.TEXT
    operand_type = Text()
    converts_from = words("text long_text")
    measures = frozenset()
    unique_allowed = False
    sortable = False
    groupable = False
    index_method = None
    searchable = True
    widget = "rich_text"

    def parse(self, settings: NoSettings, raw: Any, context: Context) -> Any:
        text = as_text(raw)
        if len(text) > MAX_LENGTH:
            raise Rejected("value_too_long", most=MAX_LENGTH)
        cleaned = _cleaned(text)
        return cleaned if plain_text(cleaned) or _SHOWN.search(cleaned) else None

    def store(self, settings: NoSettings, value: Any, record: Mapping[str, Any], context: Context) -> tuple[Any, ...]:
        return value, plain_text(value)

    def compared(self, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        return columns[1]

    def sort_column(self) -> str | None:
        return None

    def key(self, value: Any) -> Any:
        return plain_text(value)

    def operand(self, value: Any) -> Any:
        return plain_text(value)

    def mask(self, value: Any) -> str:
        return first_alone(plain_text(value))

    def masked(self, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        return first_alone_sql(columns[1])

    def json_schema(self, settings: NoSettings) -> dict[str, Any]:
        return {"type": "string", "maxLength": MAX_LENGTH, "pattern": TEXT_PATTERN}

    def sample(self, settings: NoSettings) -> Any:
        return "<p>第一次拜访 <strong>华为</strong></p>"


def plain_text(cleaned: str) -> str:
    """The text of canonical HTML, on one line."""
    text = html.unescape(_WHOLE_TAG.sub(lambda tag: "" if tag[1] in _INLINE else " ", cleaned))
    return " ".join(unicodedata.normalize("NFC", text).split())


def _cleaned(text: str) -> str:
    if "<" not in text:
        text = _paragraphs(text)
    for _ in range(ROUNDS):
        _refuse_excess(text)
        cleaned = _cleaner.clean(text).replace("\r\n", "\n").replace("\r", "\n")
        if "<" not in cleaned:
            cleaned = _paragraphs(html.unescape(cleaned))
        cleaned = re.sub(r"<pre>\n+", "<pre>", cleaned)  # a reader drops the first line end, each time
        if cleaned == text:
            return cleaned
        text = cleaned
    raise Rejected("rich_text_tangled")


def _paragraphs(text: str) -> str:
    """Plain text as HTML: empty lines part paragraphs."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    parts = (part.strip() for part in _PARAGRAPHS.split(lines))
    return "".join(f"<p>{html.escape(part, quote=False).replace(chr(10), '<br>')}</p>" for part in parts if part)


def _refuse_excess(text: str) -> None:
    """Refuses what takes long to parse. Counts tags as written: a rough measure, and a quick one."""
    if len(text) > MAX_LENGTH:
        raise Rejected("value_too_long", most=MAX_LENGTH)
    tags = _TAG.findall(text)
    if len(tags) > 2 * MAX_ELEMENTS or text.count("&") > MAX_ENTITIES:
        raise Rejected("rich_text_tangled")
    depth = 0
    open_elements: Counter[str] = Counter()
    for closing, written in tags:
        name = written.lower()
        if name not in _NEVER_DEEP and (not closing or open_elements[name]):
            step = -1 if closing else 1
            open_elements[name] += step
            depth += step
            if depth > MAX_DEPTH:
                raise Rejected("rich_text_tangled")


def _attribute(element: str, name: str, value: str) -> str | None:
    """The value that an attribute keeps; None: it goes."""
    match name:
        case "src":
            return value if _WEB.match(value) or _FILE.fullmatch(value) else None
        case "href":
            return None if value.startswith("/") else value
        case "width" | "height" | "colspan" | "rowspan":
            return value if _SIZE.fullmatch(value) else None
        case _:
            return value


_cleaner = nh3.Cleaner(
    tags=set(_ELEMENTS),
    clean_content_tags=set(_DROPPED_WHOLE),
    attributes={
        "*": set[str](),
        "a": {"href"},
        "img": {"src", "alt", "width", "height"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan"},
    },
    attribute_filter=_attribute,
    tag_attribute_values={"a": {"target": {"_blank"}}},
    link_rel="noopener noreferrer nofollow",
    url_schemes={"http", "https", "mailto", "tel"},
    url_relative=lambda url: url if _FILE.fullmatch(url) else None,
)
