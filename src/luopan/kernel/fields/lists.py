"""Lists written as text: pieces between commas, semicolons, 、 and line ends."""

import re
from typing import Any

from luopan.kernel.fields.base import as_text

SEPARATORS = re.compile(r"[,，;；、\n\r\t]")


def pieces(raw: Any) -> list[str]:
    """The trimmed pieces of a text, empty ones left out."""
    return [piece for part in SEPARATORS.split(as_text(raw)) if (piece := part.strip())]
