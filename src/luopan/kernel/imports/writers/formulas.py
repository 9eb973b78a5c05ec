"""Cells that a spreadsheet would take for a formula.

A text file has no way to say "this is text", so whoever can write a name could have a spreadsheet compute. Such a cell gets a
`'` in front. Plain signed numbers stay as they are (`-5`, `+8613800138000`, `-4.5%`): they compute nothing; so do
dashes alone. `unguarded` takes exactly that `'` away again: for every text, `unguarded(guarded(text)) == text`.
"""

import re

_SUSPECTS = frozenset("=+-@＝＋－＠'\"‘’“”`\ufeff\u200b\u200c\u200d\u2060\t\r\n\v\f \x00\u00a0\u3000")
"""First characters of which a closer look is taken; any other blank is rare, and looked at too."""
_BLANKS = r"[\s\x00-\x20'\"‘’“”`\ufeff\u200b\u200c\u200d\u2060]*"
_FORMULA = re.compile(rf"{_BLANKS}[=+\-@＝＋－＠]|['\"‘’“”`]*[\t\r\n]")
_HARMLESS = re.compile(r"[+-][0-9]{1,40}(?:\.[0-9]{1,20})?%?|-+")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may take a cell for more than text."""
    return _FORMULA.match(text) is not None and _HARMLESS.fullmatch(text) is None


def guarded(text: str) -> str:
    """A cell that no spreadsheet computes."""
    first = text[:1]
    return f"'{text}" if (first in _SUSPECTS or first.isspace()) and is_formula(text) else text


def unguarded(text: str) -> str:
    """What was in a cell before `guarded`."""
    return text[1:] if text[:1] == "'" and is_formula(text[1:]) else text
