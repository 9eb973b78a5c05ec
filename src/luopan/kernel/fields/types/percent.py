"""percent: an exact number of hundredths; 45.5 means 45.5 %. Text may end in %.

Canonical, compared and limited as a decimal.
"""

from typing import Any

from luopan.kernel.fields.base import Context, words
from luopan.kernel.fields.types.decimal import DecimalSettings, DecimalType


class PercentType(DecimalType):
    name = "percent"
    converts_from = words("text long_text integer decimal money rating")
    widget = "percent"

    def parse(self, settings: DecimalSettings, raw: Any, context: Context) -> Any:
        if isinstance(raw, str):
            raw = raw.rstrip().removesuffix("%").removesuffix("％")
        return super().parse(settings, raw, context)

    def text(self, settings: DecimalSettings, value: Any, locale: str, context: Context | None = None) -> str:
        return f"{value}%"
