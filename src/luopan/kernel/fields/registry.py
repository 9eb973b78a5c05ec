"""All field types, by name."""

from collections.abc import Mapping

from luopan.kernel.fields.base import FieldType
from luopan.kernel.fields.types.address import AddressType
from luopan.kernel.fields.types.any_reference import AnyReferenceType
from luopan.kernel.fields.types.autonumber import AutonumberType
from luopan.kernel.fields.types.boolean import BooleanType
from luopan.kernel.fields.types.color import ColorType
from luopan.kernel.fields.types.credit_code import CreditCodeType
from luopan.kernel.fields.types.currency import CurrencyType
from luopan.kernel.fields.types.date import DateType
from luopan.kernel.fields.types.datetime import DateTimeType
from luopan.kernel.fields.types.decimal import DecimalType
from luopan.kernel.fields.types.department import DepartmentType
from luopan.kernel.fields.types.division import DivisionType
from luopan.kernel.fields.types.duration import DurationType
from luopan.kernel.fields.types.email import EmailType
from luopan.kernel.fields.types.files import FilesType
from luopan.kernel.fields.types.geo import GeoType
from luopan.kernel.fields.types.id import IdType
from luopan.kernel.fields.types.id_number import IdNumberType
from luopan.kernel.fields.types.image import ImageType
from luopan.kernel.fields.types.integer import IntegerType
from luopan.kernel.fields.types.json import JsonType
from luopan.kernel.fields.types.long_text import LongTextType
from luopan.kernel.fields.types.money import MoneyType
from luopan.kernel.fields.types.multi_select import MultiSelectType
from luopan.kernel.fields.types.percent import PercentType
from luopan.kernel.fields.types.phone import PhoneType
from luopan.kernel.fields.types.rating import RatingType
from luopan.kernel.fields.types.reference import ReferenceKind
from luopan.kernel.fields.types.references import ReferencesType
from luopan.kernel.fields.types.rich_text import RichTextType
from luopan.kernel.fields.types.secret import SecretType
from luopan.kernel.fields.types.select import SelectType
from luopan.kernel.fields.types.tags import TagsType
from luopan.kernel.fields.types.text import TextType
from luopan.kernel.fields.types.time import TimeType
from luopan.kernel.fields.types.url import UrlType
from luopan.kernel.fields.types.user import UserType

FIELD_TYPES: Mapping[str, FieldType] = {
    field_type.name: field_type
    for field_type in (
        TextType(),
        LongTextType(),
        IntegerType(),
        DecimalType(),
        MoneyType(),
        PercentType(),
        BooleanType(),
        DateType(),
        DateTimeType(),
        TimeType(),
        DurationType(),
        EmailType(),
        PhoneType(),
        UrlType(),
        SelectType(),
        MultiSelectType(),
        TagsType(),
        ReferenceKind(),
        ReferencesType(),
        AnyReferenceType(),
        UserType(),
        DepartmentType(),
        AutonumberType(),
        JsonType(),
        RatingType(),
        ColorType(),
        CreditCodeType(),
        IdNumberType(),
        AddressType(),
        GeoType(),
        RichTextType(),
        SecretType(),
        FilesType(),
        ImageType(),
        IdType(),
        CurrencyType(),
        DivisionType(),
    )
}
