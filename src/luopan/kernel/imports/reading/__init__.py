"""Any table file that people have, opened safely and read row by row: `recognise`, then `open_rows`."""

from luopan.kernel.imports.reading.model import DEFAULT_EMPTY, Column, ReadOptions, Recognised, SheetRow
from luopan.kernel.imports.reading.open import open_rows, recognise

__all__ = ["DEFAULT_EMPTY", "Column", "ReadOptions", "Recognised", "SheetRow", "open_rows", "recognise"]
