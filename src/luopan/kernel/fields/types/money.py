"""money: an exact amount in a currency. Canonical as `{"amount": "10.5", "currency": "CNY"}`.

A plain number is read too, and text such as ¥1,054.00, USD 12, 12 元 or 1.2万. A unit without a number (万元) is an empty value.

Conditions, sorting and sums look at the worth in the workspace's currency, at the rate of the day that the field's
`rate_date` names (of the record's creation, if it names none). Where no rate is known that worth is empty: the value is
taken with a warning, compares as false and adds nothing to sums. The operand of a condition is in the workspace's
currency; `amount.currency` and `amount.number` look at the value as written.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, localcontext
from typing import Any, ClassVar, cast

import msgspec
from sqlalchemy import ColumnElement, Numeric, Text, case, func, literal_column
from sqlalchemy import cast as sql_cast

from luopan.kernel.fields import operators
from luopan.kernel.fields.base import Column, Context, FieldType, Part, Rejected, words
from luopan.kernel.fields.currencies import CURRENCIES, parse_currency
from luopan.kernel.fields.moments import in_zone
from luopan.kernel.fields.operators import Operator
from luopan.kernel.fields.types.currency import CurrencyType
from luopan.kernel.fields.types.decimal import (
    MAX_SCALE,
    DecimalType,
    check_limits,
    decimal_sample,
    decimal_schema,
    decimal_text,
    limited,
    parse_decimal,
)

MAX_TEXT = 80
_POWERS = {"百万": 6, "百萬": 6, "千万": 7, "千萬": 7, "万": 4, "萬": 4, "亿": 8, "億": 8, "千": 3, "百": 2, "": 0}
_PLAIN = re.compile(r"-?[0-9]{1,20}(?:\.[0-9]{1,12})?")
"""What programs write: nothing has to be understood."""
_NUMBER = r"(?P<number>[0-9][0-9,]*(?:\.[0-9]*)?|\.[0-9]+)"
_WRITTEN = re.compile(
    rf"(?P<before>[^0-9.+()-]*)(?P<sign>[+-]?)(?P<between>[^0-9.+()-]*){_NUMBER}\(?(?P<power>{'|'.join(_POWERS)})(?P<after>[^0-9()]*(?:\([^0-9()]+)?)\)?"
)


class MoneySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`currency` is that of an amount written without one (None: the workspace's).

    `scale`, `min` and `max` limit the amount as written. `rate_date` names a date or datetime field of the same object.
    """

    currency: str | None = None
    scale: int | None = None
    min: float | None = None
    max: float | None = None
    rate_date: str | None = None


class MoneyType(FieldType):
    name = "money"
    Settings = MoneySettings
    columns = (Column("", "numeric"), Column("__currency", "text", collate_c=True), Column("__base", "numeric"))
    operators = operators.ORDER
    operand_type = Numeric()
    converts_from = words("text long_text integer decimal percent rating")
    measures = words("min max sum avg")
    unique_allowed = False
    groupable = False
    parts: ClassVar[Mapping[str, Part]] = {
        "number": Part(DecimalType(), 0, lambda value: value["amount"]),
        "currency": Part(CurrencyType(), 1, lambda value: value["currency"]),
    }
    widget = "money"
    lake_type = "struct<amount: decimal128(38, 12), currency: string>"

    def parse(self, settings: MoneySettings, raw: Any, context: Context) -> Any:
        read = read_money(raw, settings.currency or context.currency, context.currency)
        if read is None:
            return None
        amount, currency = read
        return {"amount": decimal_text(limited(settings, amount)), "currency": currency}

    def parse_operand(self, settings: MoneySettings, operator: Operator, raw: Any, context: Context) -> Any:
        read = read_money(raw, context.currency, context.currency)
        if read is None:
            return None
        amount, currency = read
        if currency != context.currency:
            raise Rejected("money_operand_currency", given=currency, currency=context.currency)
        return {"amount": decimal_text(amount), "currency": currency}

    def check_settings(self, settings: MoneySettings) -> None:
        check_limits(settings.scale, settings.min, settings.max)
        if settings.currency is not None and settings.currency not in CURRENCIES:
            raise Rejected("currency_unknown", value=settings.currency[:20])

    def warning(self, settings: MoneySettings, value: Any, record: Mapping[str, Any], context: Context) -> str | None:
        return "money_no_rate" if worth(settings, value, record, context) is None else None

    def store(
        self, settings: MoneySettings, value: Any, record: Mapping[str, Any], context: Context
    ) -> tuple[Any, ...]:
        base = worth(settings, value, record, context)
        return value["amount"], value["currency"], None if base is None else decimal_text(base)

    def depends_on(self, settings: MoneySettings) -> tuple[str, ...]:
        return (settings.rate_date,) if settings.rate_date else ()

    def read(self, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        amount, currency, _ = columns
        pairs: list[ColumnElement[Any]] = [
            literal_column("'amount'"),
            sql_cast(amount, Text),
            literal_column("'currency'"),
            currency,
        ]
        return case((amount.is_not(None), func.json_build_object(*pairs)))

    def compared(self, columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
        return columns[2]

    def sort_column(self) -> str | None:
        return "__base"

    def key(self, value: Any) -> Any:
        return Decimal(value["amount"])

    def record_key(self, settings: MoneySettings, value: Any, record: Mapping[str, Any], context: Context) -> Any:
        return worth(settings, value, record, context)

    def operand(self, value: Any) -> Any:
        return value["amount"]

    def text(self, settings: MoneySettings, value: Any, locale: str, context: Context | None = None) -> str:
        return f"{value['amount']} {value['currency']}"

    def json_schema(self, settings: MoneySettings) -> dict[str, Any]:
        amount = decimal_schema(settings.scale, settings.min, settings.max)
        properties = {"amount": amount, "currency": {"type": "string", "enum": sorted(CURRENCIES)}}
        whole = {"type": "object", "required": ["amount"], "additionalProperties": False, "properties": properties}
        return {"anyOf": [whole, *amount["anyOf"]]}

    def sample(self, settings: MoneySettings) -> Any:
        amount = decimal_sample(settings)
        return {"amount": amount, "currency": settings.currency or "CNY"}


def read_money(raw: Any, default: str, home: str) -> tuple[Decimal, str] | None:
    """Amount and currency of anything; None for an empty amount.

    `default` is the currency where none is named, `home` helps to understand signs that several share.
    """
    if isinstance(raw, dict):
        value = cast(dict[str, Any], raw)
        if not value.keys() <= {"amount", "currency"} or "amount" not in value:
            raise Rejected("money_shape")
        amount, currency = value["amount"], value.get("currency")
        if amount is None or (isinstance(amount, str) and not amount.strip()):
            return None
        if isinstance(currency, str):
            if currency not in CURRENCIES:
                currency = parse_currency(currency, home) if currency.strip() else default
        elif currency is not None:
            raise Rejected("money_shape")
        return parse_decimal(amount), currency or default
    if isinstance(raw, str) and not _PLAIN.fullmatch(raw):
        text = "".join(unicodedata.normalize("NFKC", raw).split())
        return _read_text(text, default, home) if text and not _is_unit_alone(text, home) else None
    return parse_decimal(raw), default


def _read_text(text: str, default: str, home: str) -> tuple[Decimal, str]:
    found = _WRITTEN.fullmatch(text) if len(text) <= MAX_TEXT else None
    if found is None or (found["before"] and found["between"]):
        raise Rejected("not_money")
    names = [name for name in (found["before"] + found["between"], _without_unit(found["after"])) if name]
    currencies = {parse_currency(name, home) for name in names} or {default}
    if len(currencies) > 1:
        raise Rejected("not_money")
    number = decimal_text(parse_decimal(found["number"]))
    return parse_decimal(f"{found['sign']}{number}e{_POWERS[found['power']]}"), currencies.pop()


def _without_unit(name: str) -> str:
    """元人民币 and 元(人民币) are said for 人民币, 元整 for 元."""
    if len(name) > 1 and name[0] in "元圆圓":
        name = name[1:].strip("()")
        return "元" if name in ("整", "正") else name
    return name


def _is_unit_alone(text: str, home: str) -> bool:
    """Whether a form was left blank: 万元 and 万人民币, without a number before it."""
    if not text.startswith(("万", "萬", "千万", "百万", "亿", "億")):
        return False
    try:
        return bool(parse_currency(_without_unit(text.lstrip("千百万萬亿億")), home))
    except Rejected:
        return False


def worth(settings: MoneySettings, value: Any, record: Mapping[str, Any], context: Context) -> Decimal | None:
    """The amount in the workspace's currency at the rate of the record's day, to 12 digits after the point."""
    amount = Decimal(value["amount"])
    if value["currency"] == context.currency:
        return amount
    rate = context.rates(value["currency"], _rate_day(settings, record, context))
    if rate is None:
        return None
    with localcontext(prec=100):
        return round(amount * rate, MAX_SCALE)


def _rate_day(settings: MoneySettings, record: Mapping[str, Any], context: Context) -> str:
    """The day (ISO) of `rate_date`, else of the creation, else today; moments are taken in the workspace's zone."""
    moment = (settings.rate_date and record.get(settings.rate_date)) or record.get("created_at")
    if moment is None:
        return in_zone(context.now, context.zone).date().isoformat()
    if len(moment) == len("2026-01-05"):
        return moment
    return in_zone(datetime.fromisoformat(moment), context.zone).date().isoformat()
